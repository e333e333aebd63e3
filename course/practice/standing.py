"""The learner's standing: kept after each check and each hint."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from course.practice.checking import Checked
from course.practice.exercises import KEYS, Exercise, PracticeStep
from course.practice.places import practice_folder
from course.practice.progress import (
    Damaged,
    Progress,
    Standing,
    now,
    read_progress,
    write_progress,
)
from course.terminal import errors
from course.typed import typed


def progress() -> Progress:
    """Return the learner's progress; a damaged file is named, and all begins anew."""
    try:
        return read_progress(practice_folder())
    except Damaged as damage:
        warn(f"{damage} It begins anew; your code is not touched.")
        return {}


@cache
def warn(sentence: str) -> None:
    """Say something once in a command, however often the file is read."""
    errors.print(sentence, markup=False)


def standing_in(exercise: Exercise) -> Standing:
    """Return where the learner stands in one exercise."""
    return progress().get(exercise.key, Standing(steps=len(exercise.steps)))


def keep(exercise: Exercise, standing: Standing) -> None:
    """Write where the learner stands in one exercise."""
    write({**progress(), exercise.key: standing})


def write(everything: Progress) -> None:
    """Write where the learner stands; if that cannot be, say so and go on."""
    try:
        write_progress(practice_folder(), everything)
    except OSError as reason:
        doctor = typed("doctor")
        sentence = (
            f"Your progress could not be kept: {reason}. {doctor} looks for the cause."
        )
        errors.print(sentence, markup=False)


def keep_check(checked: Checked, only: str = "") -> bool:
    """Write what a check has found, and tell if a step was lost that had been met.

    A check of a single step leaves the others as known; code that does not start, all.
    """
    before = standing_in(checked.exercise)
    if checked.does_not_start:
        stands = replace(before, done=False, checked=now(), starts=False)
        keep(checked.exercise, stands)
        return False
    met = {step.name for step in checked.met}
    if only:
        met |= set(before.met) - {only}
    names = [step.name for step in checked.exercise.steps if step.name in met]
    steps = len(checked.exercise.steps)
    is_known = before.done or not checked.leaves_earlier
    done = checked.is_done and len(names) == steps and is_known
    after = replace(before, met=tuple(names), steps=steps, done=done, checked=now())
    unmet = checked.unmet.step.name if checked.unmet and checked.unmet.step else ""
    is_lost = unmet in before.met
    lost = unmet if is_lost or unmet == before.lost else ""
    after = replace(after, broken=broken_in(checked), starts=True, lost=lost)
    keep(checked.exercise, after)
    return is_lost


def broken_in(checked: Checked) -> str:
    """Return the test of the earlier promise that a check found broken; empty for none."""
    unmet = checked.unmet
    return unmet.promise.function if unmet and not unmet.step else ""


def is_older_than_code(standing: Standing, folder: Path) -> bool:
    """Tell whether a file of the code was saved after the last check."""
    if not standing.checked:
        return True
    last = datetime.fromisoformat(standing.checked).timestamp()
    return any(file.stat().st_mtime > last for file in folder.rglob("*.py"))


def first_unmet(exercise: Exercise, standing: Standing) -> PracticeStep | None:
    """Return the first step that was not met at the last check, or None."""
    unmet = (step for step in exercise.steps if step.name not in standing.met)
    return next(unmet, None)


def take_hint(exercise: Exercise, step: PracticeStep) -> int:
    """Count one more hint for a step and return which it is; the last one repeats."""
    standing = standing_in(exercise)
    taken = min(standing.hints.get(step.name, 0) + 1, len(step.hints) + 1)
    keep(exercise, replace(standing, hints={**standing.hints, step.name: taken}))
    return taken


def forget(exercise: Exercise) -> None:
    """Forget an exercise, because the learner begins anew."""
    others = {key: one for key, one in progress().items() if key != exercise.key}
    write(others)


def following(exercise: Exercise) -> str:
    """Return the key of the exercise after this one; empty for the last."""
    at = KEYS.index(exercise.key)
    return next(iter(KEYS[at + 1 :]), "")
