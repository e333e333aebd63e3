"""The commands of practice; each calls a module that does it."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from course.practice import beginning, places, standing
from course.practice.checking import Checked, check_steps, with_earlier
from course.practice.exercises import (
    KEYS,
    Exercise,
    NoExercise,
    PracticeStep,
    exercise_key,
    read_exercise,
)
from course.practice.hindrances import shadows, tell_hindrances
from course.practice.patching import PatchFailed
from course.practice.running import NotChecked, SavedMeanwhile
from course.steps import UnknownStep
from course.terminal import console, fail
from course.typed import typed

ExerciseName = Annotated[
    str,
    typer.Argument(metavar="EXERCISE", help="1 to 7, or museum.", show_default=False),
]


def exercise_named(name: str) -> Exercise:
    """Return the exercise, or end the command with what there is."""
    try:
        return read_exercise(exercise_key(name))
    except UnknownStep as unknown:
        sentences, _, _ = str(unknown).partition("There are:")
        raise fail(f"{sentences}There are: {', '.join(KEYS)}.", code=2) from None
    except (NoExercise, PatchFailed) as reason:
        raise fail(str(reason), code=2) from None


def begun(exercise: Exercise) -> Path:
    """Return the learner's folder, or end the command if there is no code in it."""
    folder = places.own_folder(exercise.key)
    if missing := what_is_missing(exercise, folder):
        raise fail(missing, code=2)
    return folder


def what_is_missing(exercise: Exercise, folder: Path) -> str:
    """Say that there is no code to be checked, and what helps; empty if there is."""
    command = typed(f"practice {exercise.key}")
    if not folder.is_dir():
        return f"You have not begun yet. Begin with: {command}"
    if not (folder / "blog" / "main.py").is_file():
        return (
            f"{places.shown(folder)} has no blog/main.py any more. Put it back, or begin "
            f"anew (what is there is kept): {command} --reset"
        )
    return ""


def practice(
    exercise: ExerciseName,
    reset: Annotated[
        bool, typer.Option("--reset", help="Begin anew; your code is set aside.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Reset without asking.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what you have changed so far.")
    ] = False,
    solution: Annotated[
        bool, typer.Option("--solution", help="Show how yours differs from the course.")
    ] = False,
) -> None:
    """Build a chapter yourself, or repair the museum: a folder and the first task.

    The folder begins as the chapter before ended. A second time nothing is
    written: it says where you stand.
    """
    chosen = exercise_named(exercise)
    if reset + diff + solution > 1:
        raise fail("Choose one of --reset, --diff and --solution.", code=2)
    if diff or solution:
        begun(chosen)
        own = places.own_files(chosen.key)
        other = chosen.solution if solution else chosen.start
        whose = "the course's" if solution else "what you began with"
        return beginning.tell_differences(other, own, whose)
    try:
        if reset and places.is_begun(chosen.key):
            set_aside(chosen, yes)
        is_new = not places.is_begun(chosen.key)
        if is_new:
            places.make_folder(chosen)
            standing.forget(chosen)
    except OSError as reason:
        raise fail(
            f"Your folder cannot be made: {reason}. {typed('doctor')} looks for the cause."
        ) from None
    beginning.tell_start(chosen, is_new)
    return None


def set_aside(exercise: Exercise, yes: bool) -> None:
    """Move the learner's code to a folder beside it, after asking."""
    folder = places.shown(places.own_folder(exercise.key))
    question = f"Begin anew? Your code in {folder} is kept beside it."
    if not yes and not typer.confirm(question):
        console.print("Nothing was changed.")
        raise typer.Exit(1)
    kept = places.shown(places.set_aside(exercise.key))
    standing.forget(exercise)
    console.print(f"Your code so far is kept in [bold]{escape(kept)}[/].\n")


def check(
    exercise: ExerciseName,
    exhibit: Annotated[
        str, typer.Argument(help="Of the museum: check this one alone.")
    ] = "",
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again after each save.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print it for a program.")
    ] = False,
) -> None:
    """Check your own code: what is met, and what is the next task.

    Exit code 0: all is met; 1: not yet; 2: there is nothing to check.
    """
    chosen = exercise_named(exercise)
    folder = begun(chosen)
    if watch and as_json:
        raise fail("Choose one of --watch and --json.", code=2)
    if exhibit:
        exhibit = step_of(chosen, exhibit).name
    if watch:
        return watch_folder(chosen, folder, exhibit)
    checked, lost = checked_now(chosen, folder, exhibit)
    if as_json:
        from course.practice.as_data import as_data

        names = [file.name for file in shadows(folder)]
        print(json.dumps({**as_data(checked), "shadows": names}, indent=1))
    else:
        tell(checked, exhibit, lost)
    raise typer.Exit(0 if checked.is_done else 1)


