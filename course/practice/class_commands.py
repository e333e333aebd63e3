"""The commands for a teacher."""

from pathlib import Path
from typing import Annotated

import typer

from course.terminal import console, fail

class_commands = typer.Typer(
    help="For teachers: how far a class is.", no_args_is_help=True
)


@class_commands.callback()
def class_() -> None:
    """For teachers: how far a class is."""


@class_commands.command()
def report(
    places: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR...",
            help="Students' folders, a folder of them, or progress files.",
            show_default=False,
        ),
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Run the students' code through the tests.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print it for a program.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print it for a spreadsheet.")
    ] = False,
) -> None:
    """Print who has met how many steps, from the progress files of a class.

    Nothing is written into the students' folders.
    Exit code 1: a file is missing or damaged, and named.
    """
    from course.practice import class_report, classroom

    def checked(student: classroom.Student) -> classroom.Student:
        """Return a student with the code checked now."""
        with console.status(f"Checking {student.name} …"):
            return classroom.check_anew(student)

    if as_json and as_csv:
        raise fail("Choose one of --json and --csv.", code=2)
    students = classroom.students_in(places)
    if check:
        students = [checked(student) for student in students]
    if as_json:
        print(classroom.as_json(students))
    elif as_csv:
        print(class_report.as_csv(students), end="")
        class_report.tell_problems(students)
    else:
        class_report.tell_class(students)
    if any(student.problems for student in students):
        raise typer.Exit(1)
