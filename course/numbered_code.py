"""Code for the site with numbered lines, which the list below it explains.

`docs/numbered_code.toml` says which section of which file, and by a text of its own which
lines: a line that moves keeps its number, and a line that is gone fails the build.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from course.sections import section_of
from course.steps import ROOT, find_step

LIST = ROOT / "docs" / "numbered_code.toml"
NUMBERS = "①②③④⑤⑥⑦⑧⑨"


class MarkNotFound(ValueError):
    """A marked line is not there, or there twice; the message names the entry."""


@dataclass(frozen=True)
class NumberedCode:
    """A section of `blog/FILE` in a step; each mark is a text of one of its lines."""

    step: str
    file: str
    section: str
    marks: tuple[str, ...]

    @property
    def source(self) -> Path:
        """The file that the section is in."""
        return find_step(self.step).path / "blog" / self.file

    @property
    def target(self) -> str:
        """The path by which a page includes it, such as `05_…/numbered/main.app.py`."""
        name = self.file.removesuffix(".py").replace("/", ".")
        return f"{self.step}/numbered/{name}.{self.section}.py"


def read_numbered_code(file: Path = LIST) -> list[NumberedCode]:
    """Return the entries of the list, in its order."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["code"]
    return [
        NumberedCode(**{**entry, "marks": tuple(entry["marks"])}) for entry in entries
    ]


def generate_numbered_code(target: Path) -> None:
    """Write each entry's code for the pages; raise MarkNotFound for a stale mark."""
    for code in read_numbered_code():
        file = target / code.target
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(number_lines(code), encoding="utf-8")


def number_lines(code: NumberedCode) -> str:
    """Return the section's lines, the marked ones ending in ` # ①`, ` # ②` and so on.

    Raises MarkNotFound unless each mark is in exactly one line, in the lines' order.
    """
    lines = section_lines(code)
    last = -1
    for number, mark in zip(NUMBERS, code.marks, strict=False):
        found = [at for at, line in enumerate(lines) if mark in line]
        if len(found) != 1 or found[0] <= last:
            place = f"{code.step}/blog/{code.file}:{code.section}"
            fault = "after the mark before it" if len(found) == 1 else "in one line"
            raise MarkNotFound(f"numbered_code.toml: {place}: {mark!r} is not {fault}.")
        last = found[0]
        lines[last] += f"  # {number}"
    return "\n".join([*lines, ""])


def section_lines(code: NumberedCode) -> list[str]:
    """Return the section's lines without the marks of this and other sections.

    Raises MarkNotFound if the file or the section is not there.
    """
    text = code.source.read_text(encoding="utf-8") if code.source.is_file() else ""
    lines = section_of(text, code.section)
    if lines is None:
        place = f"{code.step}/blog/{code.file}"
        raise MarkNotFound(f"numbered_code.toml: {place} has no {code.section!r}.")
    return lines
