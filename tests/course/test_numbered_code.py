"""Numbered code promises: each number is at its line, and a page explains each number."""

import re
from dataclasses import replace

import pytest

from course.numbered_code import (
    NUMBERS,
    MarkNotFound,
    NumberedCode,
    number_lines,
    read_numbered_code,
)
from course.steps import ROOT

PAGES = {
    page: page.read_text(encoding="utf-8")
    for page in sorted((ROOT / "docs" / "en").rglob("*.md"))
}
EXAMPLE = NumberedCode(
    "06_password_hashing", "hashing.py", "hash", ("CryptContext(", "def ")
)


def explanations(page: str, code: NumberedCode) -> list[str]:
    """Return the numbered items that stand directly below the code on a page."""
    after = page.partition(f'--8<-- "{code.target}"')[2].partition("```\n")[2]
    items = []
    for line in after.strip().splitlines():
        if re.match(r"\d+\. ", line):
            items.append(line)
        elif line and not line.startswith(" "):
            break
    return items


@pytest.mark.parametrize("code", read_numbered_code(), ids=lambda code: code.target)
def test_each_number_is_explained_below_its_code(code: NumberedCode) -> None:
    """A page shows the code, and its list has an item for each number."""
    showing = [page for page in PAGES.values() if f'"{code.target}"' in page]
    assert showing, f"no page includes {code.target}"
    for page in showing:
        assert len(explanations(page, code)) == len(code.marks)


def test_every_numbered_code_on_a_page_is_in_the_list() -> None:
    """A page cannot include numbered code that nothing makes."""
    made = {code.target for code in read_numbered_code()}
    included = re.findall(r'--8<-- "(\w+/numbered/[\w.]+)"', "".join(PAGES.values()))
    assert set(included) == made


def test_the_marked_lines_end_in_their_numbers() -> None:
    """The lines carry ① and ②, the others nothing."""
    lines = number_lines(EXAMPLE).splitlines()
    numbered = [line for line in lines if line.endswith(tuple(NUMBERS))]
    assert numbered == [
        'pwd_context = CryptContext(schemes=["bcrypt"])  # ①',
        "def hash_password(password: str) -> str:  # ②",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"marks": ("no such text",)}, "'no such text' is not in one line."),
        ({"marks": ("password",)}, "'password' is not in one line."),
        ({"marks": ("def ", "CryptContext(")}, "is not after the mark before it."),
        ({"section": "gone"}, "hashing.py has no 'gone'."),
        ({"file": "gone.py"}, "gone.py has no 'hash'."),
    ],
)
def test_a_mark_that_no_longer_fits_is_named(
    change: dict[str, object], sentence: str
) -> None:
    """An edit of a chapter that takes a marked line away fails the build."""
    with pytest.raises(MarkNotFound, match=re.escape(sentence)):
        number_lines(replace(EXAMPLE, **change))  # type: ignore[arg-type]
