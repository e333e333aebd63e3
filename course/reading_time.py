"""How long the pages of a chapter take, for a teacher who plans a lesson."""

import re
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from course.blocks import blocks_of, console_commands, exchanges_of
from course.sections import section_of
from course.steps import ROOT, Step, read_manifest

PAGES = ROOT / "docs" / "en"
WORDS_A_MINUTE = (
    130  # of a technical text, read by somebody whose first language it is not
)
CODE_LINES_A_MINUTE = 12
MINUTES_A_COMMAND = 1
INCLUDED = re.compile(
    r'^--8<-- "(?P<file>[^":]+)(?::(?P<section>\w+))?"$', re.MULTILINE
)
IN_NAV = re.compile(r"- (chapters/[\w/]+\.md)$", re.MULTILINE)


@dataclass(frozen=True)
class PageTime:
    """A page with the minutes to read it, and to try out what it shows."""

    page: str
    title: str
    reading: int
    trying: int


def generate_reading_time(target: Path) -> None:
    """Write the table of all pages of the chapters; the parts they include must exist."""
    rows = ["| Chapter | Page | Read | Try out |", "|-|-|-:|-:|"]
    for step in read_manifest():
        times = [page_time(page, target) for page in pages_of(step)]
        name = "final" if step.key == "final" else step.key
        rows += [
            f"| {name} | [{time.title}]({time.page}) | {time.reading} | {time.trying} |"
            for time in times
        ]
        reading, trying = (sum(t.reading for t in times), sum(t.trying for t in times))
        rows.append(f"| {name} | **all** | **{reading}** | **{trying}** |")
    (target / "minutes.md").write_text("\n".join([*rows, ""]), encoding="utf-8")


def pages_of(step: Step) -> list[str]:
    """Return the chapter's pages in the order of the site's menu."""
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return [page for page in IN_NAV.findall(menu) if page.split("/")[1] == step.slug]


def page_time(page: str, generated: Path) -> PageTime:
    """Return how long one page takes, in whole minutes, at least one for reading."""
    text = with_parts((PAGES / page).read_text(encoding="utf-8"), generated)
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    blocks = blocks_of(text)
    code_lines = sum(len(block.text.splitlines()) for block in blocks)
    prose = re.sub(r"^( *)```.*?^\1```", "", text, flags=re.DOTALL | re.MULTILINE)
    reading = len(prose.split()) / WORDS_A_MINUTE + code_lines / CODE_LINES_A_MINUTE
    tried = len(exchanges_of(text)) + sum(
        len(console_commands(block.text))
        for block in blocks
        if block.language == "console"
    )
    name = title[1] if title else page
    return PageTime(page, name, ceil(reading), tried * MINUTES_A_COMMAND)


def with_parts(text: str, generated: Path) -> str:
    """Return a page's text with what it includes, diffs left out."""

    return INCLUDED.sub(lambda found: part_of(found, generated), text)


def part_of(found: re.Match[str], generated: Path) -> str:
    """Return what one include brings, or "" for a diff."""
    places = [top / found["file"] for top in (ROOT, generated)]
    file = next(place for place in places if place.is_file())
    if file.name == "diff.md":
        return ""
    content = file.read_text(encoding="utf-8")
    if found["section"] is None:
        return content
    return "\n".join(section_of(content, found["section"]) or [])
