"""A check as plain data, for programs."""

from typing import Any

from course.practice.checking import Checked
from course.practice.promises import task


def as_data(checked: Checked) -> dict[str, Any]:
    """Return what a check has found: each step, and the first promise not kept."""
    exercise, unmet = checked.exercise, checked.unmet
    names = {step.name for step in checked.met}
    steps = [
        {
            "number": step.number,
            "name": step.name,
            "task": task(exercise, step),
            "page": step.page,
            "met": step.name in names,
        }
        for step in exercise.steps
    ]
    first = unmet and {
        "step": unmet.step.name if unmet.step else None,
        "test": unmet.promise.address,
        "task": unmet.promise.task,
        **unmet.failure,
    }
    return {
        "exercise": exercise.key,
        "met": len(names),
        "of": len(steps),
        "done": checked.is_done,
        "steps": steps,
        "unmet": first,
    }
