"""What `progress` prints: each exercise with a bar, the hints taken, and what is next."""

from rich.table import Table
from rich.text import Text

from course.practice.exercises import KEYS, Exercise, NoExercise, read_exercise
from course.practice.places import is_begun
from course.practice.progress import Progress, Standing
from course.terminal import console, mark
from course.typed import typed

WIDTH = 16


def exercises() -> list[Exercise]:
    """Return everything there is to practise, in teaching order."""
    found = []
    for key in KEYS:
        try:
            found.append(read_exercise(key))
        except NoExercise:
            continue
    return found


def tell_progress(progress: Progress) -> None:
    """Print the table, and the command that goes on."""
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    for heading in ("", "Exercise", "", "Steps", "Hints"):
        table.add_column(
            heading, justify="right" if heading in ("Steps", "Hints") else "left"
        )
    for exercise in exercises():
        standing = progress.get(exercise.key, Standing())
        met, steps = len(standing.met), len(exercise.steps)
        name = Text(exercise.key), Text(exercise.title)
        table.add_row(*name, bar(met, steps), f"{met} of {steps}", hints(standing))
    console.print(table, soft_wrap=False)
    for exercise in exercises():
        if said := remark(progress.get(exercise.key, Standing())):
            console.print(f"\n{exercise.key}: {said}", markup=False)
    console.print(f"\nNext: {typed(next_command(progress))}")


def bar(met: int, steps: int) -> Text:
    """Return how much is met as a bar."""
    full = WIDTH * met // max(steps, 1)
    filled, empty = mark("█", "#"), mark("░", ".")
    style = "green" if met == steps else "yellow"
    return Text(filled * full, style) + Text(empty * (WIDTH - full), "dim")


def hints(standing: Standing) -> str:
    """Return how many hints were taken; nothing for none."""
    return str(standing.hints_taken or "")


def remark(standing: Standing) -> str:
    """Return what the last check found that the steps do not show; empty for nothing."""
    if not standing.starts:
        return "your code did not start at the last check."
    return "an earlier promise is broken." if standing.broken else ""


def next_command(progress: Progress) -> str:
    """Return the command for what is not done: from the last one checked on, or before."""
    everything = exercises()
    checked = [progress.get(each.key, Standing()).checked for each in everything]
    latest = checked.index(max(checked))
    for exercise in everything[latest:] + everything[:latest]:
        if not progress.get(exercise.key, Standing()).done:
            begun = is_begun(exercise.key)
            return f"{'check' if begun else 'practice'} {exercise.key}"
    return "test final   (all is done; final/ is the app of production)"
