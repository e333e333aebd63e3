"""What a check returns, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, NamedTuple

from course.doctor.machine import Machine


class Fix(NamedTuple):
    """A repair that loses nothing of the reader's: what it does, and the function."""

    what: str
    do: Callable[[], None]


class Finding(NamedTuple):
    """Something that goes wrong, or, as a note, that can go wrong.

    `number` is that of the known issue, None if there is no page for it; `repair` are
    the steps, with the commands of this system.
    """

    name: str
    number: int | None
    what: str
    meaning: str
    repair: tuple[str, ...]
    where: str = ""
    is_note: bool = False
    fix: Fix | None = None


class Check(NamedTuple):
    """A function that looks for one thing, and the known issues that it can find."""

    numbers: tuple[int, ...]
    find: Callable[[Machine], list[Finding]]


def place(machine: Machine, path: Path, line: int = 0) -> str:
    """Return where something is, as the terminal would write it."""
    return f"{machine.seen(path)}:{line}" if line else machine.seen(path)
