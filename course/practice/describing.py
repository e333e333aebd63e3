"""Why a test failed, found from what it raised, compared, sent and got."""

import re
from pathlib import Path
from typing import Any

from httpx2 import codes

from course.practice.explaining import ASKS, explained
from course.practice.failure import Exchange, Failure, Message
from course.practice.frames import Place, own_file, places
from course.practice.words import expected, subject
from course.text_files import is_text

MATTERS = (
    *("authorization", "content-type", "origin", "access-control-allow-origin"),
    *("www-authenticate", "cache-control", "location", "allow"),
)
STATUS = re.compile(r"\b[1-5]\d\d\b")
LENGTH = re.compile(r"assert len\(")
NUMBER = re.compile(r"\b\d+\b")
NOTHING_RAISED = re.compile(r"DID NOT RAISE (?:<class '(?:\w+\.)*)?(\w+)")
# Of a file in UTF-16; a ValueError before Python 3.11.4.
NULL_BYTES = "source code string cannot contain null bytes"
LONGEST_BODY = 200_000
OWN_PATH = re.compile(r'(["(])[^"(\n]*?[\\/](blog[\\/][^")\n]*\.py)(?=[")])')
NO_APP = "module 'blog.main' has no attribute 'app'"
NOT_UTF_8 = (
    "The file is not saved as UTF-8, and Python reads nothing else. Save it again: in "
    "VS Code click the encoding in the bar at the bottom, then Save with Encoding, UTF-8."
)
MAKE_APP = "blog/main.py makes no `app`, and uvicorn blog.main:app needs one."
IS_EMPTY = "blog/main.py is empty: was it saved?"


def describe(
    error: BaseException,
    folder: Path,
    compared: list[tuple[str, Any, Any]],
    exchanges: list[Exchange],
) -> Failure:
    """Return why a test failed, from what it raised, compared and sent."""
    error = innermost(error)
    if str(error) == NULL_BYTES:
        error = SyntaxError(NULL_BYTES).with_traceback(error.__traceback__)
    own, ours = places(error, folder)
    is_assertion = isinstance(error, AssertionError) and not own
    last = exchange_about(exchanges, compared if is_assertion else [])
    by_app = not is_assertion and raised_by_app(own, last)
    failure = Failure(
        kind="error" if by_app else "answer" if is_assertion else "test",
        message=message_from(error),
        expected=[] if by_app else in_words(error, compared, ours),
        own=own,
        ours=test_lines(ours),
        exchange=None if is_missing_name(error, own) else last,
        before=[summary(one) for one in exchanges[:-1] if last == exchanges[-1]],
        printed="",
    )
    if str(error).endswith(NO_APP):
        is_empty = not (folder / "blog" / "main.py").read_bytes().strip()
        message = IS_EMPTY if is_empty else MAKE_APP
        return {**failure, "kind": "error", "message": message, "expected": []}
    if isinstance(error, SyntaxError) and (name := unreadable(error, folder)):
        return {**failure, **broken_syntax(error, folder, name)}  # type: ignore[typeddict-item]
    return failure


def is_missing_name(error: BaseException, own: list[Place]) -> bool:
    """Tell whether a test looked in vain for a name in the learner's code.

    What was sent before that only got things ready.
    """
    return isinstance(error, ImportError | AttributeError) and not own


def in_words(
    error: BaseException, compared: list[tuple[str, Any, Any]], ours: list[Place]
) -> list[str]:
    """Return what a test expected, as sentences."""
    if isinstance(error, AssertionError):
        lines = expected(*compared[-1]) if compared else [untrue(str(error))]
        if any("status_code" in place["code"] for place in ours):
            return [with_status(line) for line in lines]
        if any(LENGTH.match(place["code"]) for place in ours):
            return [NUMBER.sub(counted, line) for line in lines]
        return lines
    if isinstance(error, KeyError):
        return [f"there is no {error} where the test looks for it"]
    if silent := NOTHING_RAISED.match(str(error)):
        return [f"expected the error {silent[1]}, and none was raised"]
    return [message_from(error)]


