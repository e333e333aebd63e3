"""The steps of the course (seven chapters and final), read from the manifest."""

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = "chapters/manifest.toml"
DATABASE = (".db", ".db-journal", ".db-wal", ".db-shm", ".dump")
LEFT_BEHIND = (*DATABASE, ".pyc", ".log", ".pid")


@dataclass(frozen=True)
class Step:
    """One chapter, or final; files are paths inside its folder, "/" between."""

    key: str
    folder: str
    title: str
    goal: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The step's folder on this machine."""
        return ROOT / self.folder

    @property
    def slug(self) -> str:
        """The folder's own name, such as `03_sqlite_models`."""
        return Path(self.folder).name

    @property
    def label(self) -> str:
        """How the step is called in a sentence, such as `chapter 3`."""
        return self.key if self.key == "final" else f"chapter {self.key}"


class UnknownStep(ValueError):
    """No step has this name; the message suggests what may have been meant."""


@cache
def read_manifest(root: Path = ROOT) -> tuple[Step, ...]:
    """Return the steps in teaching order; raise ValueError if the manifest is off."""
    entries = tomllib.loads((root / MANIFEST).read_text(encoding="utf-8"))["step"]
    lists = ("added", "changed", "removed")
    return tuple(
        Step(**{**entry, **{name: tuple(entry[name]) for name in lists}})
        for entry in entries
    )


def find_step(name: str) -> Step:
    """Return the step called `3`, `03`, `03_sqlite_models` or `final`.

    Raises UnknownStep with a suggestion for any other name.
    """
    wanted = Path(name.strip().rstrip("/\\")).name.lower()
    wanted = re.sub(r"^0+(?=\d+$)", "", wanted)
    for step in read_manifest():
        if wanted in (step.key, step.slug, step.slug[3:]):
            return step
    names = {name for step in read_manifest() for name in (step.key, step.slug)}
    close = get_close_matches(wanted, names, n=2, cutoff=0.5)
    hint = f"Did you mean {' or '.join(close)}? " if close else ""
    keys = ", ".join(step.key for step in read_manifest())
    raise UnknownStep(f"There is no chapter {name!r}. {hint}There are: {keys}.")


def step_files(folder: Path) -> list[str]:
    """Return the files of a step's folder, without what running it leaves behind."""
    caches = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
    left_behind = {*caches, "here"}
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and not left_behind.intersection(path.parts)
        and not path.name.startswith((".env", ".secret_key"))
        and path.suffix not in LEFT_BEHIND
    )


def files_after(step: Step) -> set[str]:
    """Return the files that the manifest says stand at the end of this step."""
    files: set[str] = set()
    for each in read_manifest():
        files = files.union(each.added) - set(each.removed)
        if each == step:
            break
    return files


def step_before(step: Step) -> Step | None:
    """Return the step that this one builds on, or None for the first."""
    steps = read_manifest()
    position = steps.index(step)
    return steps[position - 1] if position else None
