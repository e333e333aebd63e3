"""A learner in the tests: a folder of their own, the commands, and code to write."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.practice.exercises import (
    PracticeStep,
    checkpoint,
    read_exercise,
    read_files,
    write_files,
)
from course.practice.patching import apply_patch
from course.practice.places import own_name
from course.practice.progress import (
    Progress,
    Standing,
    now,
    read_progress,
    write_progress,
)
from tests.programs import course


@dataclass(frozen=True)
class Learner:
    """Somebody who practises in a folder of their own."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """The variable that names the folder, and a wide terminal."""
        return {"COURSE_PRACTICE": str(self.folder), "COLUMNS": "100"}

    def types(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `learn.py` to its end."""
        return course(*words, **{**self.variables, **more})

    def file(self, key: str, name: str) -> Path:
        """Return a file of the learner's code."""
        return self.folder / own_name(key) / name

    def has_met(self, key: str, count: int) -> None:
        """Write the code that meets so many steps."""
        write_files(self.folder / own_name(key), checkpoint(read_exercise(key), count))

    def has_solved(self, key: str) -> None:
        """Write the code that meets all steps."""
        self.has_met(key, len(read_exercise(key).steps))

    def was_checked(self, key: str, met: int, **known: Any) -> None:
        """Write what a check keeps that has found so many steps met, and what else is known."""
        steps = read_exercise(key).steps
        names = tuple(step.name for step in steps[:met])
        stands = Standing(met=names, steps=len(steps), checked=now(), **known)
        write_progress(self.folder, {**self.progress, key: stands})

    def repairs(self, key: str, step: PracticeStep) -> None:
        """Apply the patch of one step."""
        folder = self.folder / own_name(key)
        write_files(folder, apply_patch(read_files(folder), step.patch))

    def changes(self, key: str, name: str, old: str, new: str) -> None:
        """Change the first place in a file that has the old text."""
        file = self.file(key, name)
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    @property
    def progress(self) -> Progress:
        """What the progress file says."""
        return read_progress(self.folder)


def code_of(done: subprocess.CompletedProcess[str]) -> int:
    """Return the exit code of a command, which has shown no traceback of the course."""
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode


def steps_of(key: str) -> list[PracticeStep]:
    """Return the steps of an exercise."""
    return list(read_exercise(key).steps)