def counted(number: re.Match[str]) -> str:
    """Return a number as the length of something."""
    return f"{number[0]} item{'' if number[0] == '1' else 's'}"


def untrue(said: str) -> str:
    """Return what an assertion without a comparison says: a value, if it is a plain one."""
    first = said.partition("\n")[0]
    plain = re.fullmatch(r"assert (?!not |False|<)(.{1,60})", first)
    came = f", came {plain[1]}" if plain else ""
    return f"expected this to be true{came}" if first.startswith("assert ") else said


def with_status(sentence: str) -> str:
    """Return a sentence with the names of the status codes in it."""
    return STATUS.sub(named, sentence)


def named(status: re.Match[str]) -> str:
    """Return a status code with its name, any other number as it is."""
    return f"{status[0]} {codes.get_reason_phrase(int(status[0]))}".strip()


def exchange_about(
    exchanges: list[Exchange], compared: list[tuple[str, Any, Any]]
) -> Exchange | None:
    """Return the exchange that a comparison names, or the last one; None if unknown.

    One that was not answered goes before others that were sent meanwhile.
    """
    name = subject(*compared[-1][1:]) if compared else ""
    named = [one for one in exchanges if one["sent"]["start"] == name]
    if named:
        return named[0] if len(named) == 1 else None
    unanswered = [one for one in exchanges if one["came"] is None]
    return next(reversed(unanswered or exchanges), None)


def message_from(error: BaseException) -> str:
    """Return what an exception says; the learner's files are called as they are."""
    if isinstance(error, OSError) and "reading from stdin" in str(error):
        return ASKS
    said = OWN_PATH.sub(r"\1\2", str(error))
    message = f"{type(error).__name__}: {said}".strip().removesuffix(":")
    return "\n".join(filter(None, [explained(error), message]))


def innermost(error: BaseException) -> BaseException:
    """Return the one exception that groups of one are wrapped around."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def raised_by_app(own: list[Place], last: Exchange | None) -> bool:
    """Tell whether the app raised: in the learner's lines, or instead of an answer."""
    return bool(own) or (last is not None and last["came"] is None)


def unreadable(error: SyntaxError, folder: Path) -> str | None:
    """Return the learner's file that Python could not read; None if it is not theirs.

    Of a file in UTF-16 Python does not say which one it is.
    """
    if error.filename and error.filename != "<string>":
        return own_file(error.filename, folder)
    files = sorted(folder.glob("blog/**/*.py"))
    wrong = [file for file in files if not is_text(file)]
    return wrong[0].relative_to(folder).as_posix() if wrong else None


def broken_syntax(error: SyntaxError, folder: Path, name: str) -> dict[str, Any]:
    """Return where Python could not read the learner's file, and why."""
    code = (error.text or "").strip()
    message = f"{type(error).__name__}: {error.msg}"
    if not is_text(folder / name):
        code, message = "", f"{message}\n{NOT_UTF_8}"
    place = Place(file=name, line=error.lineno or 1, function="", code=code)
    found = {"kind": "syntax", "message": message, "own": [place]}
    return {**found, "expected": [], "exchange": None, "before": []}


def test_lines(ours: list[Place]) -> list[Place]:
    """Return the line of the test itself, and the inmost one if that is another."""
    own_line = [place for place in ours if place["function"].startswith("test_")][:1]
    return own_line + [place for place in ours[-1:] if place not in own_line]


def message_of(start: str, headers: Any, body: bytes) -> Message:
    """Return a request or response as data, with the headers that matter."""
    kept = {name: headers[name] for name in MATTERS if name in headers}
    text = body.decode(errors="replace")
    cut = text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]} …"
    return Message(start=start, headers=kept, body=cut)


def summary(exchange: Exchange) -> str:
    """Return an exchange in one line, such as `POST /blog/ → 201 Created`."""
    came = exchange["came"]
    return f"{exchange['sent']['start']} → {came['start'] if came else 'an error'}"
