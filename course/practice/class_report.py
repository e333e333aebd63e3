"""The report of a class: a table for people, rows for a spreadsheet."""

import csv
import io

from rich.table import Table
from rich.text import Text

from course.practice.classroom import Student, standing_data
from course.practice.exercises import KEYS
from course.practice.progress import Standing
from course.terminal import console, errors

COLUMNS = ("student", "exercise", "met", "steps", "hints", "done", "starts", "checked")
NO_START = "!"


def tell_class(students: list[Student]) -> None:
    """Print a row for each student, a column for each exercise that one has begun."""
    keys = [key for key in KEYS if any(key in one.progress for one in students)]
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Student")
    for heading in (*keys, "Steps", "Hints"):
        table.add_column(heading, justify="right")
    table.add_column("Last check")
    for student in students:
        if student.progress or not student.problems:
            table.add_row(*row(student, keys))
    console.print(table, soft_wrap=False)
    if any(not one.starts for each in students for one in each.progress.values()):
        console.print(f"\n{NO_START}: the code did not start at the last check.")
    tell_problems(students)


def row(student: Student, keys: list[str]) -> list[Text | str]:
    """Return the cells of one student."""
    standings = student.progress.values()
    met = sum(len(one.met) for one in standings)
    hints = sum(one.hints_taken for one in standings)
    last = max((one.checked for one in standings), default="")
    cells = [cell(student.progress.get(key)) for key in keys]
    return [
        Text(student.name),
        *cells,
        str(met),
        str(hints),
        last[:16].replace("T", " "),
    ]


def cell(standing: Standing | None) -> Text:
    """Return one exercise of one student: steps met of all, marked if it does not start."""
    if standing is None:
        return Text("")
    sign = "" if standing.starts else NO_START
    text = f"{sign}{len(standing.met)}/{standing.steps}"
    return Text(text, "green" if standing.done else "")


def tell_problems(students: list[Student]) -> None:
    """Print what is missing or damaged, on the error stream."""
    for student in students:
        for problem in student.problems:
            errors.print(f"{student.name}: {problem}", markup=False)


def as_csv(students: list[Student]) -> str:
    """Return a line for each exercise of each student, under a line of names."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    for student in students:
        name = harmless(student.name)
        for key in filter(student.progress.__contains__, KEYS):
            values = standing_data(student.progress[key]).values()
            writer.writerow([name, key, *values])
    return lines.getvalue()


def harmless(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
