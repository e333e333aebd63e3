"""Promises of the chapters before, and of every chapter: where each is taught."""

import tomllib

from course.practice.exercises import (
    CHAPTERS,
    STEPS,
    Exercise,
    PracticeStep,
    read_exercise,
    read_steps,
)
from course.practice.promises import Promise, promises_of
from course.steps import ROOT

EVERY_CHAPTER = ROOT / STEPS / "every_chapter.toml"


def promise_named(function: str) -> Promise:
    """Return a promise of whatever chapter by its function."""
    for module in sorted((ROOT / "tests" / "chapters").glob("test_*.py")):
        found = promises_of(module.relative_to(ROOT).as_posix())
        if function in found:
            return found[function]
    return Promise(function, "tests/chapters", function)


def headline(function: str) -> str:
    """Return in a sentence that a promise is broken, and whose it is."""
    owner = "every" if function in of_every_chapter() else "an earlier"
    return f"A promise of {owner} chapter is broken"


def taught_in(exercise: Exercise, function: str) -> tuple[Exercise, PracticeStep]:
    """Return the step that teaches a promise, and the exercise that it belongs to.

    What every chapter promises belongs to the exercise at hand.
    """
    if function in of_every_chapter():
        return exercise, of_every_chapter()[function]
    for key in CHAPTERS:
        chapter = read_exercise(key)
        for step in chapter.steps:
            if function in step.tests:
                return chapter, step
    raise LookupError(f"No step teaches {function}.")


def of_every_chapter() -> dict[str, PracticeStep]:
    """Return what is taught about the promises of every chapter, by their functions."""
    told = tomllib.loads(EVERY_CHAPTER.read_text(encoding="utf-8"))
    steps = read_steps(EVERY_CHAPTER.parent, told)
    return {function: step for step in steps for function in step.tests}
