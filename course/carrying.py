"""Bring a change made in one step forward through the later steps."""

import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from course.steps import Step, step_files


@dataclass
class Carried:
    """What happened: files written, and conflicts that a person must decide."""

    written: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def carry(root: Path, steps: tuple[Step, ...], start: Step) -> Carried:
    """Merge what `start` changed since HEAD into each later step, file by file.

    A file goes forward until a step removes it or a conflict stops it.
    Raises RuntimeError if git cannot tell what changed.
    """
    later = steps[steps.index(start) :]
    result = Carried()
    names = set(step_files(root / start.folder)) | committed(root, start.folder)
    for name in sorted(names):
        for here, following in zip(later, later[1:], strict=False):
            if name in following.removed:
                break
            if not carry_file(root, name, here.folder, following.folder, result):
                break
    return result


def carry_file(root: Path, name: str, here: str, there: str, result: Carried) -> bool:
    """Carry one file one step on; return whether it may go further."""
    base = at_head(root, f"{here}/{name}")
    ours, theirs = read(root / there / name), read(root / here / name)
    if theirs in (base, ours):
        return True
    target = f"{there}/{name}"
    if theirs is None or ours is None:
        if base == ours:
            replace(root / target, theirs)
            result.written.append(target)
            return True
        result.conflicts.append(f"{target} (deleted on one side, changed on the other)")
        return False
    merged, clean = merge(ours, base or b"", theirs, labels=(there, "HEAD", here))
    replace(root / target, merged)
    (result.written if clean else result.conflicts).append(target)
    return clean


def merge(
    ours: bytes, base: bytes, theirs: bytes, labels: tuple[str, str, str], *favour: str
) -> tuple[bytes, bool]:
    """Return git's three-way merge and whether it is free of conflicts.

    With `--ours` our side decides where both changed the same lines.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for file, content in zip(files, (ours, base, theirs), strict=True):
            file.write_bytes(content)
        names = [part for label in labels for part in ("-L", label)]
        command = ["git", "merge-file", "-p", *favour, *names, *map(str, files)]
        done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout, done.returncode == 0


def committed(root: Path, folder: str) -> set[str]:
    """Return the files of this folder in HEAD, as paths inside the folder."""
    listing = git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", f"{folder}/")
    names = listing.decode().split("\0")
    return {name.removeprefix(f"{folder}/") for name in names if name}


def at_head(root: Path, path: str) -> bytes | None:
    """Return a file as HEAD has it, or None if it was not there."""
    try:
        return git(root, "cat-file", "blob", f"HEAD:{path}")
    except RuntimeError:
        return None


def git(root: Path, *words: str) -> bytes:
    """Return what git prints; raise RuntimeError with its words if it fails."""
    done = subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace").strip())
    return done.stdout


def read(file: Path) -> bytes | None:
    """Return the file's bytes, or None if there is no such file."""
    return file.read_bytes() if file.is_file() else None


def replace(file: Path, content: bytes | None) -> None:
    """Write the file, or remove it for None."""
    if content is None:
        file.unlink(missing_ok=True)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
