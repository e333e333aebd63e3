"""The museum promises: each fault is there, alone, and its repair repairs only it."""

from collections import Counter
from pathlib import Path

import pytest

from course.practice.exercises import MUSEUM, PracticeStep, patched, read_exercise
from course.practice.promises import promises
from course.steps import ROOT
from tests.museum.trying import exhibit_tests, failing_tests

PAGES = ROOT / "docs" / "en"
EXERCISE = read_exercise(MUSEUM)
each_exhibit = pytest.mark.parametrize("step", EXERCISE.steps, ids=lambda s: s.name)


def test_the_museum_has_every_fault(tmp_path: Path) -> None:
    """Every exhibit's tests fail on the app as it is."""
    tests = exhibit_tests(EXERCISE.test_modules)
    assert failing_tests(tests, EXERCISE.start, tmp_path / "app") == set(tests)


@each_exhibit
def test_a_repair_repairs_its_own_fault_alone(
    step: PracticeStep, tmp_path: Path
) -> None:
    """With one repair, its own tests pass and those of all others fail as before."""
    tests = exhibit_tests(EXERCISE.test_modules)
    repaired = patched(EXERCISE.start, (step,))
    failing = failing_tests(tests, repaired, tmp_path / "app")
    assert failing == set(tests) - set(step.tests)


def test_all_repairs_go_together(tmp_path: Path) -> None:
    """In any order they make the same app, and it passes every test."""
    backwards = patched(EXERCISE.start, EXERCISE.steps[::-1])
    assert backwards == EXERCISE.solution
    tests = exhibit_tests(EXERCISE.test_modules)
    assert failing_tests(tests, EXERCISE.solution, tmp_path / "app") == set()


def test_every_test_belongs_to_one_exhibit() -> None:
    """No test is left over, none is named twice, and each says its task."""
    named = Counter(name for step in EXERCISE.steps for name in step.tests)
    assert named == Counter(list(exhibit_tests(EXERCISE.test_modules)))
    known = promises(EXERCISE)
    assert all(known[name].task.endswith(".") for name in named)


@each_exhibit
def test_an_exhibit_has_all_that_it_needs(step: PracticeStep) -> None:
    """A page, a repair, and two hints of at most 80 words."""
    assert EXERCISE.independent
    assert step.patch
    assert (PAGES / step.page).is_file()
    assert len(step.hints) >= 2
    assert all(5 <= len(hint.split()) <= 80 for hint in step.hints)
