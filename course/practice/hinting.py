"""Hints: in words, each stronger than the one before; the last is the step's patch."""

from course.practice.exercises import Exercise, PracticeStep
from course.practice.pages import address, page_title
from course.practice.printing import diff, markdown, wrapped
from course.practice.promises import tasks
from course.terminal import console

HOW_TO_READ = (
    "Lines with + are new, lines with - go away, the others are there to find the place. "
    "Your own code may look different: take the idea, then check again."
)


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
    wrapped(f"{following}: python3 learn.py hint {exercise.key}{name}", "dim")
