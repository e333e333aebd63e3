"""Hints: in words, each stronger than the one before; the last is the step's patch."""

from course.practice.earlier import headline, promise_named, taught_in
from course.practice.exercises import Exercise, PracticeStep
from course.practice.pages import address, page_title
from course.practice.printing import diff, markdown, wrapped
from course.practice.promises import tasks
from course.terminal import console
from course.typed import typed

HOW_TO_READ = (
    "Lines with + are new, lines with - go away, the others are there to find the place. "
    "Your own code may look different: take the idea, then check again."
)


def tell_broken(exercise: Exercise, function: str) -> None:
    """Print what helps with a broken promise that is none of the exercise's own."""
    whose, step = taught_in(exercise, function)
    console.print(f"[bold]{headline(function)}[/]")
    wrapped(promise_named(function).task, "dim")
    console.print()
    markdown(step.hints[0])
    console.print()
    wrapped(f"Taught on: {page_title(whose, step.page)}", "dim")
    wrapped(address(step.page), "dim")
    wrapped(f"What was sent, and what came back: {typed(f'check {exercise.key}')}")
    compare = typed(f"practice {exercise.key} --solution")
    wrapped(f"What is other than in the course: {compare}")


def tell_lost(exercise: Exercise) -> None:
    """Print what to do first about a step that was met before."""
    wrapped(
        "You had met this step, and what you changed since then broke it. Undo that first: "
        "the hints are for who has not met it yet.",
        "yellow",
    )
    wrapped(f"What went wrong: {typed(f'check {exercise.key}')}")
    compare = typed(f"practice {exercise.key} --solution")
    wrapped(f"What is other than in the course: {compare}")
    console.print()


def tell_hint(exercise: Exercise, step: PracticeStep, number: int) -> None:
    """Print the hint of this number for a step."""
    count = len(step.hints) + 1
    console.print(
        f"[bold]{exercise.unit.capitalize()} {step.number}, hint {number} of {count}[/]"
    )
    for task in tasks(exercise, step):
        wrapped(task, "dim")
    console.print()
    if number < count:
        markdown(step.hints[number - 1])
    else:
        wrapped(HOW_TO_READ)
        console.print()
        diff(step.patch.splitlines())
    console.print()
    wrapped(f"Taught on: {page_title(exercise, step.page)}", "dim")
    wrapped(address(step.page), "dim")
    following = "The same again" if number == count else "A stronger hint"
    name = f" {step.name}" if exercise.independent else ""
    again = typed(f"hint {exercise.key}{name}")
    wrapped(f"{following}: {again}", "dim")
