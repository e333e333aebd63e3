"""The command with which maintainers make the steps of an exercise."""

from typing import Annotated

import typer
from rich.markup import escape

from course.practice.commands import ExerciseName, exercise_named
from course.practice.patching import PatchFailed
from course.terminal import console, fail
from course.typed import typed


def steps(
    exercise: ExerciseName,
    write: Annotated[
        bool, typer.Option("--write", help="Write the patches from the folders.")
    ] = False,
    carry: Annotated[
        bool, typer.Option("--carry", help="Bring the chapter's changes into them.")
    ] = False,
) -> None:
    """For maintainers: unpack the steps of an exercise, and pack them again.

    Each step becomes a folder below generated/steps/. With --write its patch is
    made from there. With --carry what changed since HEAD in the chapter, or in the
    one before it, goes into the patches; it stops where a person must decide.
    """
    from course.practice.authoring import NotTheEnd, unpack, write_patches
    from course.practice.carrying import carry as carry_changes

    chosen = exercise_named(exercise)
    conflicts: list[str] = []
    try:
        if write:
            done = write_patches(chosen)
        elif carry:
            carried = carry_changes(chosen)
            done, conflicts = carried.written, carried.conflicts
        else:
            done = [str(unpack(chosen))]
    except (NotTheEnd, PatchFailed, FileNotFoundError, RuntimeError) as failure:
        raise fail(str(failure)) from None
    for name in done:
        console.print(name, markup=False)
    for name in conflicts:
        console.print(f"[bold red]conflict[/]  {escape(name)}")
    if conflicts:
        console.print(f"\nDecide each, then: {typed(f'steps {chosen.key} --write')}")
        raise typer.Exit(1)
