"""`learn.py hint` and `progress` promise: help by degrees, counted, and where one stands."""

import os
import time
from pathlib import Path

import pytest

from course.practice.exercises import read_exercise
from course.practice.progress import NAME, Standing, now
from course.practice.promises import tasks
from course.practice.standing import is_older_than_code
from tests.practice.learner import Learner, code_of, steps_of


def test_hints_grow_stronger_up_to_the_code_itself(learner: Learner) -> None:
    """One call after the other; the last one is repeated. Each is counted."""
    learner.types("practice", "6")
    step = steps_of("6")[0]
    wanted = [*step.hints, step.patch, step.patch]
    for number, hint in enumerate(wanted, start=1):
        done = learner.types("hint", "6")
        assert code_of(done) == 0
        assert " ".join(hint.split()) in " ".join(done.stdout.split())
        count = min(number, len(step.hints) + 1)
        assert f"hint {count} of {len(step.hints) + 1}" in done.stdout
    assert learner.progress["6"].hints == {step.name: len(step.hints) + 1}


def test_a_hint_names_all_that_its_step_asks_for(learner: Learner) -> None:
    """A step of several promises shows each: the unmet one is among them."""
    exercise = read_exercise("5")
    count, step = next(
        (at, step) for at, step in enumerate(exercise.steps) if len(step.tests) > 1
    )
    learner.has_met("5", count)
    learner.was_checked("5", count)
    said = " ".join(learner.types("hint", "5").stdout.split())
    for sentence in tasks(exercise, step):
        assert sentence in said


def test_a_hint_is_for_the_first_unmet_step(learner: Learner) -> None:
    """As of the last check; code that was saved since then is checked first."""
    learner.has_met("6", 2)
    learner.types("check", "6")
    done = learner.types("hint", "6")
    assert "Step 3, hint 1" in done.stdout
    assert "checking first" not in done.stdout
    learner.has_met("6", 3)
    done = learner.types("hint", "6")
    assert "Your code has changed since the last check: checking first." in done.stdout
    assert "Step 4, hint 1" in done.stdout


@pytest.mark.parametrize(("seconds", "is_new"), [(-0.1, False), (0.1, True)])
def test_only_what_is_saved_after_a_check_is_new(
    tmp_path: Path, seconds: float, is_new: bool
) -> None:
    """A check may end less than a second after the code was saved."""
    checked = Standing(checked=now())
    saved = time.time() + seconds
    code = tmp_path / "main.py"
    code.touch()
    os.utime(code, (saved, saved))
    assert is_older_than_code(checked, tmp_path) is is_new


def test_progress_shows_every_exercise(learner: Learner) -> None:
    """Steps met of all, hints taken, and the next command."""
    assert "python3 learn.py practice 1" in learner.types("progress").stdout
    learner.has_met("6", 3)
    learner.types("check", "6")
    learner.types("hint", "6")
    done = learner.types("progress")
    assert code_of(done) == 0
    (line,) = (line for line in done.stdout.splitlines() if "Password hashing" in line)
    assert line.split()[-4:] == ["3", "of", "6", "1"]
    assert "Next: python3 learn.py check 6" in done.stdout


def test_after_a_chapter_comes_the_next(learner: Learner) -> None:
    """Whoever begins in the middle is led on from there, and not back to chapter 1."""
    learner.has_solved("5")
    learner.was_checked("5", len(steps_of("5")), done=True)
    assert "Next: python3 learn.py practice 6" in learner.types("progress").stdout


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 9, "exercises": {}}'])
def test_a_damaged_file_is_named_and_begun_anew(learner: Learner, content: str) -> None:
    """A sentence, once, and no traceback."""
    file = learner.folder / NAME
    learner.folder.mkdir()
    file.write_text(content, encoding="utf-8")
    done = learner.types("progress")
    assert code_of(done) == 0
    assert NAME in done.stderr
    assert done.stderr.count("begins anew") == 1


def test_a_check_replaces_a_damaged_file(learner: Learner) -> None:
    """It is written whole, and no draft of it is left."""
    learner.has_met("6", 1)
    (learner.folder / NAME).write_text("{", encoding="utf-8")
    assert code_of(learner.types("check", "6")) == 1
    assert len(learner.progress["6"].met) == 1
    assert {each.name for each in learner.folder.iterdir()} == {"06", NAME}
