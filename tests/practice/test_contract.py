"""Every exercise promises: its steps can be met in order, one at a time, with real help."""

import ast
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify  # type: ignore[import-untyped]

from course.practice import pytest_run
from course.practice.authoring import checkpoints
from course.practice.earlier import taught_in
from course.practice.exercises import (
    CHAPTERS,
    KEYS,
    MUSEUM,
    Exercise,
    checkpoint,
    read_exercise,
    write_files,
)
from course.practice.patching import Files, apply_patch
from course.practice.promises import promises, promises_of
from course.steps import ROOT, find_step
from tests.practice import matrix, taught
from tests.programs import run

PAGES = ROOT / "docs" / "en"
LONGEST_HINT = 80  # words


@pytest.fixture(params=KEYS)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    """Each exercise in turn."""
    return read_exercise(request.param)


@dataclass(frozen=True)
class Trial:
    """A checkpoint: tests that are new on it, that it still keeps, that it misses."""

    name: str
    files: Files
    new: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


def trials(exercise: Exercise) -> list[Trial]:
    """Return all checkpoints of a chapter, from the start to the solution."""
    steps = exercise.steps
    return [
        Trial(
            f"{count:02}",
            checkpoint(exercise, count),
            new=steps[count - 1].tests if count else (),
            kept=tuple(n for step in steps[: max(count - 1, 0)] for n in step.tests),
            missed=tuple(step.tests[0] for step in steps[count:]),
        )
        for count in range(len(steps) + 1)
    ]


@pytest.mark.parametrize("key", CHAPTERS)
def test_the_steps_are_met_one_at_a_time(key: str, tmp_path: Path) -> None:
    """After k patches exactly the first k steps are met; before the first, none is.

    What the repairs of the museum do is held by the museum's own tests.
    """
    exercise = read_exercise(key)
    found = outcomes(exercise, trials(exercise), tmp_path)
    wrong = [
        f"{trial.name}: {name} {'passes' if name in trial.missed else 'fails'}"
        for trial in trials(exercise)
        for name in (*trial.new, *trial.kept, *trial.missed)
        if found[trial.name, name] == (name in trial.missed)
    ]
    assert wrong == []


def outcomes(
    exercise: Exercise, planned: list[Trial], folder: Path
) -> dict[tuple[str, str], bool]:
    """Return whether each test passed on each checkpoint, from one run of pytest."""
    plan = {}
    for trial in planned:
        place = folder / trial.name
        write_files(place, trial.files)
        plan[str(place)] = {
            **dict.fromkeys(trial.new, matrix.ALL),
            **dict.fromkeys(trial.kept, matrix.FIRST),
            **dict.fromkeys(trial.missed, matrix.UNTIL),
        }
    (folder / "plan").write_text(json.dumps(plan), encoding="utf-8")
    command = [sys.executable, "-m", pytest_run.__name__, "-q", "-p", matrix.__name__]
    command += ["-p", "no:cacheprovider", "--basetemp", str(folder / "tests")]
    command += ["--app-dir", str(folder / planned[0].name), "--tb", "no"]
    command += ["--steps", exercise.key, "--keep-apps"]
    settings = {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        matrix.PLAN: str(folder / "plan"),
        matrix.RESULT: str(folder / "result"),
    }
    done = run(*command, *exercise.test_modules, folder=ROOT, **settings)
    assert (folder / "result").is_file(), done.stdout + done.stderr
    told = json.loads((folder / "result").read_text(encoding="utf-8"))
    pairs = {tuple(key.split("\n")): passed for key, passed in told.items()}
    return {(Path(place).name, name): passed for (place, name), passed in pairs.items()}


def test_the_patches_lead_from_the_start_to_the_solution(exercise: Exercise) -> None:
    """The last checkpoint is the chapter; in the museum any order gives the same."""
    if not exercise.independent:
        assert checkpoint(exercise, len(exercise.steps)) == exercise.solution
        return
    files = exercise.start
    for step in reversed(exercise.steps):
        files = apply_patch(files, step.patch)
    assert files == exercise.solution


