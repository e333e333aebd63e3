"""The data of practice mode: where a learner starts, and the steps from there."""

from typing import Any

from course.playground.chapters import browser_steps, with_imports
from course.practice.exercises import (
    Exercise,
    PracticeStep,
    has_steps,
    read_exercise,
)
from course.practice.pages import page_title, place
from course.practice.promises import promises

CHECKING = "course/practice/plugin.py"


def exercises() -> dict[str, Exercise]:
    """Return what there is to practise in a browser, by the chapter's folder."""
    keys = [step.key for step in browser_steps() if has_steps(step.key)]
    return {read_exercise(key).slug: read_exercise(key) for key in keys}


def practice_data(exercise: Exercise) -> dict[str, Any]:
    """Return what the playground knows of an exercise, as plain data."""
    return {
        "goal": exercise.goal,
        "start": exercise.start,
        "steps": [step_data(exercise, step) for step in exercise.steps],
        "checking": with_imports([CHECKING]),
    }


def step_data(exercise: Exercise, step: PracticeStep) -> dict[str, Any]:
    """Return one step: its promises by their tests, where it is taught, its hints."""
    known = promises(exercise)
    return {
        "name": step.name,
        "tests": [known[name].address for name in step.tests],
        "promises": {name: known[name].task for name in step.tests},
        "page": f"../{place(step.page)}",
        "page_title": page_title(exercise, step.page),
        "hints": [hint.strip() for hint in step.hints],
        "patch": step.patch,
    }
