"""What the museum's pages include: for each exhibit its task, test, hints and repair."""

import re
from pathlib import Path
from textwrap import indent

from course.practice.exercises import MUSEUM, Exercise, PracticeStep, read_exercise
from course.practice.pages import page_title
from course.practice.promises import promises, task
from course.sections import section_of
from course.steps import ROOT


def generate_museum(target: Path) -> None:
    """Write `museum/<exhibit>.md` for each exhibit, and the list of all of them."""
    folder = target / MUSEUM
    folder.mkdir(parents=True, exist_ok=True)
    exercise = read_exercise(MUSEUM)
    for step in exercise.steps:
        part = exhibit_part(exercise, step)
        (folder / f"{step.name}.md").write_text(part, encoding="utf-8")
    (folder / "exhibits.md").write_text(exhibits(exercise), encoding="utf-8")


def exhibits(exercise: Exercise) -> str:
    """Return the table of all exhibits, for the museum's first page."""
    rows = ["| No. | Exhibit | Name | What holds when it is repaired |", "|-:|-|-|-|"]
    for step in exercise.steps:
        title = f"[{page_title(exercise, step.page)}]({Path(step.page).name})"
        promise = task(exercise, step)
        rows.append(f"| {step.number} | {title} | `{step.name}` | {promise} |")
    return "\n".join([*rows, ""])


def exhibit_part(exercise: Exercise, step: PracticeStep) -> str:
    """Return the task with the test that fails, the hints, and the repair."""
    hints = [
        folded("question", f"Hint {number}", hint)
        for number, hint in enumerate(step.hints, start=1)
    ]
    patch = folded("example", "The repair", f"```diff\n{lines_of(step.patch)}\n```")
    command = f"python3 learn.py check {MUSEUM} {step.name}"
    parts = [
        "## Your task { data-search-exclude }",
        task(exercise, step),
        f"`{command}` tries this alone. The test that fails until then:",
        f"```python\n{test_code(exercise, step)}\n```",
        *hints,
        patch,
    ]
    return "\n\n".join([*parts, ""])


def test_code(exercise: Exercise, step: PracticeStep) -> str:
    """Return the section of the exhibit in its test module."""
    module = promises(exercise)[step.tests[0]].module
    text = (ROOT / module).read_text(encoding="utf-8")
    return "\n".join(section_of(text, step.name) or [])


def lines_of(patch: str) -> str:
    """Return a patch without the spaces that stand for its empty lines."""
    return re.sub(r"^ $", "", patch.rstrip("\n"), flags=re.MULTILINE)


def folded(kind: str, title: str, text: str) -> str:
    """Return a block that the reader opens."""
    return f'??? {kind} "{title}"\n\n{indent(text, "    ")}'