def test_each_promise_is_in_one_step_in_teaching_order(exercise: Exercise) -> None:
    """No test is left out or asked for twice; a module's order is that of the steps."""
    asked = [name for step in exercise.steps for name in step.tests]
    if exercise.independent:
        assert sorted(asked) == sorted(promises(exercise))
    else:
        assert asked == [name for m in exercise.test_modules for name in promises_of(m)]


def test_each_task_says_what_to_do(exercise: Exercise) -> None:
    """The first line of a test's docstring is a whole sentence."""
    for promise in promises(exercise).values():
        assert promise.task.endswith("."), promise


def test_each_step_has_at_least_two_hints_of_real_help(exercise: Exercise) -> None:
    """Each says something of its own, in at most eighty words."""
    for step in exercise.steps:
        assert len(step.hints) >= 2, step.name
        assert len(set(step.hints)) == len(step.hints), step.name
        for hint in step.hints:
            assert 5 <= len(hint.split()) <= LONGEST_HINT, (step.name, hint)


def test_each_step_is_taught_on_a_page(exercise: Exercise) -> None:
    """The page is there with its heading, and is not of a later chapter."""
    for step in exercise.steps:
        path, _, anchor = step.page.partition("#")
        text = (PAGES / path).read_text(encoding="utf-8")
        assert not anchor or anchor in anchors(text), (step.name, step.page)
        if path.startswith("chapters/") and exercise.key != MUSEUM:
            chapter = find_step(path.split("/")[1]).key
            assert chapter <= exercise.key, (step.name, step.page)


def test_each_promise_of_the_chapters_is_taught_somewhere() -> None:
    """Whichever is broken after the last step, the learner is sent to a page, with a hint."""
    exercise = read_exercise(CHAPTERS[-1])
    for function, promise in promises_of("tests/chapters/test_every_step.py").items():
        if function != "test_there_are_seven_chapters_and_final":
            _, step = taught_in(exercise, function)
            assert (PAGES / step.page).is_file(), promise
            assert all(5 <= len(hint.split()) <= LONGEST_HINT for hint in step.hints)


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        named = re.search(r"\{[^}]*#([\w-]+)[^}]*\}", heading)
        plain = re.sub(r"[`*]|\{.*\}|\]\(.*?\)|\[", "", heading).strip()
        found.add(named[1] if named else slugify(plain, "-"))
    return found


def test_a_step_uses_only_what_has_been_taught(exercise: Exercise) -> None:
    """What a checkpoint imports or calls stands in the start or in the solution."""
    taught = uses(exercise.start) | uses(exercise.solution)
    for name, files in checkpoints(exercise).items():
        assert uses(files) <= taught, name


@pytest.mark.parametrize("key", CHAPTERS)
def test_a_step_is_taught_before_it_is_asked_for(key: str) -> None:
    """A new name stands on the page of its step, or on one before it in the menu."""
    exercise = read_exercise(key)
    known = taught.taken(exercise.start) if key != CHAPTERS[0] else set()
    later = []
    folders = list(checkpoints(exercise).values())[1:]
    for step, files in zip(exercise.steps, folders, strict=True):
        text = taught.read_up_to(step.page.partition("#")[0])
        new = taught.taken(files) - known
        missing = sorted(n for n in new if not re.search(rf"\b{n}\b", text))
        later += [f"{step.name}: {name}" for name in missing]
        known |= new
    assert later == []


def uses(files: Files) -> set[str]:
    """Return what Python files import and call, as written."""
    found = set()
    for name, text in files.items():
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = getattr(node, "module", "")
                found |= {f"import {module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Call):
                function = node.func
                name = getattr(function, "attr", getattr(function, "id", ""))
                found.add(f"call {name}")
    return found