def step_of(exercise: Exercise, name: str) -> PracticeStep:
    """Return the exhibit of this name or number, or end the command with what there is."""
    steps = {step.name: step for step in exercise.steps}
    if not exercise.independent:
        raise fail("A chapter's steps build on each other: leave the name out.", 2)
    numbered = {str(step.number): step for step in exercise.steps}
    if name not in steps | numbered:
        raise fail(f"There is no exhibit {name!r}. There are: {', '.join(steps)}.", 2)
    return (steps | numbered)[name]


def checked_now(
    exercise: Exercise, folder: Path, only: str = ""
) -> tuple[Checked, bool]:
    """Run a check and keep what it finds; tell, too, if a step that was met is lost.

    It ends the command if the tests cannot be run.
    """
    try:
        return kept_check(exercise, folder, only)
    except NotChecked as reason:
        raise fail(str(reason), code=2) from None
    except KeyboardInterrupt:
        console.print("Stopped.")
        raise typer.Exit(130) from None


def kept_check(
    exercise: Exercise, folder: Path, only: str = "", earlier: bool = True
) -> tuple[Checked, bool]:
    """Run a check and keep what it finds; tell, too, if a step that was met is lost.

    Without `earlier`, the promises of the chapters before are not tried.
    """
    with console.status("Checking …") as status:
        checked = check_steps(exercise, folder, only)
        if earlier and checked.leaves_earlier:
            status.update("All steps are met. Trying the earlier chapters' promises …")
            checked = with_earlier(checked, folder)
    return checked, standing.keep_check(checked, only)


def tell(checked: Checked, only: str, lost: bool) -> None:
    """Print what a check has found."""
    from course.practice import telling

    telling.tell(checked, only, lost)
    tell_hindrances(places.own_folder(checked.exercise.key))
    if not checked.is_done:
        return
    if only:
        console.print(f"\n[bold green]{escape(only)} is repaired.[/]")
    elif checked.leaves_earlier:
        telling.tell_left_out(checked.exercise)
    else:
        telling.congratulate(checked.exercise, standing.following(checked.exercise))


def watch_folder(exercise: Exercise, folder: Path, only: str) -> None:
    """Check at each save, on a fresh screen, until Ctrl+C.

    A check that still runs at a save gives way to that of the new code.

    Once the promises of the chapters before were kept, they are not tried again: that
    takes too long for each save.
    """
    from course.practice.watching import at_each_save

    are_kept = False

    def act() -> None:
        """Check once more."""
        nonlocal are_kept
        if missing := what_is_missing(exercise, folder):
            console.print(missing, markup=False)
        else:
            try:
                are_kept |= checked_at_save(exercise, folder, only, not are_kept)
            except SavedMeanwhile:
                return
        console.print("\n[dim]Waiting for your next save (Ctrl+C ends it) …[/]")

    try:
        at_each_save(folder, act)
    except KeyboardInterrupt:
        console.print("Stopped.")


def checked_at_save(exercise: Exercise, folder: Path, only: str, earlier: bool) -> bool:
    """Check and say what was found; tell whether all earlier promises were kept, too."""
    try:
        checked, lost = kept_check(exercise, folder, only, earlier)
    except NotChecked as reason:
        console.print(str(reason), markup=False)
        return False
    console.clear()
    tell(checked, only, lost)
    return checked.is_done and checked.earlier_tried


def hint(
    exercise: ExerciseName,
    exhibit: Annotated[
        str, typer.Argument(help="Of the museum: help with this one.")
    ] = "",
) -> None:
    """Get help with the next task: a hint, then a stronger one, then the code itself."""
    from course.practice.hinting import tell_broken, tell_hint, tell_lost

    chosen = exercise_named(exercise)
    folder = begun(chosen)
    step = step_of(chosen, exhibit) if exhibit else next_step(chosen, folder)
    known = standing.standing_in(chosen)
    broken = known.broken
    if step:
        if step.name == known.lost:
            tell_lost(chosen)
        tell_hint(chosen, step, standing.take_hint(chosen, step))
    elif broken:
        tell_broken(chosen, broken)
    else:
        console.print(f"All steps are met. Look again: {typed(f'check {chosen.key}')}")


def next_step(exercise: Exercise, folder: Path) -> PracticeStep | None:
    """Return the first step that the code does not meet, checked anew if it has changed."""
    known = standing.standing_in(exercise)
    if standing.is_older_than_code(known, folder) or not known.starts:
        if known.checked and known.starts:
            console.print(
                "Your code has changed since the last check: checking first.\n"
            )
        checked, lost = checked_now(exercise, folder)
        if checked.does_not_start:
            tell(checked, "", lost)
            raise typer.Exit(1)
    return standing.first_unmet(exercise, standing.standing_in(exercise))


def progress() -> None:
    """Show where you stand in all chapters and in the museum."""
    from course.practice.table import tell_progress

    tell_progress(standing.progress())
