"""Which tests belong to which part of the course."""

from course.steps import Step, UnknownStep, find_step

PARTS = (
    "docs",
    "notebooks",
    "course",
    "doctor",
    "known_issues",
    "variants",
    "contract",
    "deploy",
    "faults",
    "practice",
    "museum",
    "playground",
    "xray",
)
LONGEST_TEST = "600"  # seconds; one that takes longer fails, with the line where it was
# Only tests/contract needs them, and loading them takes a while.
QUICKER = ("-p", "no:schemathesis", "-p", "no:hypothesispytest")
TOGETHER = ("-n", "auto", "--dist", "loadgroup", "--timeout", LONGEST_TEST)


def pytest_arguments(parts: list[str]) -> list[str]:
    """Return what pytest must be given to test these parts, or all of them.

    Raises UnknownStep for a name that is neither a chapter, final nor another part.
    """
    if not parts:
        return ["tests", *TOGETHER]
    paths = [f"tests/{part}" for part in parts if part in PARTS]
    keys = [find_test_step(part).key for part in parts if part not in PARTS]
    if "final" in keys:
        paths.append("tests/final")
    if keys:
        paths += ["tests/chapters", "--steps", ",".join(keys)]
    return paths if "contract" in parts else [*QUICKER, *paths]


def find_test_step(part: str) -> Step:
    """Return the step with this name; the error names the other parts too."""
    try:
        return find_step(part)
    except UnknownStep as error:
        others = ", ".join(PARTS)
        raise UnknownStep(f"{error} Other parts: {others}.") from None
