"""The tables of what was measured: in the terminal, and in a file for the site."""

from pathlib import Path

from rich.table import Table

from course.bench.summary import NAMES, SEED, Speed
from course.bench.works import MEGABYTES, WORKS, Work
from course.steps import ROOT

FILE = ROOT / "docs" / "speed.md"
SHORT_OF_IT = "not reached"
TITLE = "Speed, in percent of a bare FastAPI hello (the lowest to the highest round)"


def verdict(app: str, is_enough: bool) -> str:
    """Return whether a target is reached; the post's handlers have none."""
    if app == SEED:
        return ""
    return "yes" if is_enough else "NO"


def rich_table(speed: Speed) -> Table:
    """Return the table for the terminal: a row for each work and app."""
    table = Table("Work", "App", "Reached", "Target", "", "SQL", title=TITLE)
    for work in WORKS:
        for app in NAMES:
            if cell := speed.cells.get((work.key, app)):
                target, enough = f"{work.target:.0f} %", verdict(app, cell.is_enough)
                row = [app, str(cell), target, enough, str(cell.statements)]
                table.add_row(work.title.replace("`", ""), *row)
        table.add_section()
    for app in NAMES:
        row = [app, speed.megabytes(app), f"{MEGABYTES} MB"]
        table.add_row("peak memory", *row, verdict(app, speed.fits(app)), "")
    return table


def page(speed: Speed) -> str:
    """Return the table for the site: a row for each work, a column for each app."""

    def text(work: Work, app: str) -> str:
        cell = speed.cells.get((work.key, app))
        if cell is None:
            return "–"
        told = f"{cell}; SQL: {cell.statements:,}"
        return told if cell.is_enough or app == SEED else f"{told}; {SHORT_OF_IT}"

    rows = [
        [work.title, f"{work.target:.0f} %", *(text(work, app) for app in NAMES)]
        for work in WORKS
    ]
    memory = [speed.megabytes(app) for app in NAMES]
    head = ["Work", "Target", *NAMES]
    lines = [head, ["-"] * len(head), *rows]
    lines.append(["peak memory, at most", f"{MEGABYTES} MB", *memory])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def keep(speed: Speed, file: Path = FILE) -> None:
    """Write the table that the site shows."""
    file.write_text(page(speed), encoding="utf-8")
