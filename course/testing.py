"""Which tests belong to which part of the course."""

from course.steps import UnknownStep, find_step

PARTS = ("docs", "notebooks", "course")
EVERY_STEP = "tests/chapters/test_every_step.py"


def pytest_arguments(parts: list[str]) -> list[str]:
    """Return what pytest must be given to test these parts, or all of them.

    Raises UnknownStep for a name that is neither a chapter, final nor another part.
    """
    if not parts:
        return ["tests", "-n", "auto"]
    paths, keys = [], []
    for part in dict.fromkeys(parts):
        if part in PARTS:
            paths.append(f"tests/{part}")
            continue
        step = find_test_step(part)
        keys.append(step.key)
        module = f"tests/chapters/test_{step.slug}.py"
        paths.append("tests/final" if step.key == "final" else module)
    if keys:
        paths += [EVERY_STEP, "--steps", ",".join(keys)]
    return paths


def find_test_step(part: str):
    """Return the step with this name; the error names the other parts too."""
    try:
        return find_step(part)
    except UnknownStep as error:
        others = ", ".join(PARTS)
        raise UnknownStep(f"{error} Other parts: {others}.") from None
