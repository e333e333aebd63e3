"""What there is to practise: each chapter and the museum, read from `practice/steps/`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from course.practice.patching import Files, apply_patch
from course.sections import without_marks
from course.steps import ROOT, find_step, read_manifest, step_before, step_files

STEPS = "practice/steps"
MUSEUM = "museum"
CHAPTERS = tuple(step.key for step in read_manifest() if step.key != "final")
KEYS = (*CHAPTERS, MUSEUM)


@dataclass(frozen=True)
class PracticeStep:
    """One step of an exercise; `patch` is the text that does it, the last hint."""

    number: int
    name: str
    tests: tuple[str, ...]
    page: str
    hints: tuple[str, ...]
    patch: str


@dataclass(frozen=True)
class Exercise:
    """A chapter, which ends as `end`, or the museum, whose steps are independent."""

    key: str
    slug: str
    title: str
    goal: str
    start: Files
    end: Files
    test_modules: tuple[str, ...]
    steps: tuple[PracticeStep, ...]
    independent: bool

    @property
    def heading(self) -> str:
        """Its title with its number, such as `Chapter 3: SQLite models`."""
        if self.key == MUSEUM:
            return self.title
        return f"Chapter {self.key}: {self.title}"

    @property
    def unit(self) -> str:
        """What its steps are called."""
        return "fault" if self.key == MUSEUM else "step"

    def count(self, met: int) -> str:
        """Return how many of its steps are met, such as `2 of 11 steps`."""
        repaired = " repaired" if self.key == MUSEUM else ""
        return f"{met} of {len(self.steps)} {self.unit}s{repaired}"

    @property
    def solution(self) -> Files:
        """The code that meets all steps; raises PatchFailed if two patches clash."""
        return patched(self.start, self.steps) if self.independent else self.end


class NoExercise(ValueError):
    """There is nothing of this name to practise; the message says what there is."""


def exercise_key(name: str) -> str:
    """Return `3` for `3`, `03` or `03_sqlite_models`, and `museum` for itself.

    Raises NoExercise for final, UnknownStep for any other name.
    """
    if name.strip().lower() == MUSEUM:
        return MUSEUM
    key = find_step(name).key
    if key not in CHAPTERS:
        raise NoExercise(
            f"{key} is not for practice. There are: {', '.join(KEYS)}.",
        )
    return key


def has_steps(key: str) -> bool:
    """Tell whether there is something to practise of a chapter."""
    return (ROOT / STEPS / find_step(key).slug / "steps.toml").is_file()


@cache
def read_exercise(key: str, root: Path = ROOT) -> Exercise:
    """Return what there is to practise of this key; raise NoExercise for nothing."""
    slug = MUSEUM if key == MUSEUM else find_step(key).slug
    folder = root / STEPS / slug
    if not (folder / "steps.toml").is_file():
        raise NoExercise(f"{STEPS}/{slug}/steps.toml is not there.")
    told = tomllib.loads((folder / "steps.toml").read_text(encoding="utf-8"))
    steps = read_steps(folder, told)
    start = read_files(root / start_folder(key))
    is_museum = key == MUSEUM
    return Exercise(
        key=key,
        slug=slug,
        title="The museum of faults" if is_museum else find_step(key).title,
        goal=told["goal"].strip(),
        start=start,
        end={} if is_museum else read_files(root / find_step(key).folder),
        test_modules=test_modules(slug, root),
        steps=steps,
        independent=told.get("independent", False),
    )


def test_modules(slug: str, root: Path) -> tuple[str, ...]:
    """Return the test modules of an exercise, seen from the root."""
    pattern = "museum/test_*.py" if slug == MUSEUM else f"chapters/test_{slug}.py"
    files = (root / "tests").glob(pattern)
    found = sorted(file for file in files if file.stem != "test_contract")
    return tuple(file.relative_to(root).as_posix() for file in found)


def read_steps(folder: Path, told: dict[str, Any]) -> tuple[PracticeStep, ...]:
    """Return the steps that a TOML file tells, with the patches in its folder."""
    entries = enumerate(told.get("step", []), start=1)
    return tuple(read_step(folder, number, entry) for number, entry in entries)


def read_step(folder: Path, number: int, entry: dict[str, Any]) -> PracticeStep:
    """Return one step of `steps.toml` with its patch, which is empty if not yet made."""
    name, tests, hints = entry["name"], tuple(entry["tests"]), tuple(entry["hints"])
    file = folder / patch_name(number, name)
    patch = file.read_text(encoding="utf-8") if file.is_file() else ""
    return PracticeStep(number, name, tests, entry["page"], hints, patch)


def patch_name(number: int, name: str) -> str:
    """Return the file of a step's patch, such as `01_new_database.patch`."""
    return f"{number:02}_{name}.patch"


def start_folder(key: str) -> str:
    """Return the folder that an exercise starts from, seen from the root."""
    if key == MUSEUM:
        return "practice/museum"
    before = step_before(find_step(key))
    return before.folder if before else f"{STEPS}/{find_step(key).slug}/start"


def read_files(folder: Path, errors: str = "strict") -> Files:
    """Return the files of the package `blog` in a folder, without marks of sections.

    `errors` says what becomes of bytes that are not UTF-8, as in `open`.
    """
    names = [name for name in step_files(folder) if name.startswith("blog/")]
    return {
        name: plain((folder / name).read_text(encoding="utf-8", errors=errors))
        for name in names
    }


def plain(text: str) -> str:
    """Return a text without marks of sections."""
    return "".join(f"{line}\n" for line in without_marks(text))


def write_files(folder: Path, files: Files) -> None:
    """Write files below a folder, as UTF-8 with LF."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def patched(files: Files, steps: tuple[PracticeStep, ...]) -> Files:
    """Return the files with the patches of these steps applied in turn."""
    for step in steps:
        files = apply_patch(files, step.patch)
    return files


def checkpoint(exercise: Exercise, count: int) -> Files:
    """Return the start with the first `count` patches: code that meets so many steps."""
    return patched(exercise.start, exercise.steps[:count])
