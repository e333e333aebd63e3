"""Where something went wrong: the learner's lines of a traceback, and the test's."""

import ast
import linecache
import re
import traceback
from pathlib import Path
from typing import TypedDict

from course.steps import ROOT

TESTS = ROOT / "tests"
PACKAGES = "site-packages"
SIMPLE = (
    ast.Assert,
    ast.Assign,
    ast.AugAssign,
    ast.Expr,
    ast.Return,
    ast.For,
    ast.With,
)
FRAME = re.compile(r'^  File "(.+)", line (\d+) in (\S+)', re.MULTILINE)


class Place(TypedDict):
    """A line of code; `file` is as the learner calls it, such as `blog/main.py`."""

    file: str
    line: int
    function: str
    code: str


def own_file(path: str, folder: Path) -> str | None:
    """Return a path as seen from the learner's folder; None if it is not theirs.

    The tests run a copy: what counts is the part from the package `blog` on.
    """
    parts = Path(path).parts
    if PACKAGES in parts:
        return None
    for at, part in enumerate(parts):
        own = Path(*parts[at:])
        if part == "blog" and (folder / own).is_file():
            return own.as_posix()
    return None


def places(error: BaseException, folder: Path) -> tuple[list[Place], list[Place]]:
    """Return the learner's lines of an exception's traceback, and those of the tests."""
    own: list[Place] = []
    ours: list[Place] = []
    for frame in traceback.extract_tb(error.__traceback__):
        number = frame.lineno or 0
        if name := own_file(frame.filename, folder):
            code = (frame.line or "").strip()
            own.append(Place(file=name, line=number, function=frame.name, code=code))
        elif Path(frame.filename).is_relative_to(TESTS):
            ours.append(test_place(frame.filename, number, frame.name))
    return own, ours


def test_place(path: str, line: int, function: str) -> Place:
    """Return a line of a test with the whole statement that stands there."""
    name = Path(path).relative_to(ROOT).as_posix()
    first, code = statement(path, line)
    return Place(file=name, line=first, function=function, code=code)


def statement(path: str, line: int) -> tuple[int, str]:
    """Return the statement around a line of a file, and the line it begins on."""
    text = "".join(linecache.getlines(path))
    around = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, SIMPLE) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    if not around:
        return line, linecache.getline(path, line).strip()
    inner = max(around, key=lambda node: node.lineno)
    if isinstance(inner, ast.For | ast.With):
        return line, linecache.getline(path, line).strip()
    return inner.lineno, ast.get_source_segment(text, inner) or ""


def dumped_places(dump: str, folder: Path) -> list[Place]:
    """Return the learner's lines of what faulthandler wrote, the innermost last."""
    found = []
    for path, line, function in FRAME.findall(dump):
        if name := own_file(path, folder):
            code = linecache.getline(str(folder / name), int(line)).strip()
            found.append(Place(file=name, line=int(line), function=function, code=code))
    return found[::-1]
