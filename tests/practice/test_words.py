"""A failed comparison is told in words: what was expected, and what came."""

import re
from bdb import BdbQuit
from pathlib import Path
from typing import Any

import pytest
from fastapi import HTTPException
from fastapi.exceptions import ResponseValidationError
from pydantic import BaseModel, ValidationError

import learn
from course.practice.describing import in_words
from course.practice.explaining import explained
from course.practice.frames import Place
from course.practice.words import expected
from course.steps import ROOT
from course.typed import typed

CASES: list[tuple[str, Any, Any, list[str]]] = [
    ("==", 404, 201, ["expected 201, came 404"]),
    ("==", "a", "b", ["expected 'b', came 'a'"]),
    (
        "==",
        "x" * 300 + "old",
        "x" * 300 + "new",
        [f"expected … {'x' * 60}new …", f"came … {'x' * 60}old …"],
    ),
    ("!=", 1, 1, ["expected anything but 1"]),
    ("==", {"a": 1}, {"a": 1, "b": 2}, ["'b' is missing"]),
    ("==", {"a": 1, "b": 2}, {"a": 1}, ["'b' should not be there"]),
    ("==", {"a": 1}, {"a": 2}, ["'a': expected 2, came 1"]),
    ("==", [1, 2], [1, 3], ["item 1: expected 3, came 2"]),
    ("==", [{"a": 1}], [{"a": 2}], ["item 0: 'a': expected 2, came 1"]),
    ("==", [[1], [3]], [[1], [2]], ["expected [[1], [2]]", "came [[1], [3]]"]),
    ("==", [], [1], ["expected 1 item, came 0 items", "expected [1]", "came []"]),
    ("==", (200, b""), (204, b""), ["expected 204, came 200"]),
    ("==", ("GET /", 1), ("GET /", 2), ["GET /: expected 2, came 1"]),
    ("==", {"a"}, {"b"}, ["missing: 'b'", "not expected: 'a'"]),
    ("==", b"\xed\x95\x9c", b"", ["expected '', came '한'"]),
    ("<=", {"a", "b"}, {"a"}, ["'b': not in {'a'}"]),
    ("in", 500, range(400, 500), ["expected 400 to 499, came 500"]),
    ("in", "x", "abc", ["expected 'x' to be in 'abc'"]),
    ("not in", "a", "abc", ["expected 'a' not to be in 'abc'"]),
    (">", 1, 2, ["expected 1 > 2"]),
    ("is", None, True, ["expected True, came None"]),
]


@pytest.mark.parametrize(("operator", "came", "wanted", "words"), CASES)
def test_a_comparison_is_told_in_words(
    operator: str, came: Any, wanted: Any, words: list[str]
) -> None:
    """Each kind of comparison has its own sentence."""
    assert expected(operator, came, wanted) == words


@pytest.mark.parametrize(
    ("error", "compared", "code", "sentence"),
    [
        (
            AssertionError(),
            (1, 2),
            "assert len(kept) == 2",
            "expected 2 items, came 1 item",
        ),
        (
            AssertionError(),
            (404, 201),
            "assert answer.status_code == 201",
            "201 Created",
        ),
        (KeyError("creator"), (), "", "there is no 'creator' where"),
        (
            ValueError("DID NOT RAISE KeyError"),
            (),
            "",
            "expected the error KeyError, and",
        ),
    ],
)
def test_what_a_test_expected_is_told_in_words(
    error: Exception, compared: tuple[Any, ...], code: str, sentence: str
) -> None:
    """A length is so many items, a status has its name, an error that stayed away one."""
    place = Place(file="", line=1, function="", code=code)
    (told,) = in_words(error, [("==", *compared)] if compared else [], [place])
    assert sentence in told


class Row(BaseModel):
    """What has no id before it is stored."""

    id: int


def test_what_beginners_often_meet_is_explained() -> None:
    """A breakpoint, a refusal that is returned, and a row that was not stored."""
    assert "Print what you want to see" in explained(BdbQuit())
    returned = ResponseValidationError([], body=HTTPException(404))
    assert "write `raise`" in explained(returned)
    with pytest.raises(ValidationError) as fault:
        Row.model_validate({"id": None})
    assert "`db.commit`" in explained(fault.value)
    unfinished = TypeError("'coroutine' object is not an async iterator")
    assert "`yield`" in explained(unfinished)
    whole = AttributeError(
        "module 'blog.routers.user' has no attribute '_contains_router'"
    )
    assert "`user.router`" in explained(whole)
    assert explained(ValueError()) == ""


def test_a_command_is_said_as_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With `py` on Windows, where `python3` opens the Store; never by `learn.py` alone."""
    assert typed("check 3") == "python3 learn.py check 3"
    monkeypatch.setattr("os.name", "nt")
    assert typed("check 3") == "py learn.py check 3"
    assert learn.offer_doctor().startswith("py learn.py doctor ")
    monkeypatch.undo()
    files = [ROOT / "course" / "cli.py", *(ROOT / "course" / "practice").glob("*.py")]
    said = [file.name for file in files if re.search(r"learn\.py \w", code_in(file))]
    assert said == []


def code_in(file: Path) -> str:
    """Return the code of a file, without its docstrings."""
    text = file.read_text(encoding="utf-8")
    return re.sub(r'""".*?"""', "", text, flags=re.DOTALL)


def test_a_long_value_is_cut() -> None:
    """No value fills the screen."""
    (sentence,) = expected("==", "x" * 10_000, "y")
    assert len(sentence) < 400
