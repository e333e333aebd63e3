"""What `practice` prints: the goal, the first task, and where the learner stands."""

from course.practice.earlier import headline, promise_named, taught_in
from course.practice.exercises import Exercise
from course.practice.pages import address, page_title
from course.practice.patching import Files, make_patch
from course.practice.places import own_folder, shown
from course.practice.printing import diff, wrapped
from course.practice.progress import Standing
from course.practice.promises import task
from course.practice.standing import first_unmet, standing_in
from course.terminal import console
from course.typed import typed


def tell_start(exercise: Exercise, is_new: bool) -> None:
    """Print the goal, what to do now, and the commands."""
    folder = shown(own_folder(exercise.key))
    console.print(f"[bold]{exercise.heading}[/]")
    wrapped(exercise.goal)
    console.print()
    if is_new:
        console.print(f"Your folder: [bold]{folder}[/], where you write the code.")
    else:
        console.print(f"Your folder: [bold]{folder}[/], as you left it.")
    standing = standing_in(exercise)
    step = first_unmet(exercise, standing)
    if standing.checked:
        known = exercise.count(len(standing.met))
        console.print(f"At the last check: {known}.")
    if not standing.starts:
        check = typed(f"check {exercise.key}")
        console.print(f"Your code did not start then. See why: {check}")
    if step is None:
        tell_end(exercise, standing)
    else:
        which = "The first" if step.number == 1 else "The next"
        count = f"{exercise.unit} {step.number} of {len(exercise.steps)}"
        console.print(f"{which} task, {count}:\n")
        wrapped(task(exercise, step), "bold")
        console.print()
    tell_commands(exercise)


def tell_end(exercise: Exercise, standing: Standing) -> None:
    """Print what is left where all steps are met."""
    if standing.broken:
        whose, step = taught_in(exercise, standing.broken)
        console.print(f"{headline(standing.broken)}:\n")
        wrapped(promise_named(standing.broken).task, "bold")
        wrapped(f"Taught on: {page_title(whose, step.page)}, {address(step.page)}")
    elif standing.done:
        console.print("Nothing is left to do.")
    else:
        console.print("A check tells whether the earlier chapters' promises hold, too.")
    console.print()


def tell_commands(exercise: Exercise) -> None:
    """Print the commands that go on from here."""
    key = exercise.key
    commands = {
        f"check {key}": "is it right? what is next?",
        f"check {key} --watch": "the same, after each save",
        f"hint {key}": "help with the task",
        f"run {key}" if exercise.independent else f"run {key} --mine": "your app, live",
    }
    width = max(map(len, commands)) + 3
    for command, sentence in commands.items():
        console.print(typed(f"{command:<{width}}{sentence}"))


def tell_differences(before: Files, own: Files, whose: str) -> None:
    """Print what differs between files and the learner's own, or that nothing does."""
    patch = make_patch(before, own)
    if patch:
        console.print(f"Lines with - are {whose}, lines with + are yours.\n")
    diff(patch.splitlines() if patch else ["No difference."])
