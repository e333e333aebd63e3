"""Where the learner stands, in one small file. Without it nothing else is lost."""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

VERSION = 1
NAME = "progress.json"


@dataclass(frozen=True)
class Standing:
    """How far an exercise is: steps met of all, and hints taken for each step.

    `done` also needs the promises of the chapters before; `broken` is the test of the one
    that does not hold, `lost` a step that was met once. `checked` is the time of the last
    check, in ISO form, empty for never; `starts` says whether the code could be imported
    then.
    """

    met: tuple[str, ...] = ()
    steps: int = 0
    hints: dict[str, int] = field(default_factory=dict)
    done: bool = False
    checked: str = ""
    broken: str = ""
    starts: bool = True
    lost: str = ""

    @property
    def hints_taken(self) -> int:
        """How many hints were taken in all."""
        return sum(self.hints.values())


class Damaged(ValueError):
    """The file is not a progress file; the message says what is wrong with it."""


Progress = dict[str, Standing]


def read_progress(folder: Path) -> Progress:
    """Return the standings by the key of their exercise; {} if there is no file.

    Raises Damaged for a file that cannot be understood.
    """
    file = folder / NAME
    return read_progress_file(file) if file.exists() else {}


def read_progress_file(file: Path) -> Progress:
    """Return the standings in a file; raise Damaged if it cannot be understood."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        version, exercises = told["version"], told["exercises"]
        if version == VERSION:
            return {str(key): read_standing(one) for key, one in exercises.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged(f"{file} cannot be read ({type(error).__name__}).") from error
    raise Damaged(f"{file} is of version {version}, and this course reads {VERSION}.")


def read_standing(told: dict[str, Any]) -> Standing:
    """Return one standing from JSON; raise TypeError or ValueError if it is none."""
    return Standing(
        met=tuple(str(name) for name in told["met"]),
        steps=int(told["steps"]),
        hints={str(name): int(count) for name, count in told["hints"].items()},
        done=bool(told["done"]),
        checked=when(told["checked"]),
        broken=str(told.get("broken", "")),
        starts=bool(told.get("starts", True)),
        lost=str(told.get("lost", "")),
    )


def when(text: str) -> str:
    """Return a time in ISO form as it is; raise ValueError for any other text."""
    if text:
        datetime.fromisoformat(text)
    return text


def now() -> str:
    """Return the time of day with its zone, in ISO form.

    To the millisecond: a check ends less than a second after the code was saved.
    """
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def to_the_second(time: str) -> str:
    """Return a time in ISO form without parts of a second; empty for never."""
    return datetime.fromisoformat(time).isoformat(timespec="seconds") if time else ""


def write_progress(folder: Path, progress: Progress) -> None:
    """Write the file whole, or not at all."""
    exercises = {
        key: {
            "met": list(standing.met),
            "steps": standing.steps,
            "hints": standing.hints,
            "done": standing.done,
            "checked": standing.checked,
            "broken": standing.broken,
            "starts": standing.starts,
            "lost": standing.lost,
        }
        for key, standing in progress.items()
    }
    text = json.dumps({"version": VERSION, "exercises": exercises}, indent=1)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{NAME}.{os.getpid()}.tmp"
    draft.write_text(f"{text}\n", encoding="utf-8")
    draft.replace(folder / NAME)
