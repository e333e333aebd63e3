"""What changed between two steps, made from their folders."""

from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from course.sections import without_marks
from course.steps import step_files


@dataclass(frozen=True)
class FileDiff:
    """One file that differs; `kind` is added, changed or removed."""

    name: str
    kind: str
    lines: tuple[str, ...]


def compare(old: Path, new: Path) -> list[FileDiff]:
    """Return a unified diff for each file that differs between two folders."""
    before, after = set(step_files(old)), set(step_files(new))
    diffs = []
    for name in sorted(before | after):
        old_lines = teaching_lines(old / name) if name in before else []
        new_lines = teaching_lines(new / name) if name in after else []
        if old_lines == new_lines and name in before and name in after:
            continue
        both = name in before and name in after
        kind = "changed" if both else ("added" if name in after else "removed")
        lines = unified_diff(old_lines, new_lines, name, name, lineterm="")
        diffs.append(FileDiff(name, kind, tuple(lines)))
    return diffs


def teaching_lines(file: Path) -> list[str]:
    """Return the file's lines without the marks that name sections for the site."""
    return without_marks(file.read_text(encoding="utf-8"))


def diff_block(diff: FileDiff) -> str:
    """Return one file's diff as a foldable block."""
    lines = [f'??? example "`{diff.name}` ({diff.kind})"', "", "    ```diff"]
    lines += [f"    {line}".rstrip() for line in diff.lines]
    return "\n".join([*lines, "    ```", ""])
