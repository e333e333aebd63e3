"""How far a learner's code is: the tests of the steps, run in teaching order."""

from dataclasses import dataclass, replace
from pathlib import Path

from course.practice.earlier import promise_named
from course.practice.exercises import MUSEUM, Exercise, PracticeStep
from course.practice.failure import Failure
from course.practice.promises import Promise, promises
from course.practice.running import Outcomes, run_tests

# For one test: a learner's endless loop ends then.
SECONDS = "10"
SECONDS_WITH_SERVER = "60"


@dataclass(frozen=True)
class Unmet:
    """A promise that is not kept; `step` is None for one of an earlier chapter."""

    step: PracticeStep | None
    promise: Promise
    failure: Failure


@dataclass(frozen=True)
class Checked:
    """The steps that are met, and the first promise that is not; None if all are."""

    exercise: Exercise
    met: tuple[PracticeStep, ...]
    unmet: Unmet | None
    earlier_tried: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.unmet is None

    @property
    def leaves_earlier(self) -> bool:
        """Whether only the promises of the chapters before are left to be tried."""
        is_tried = self.earlier_tried or self.exercise.key == MUSEUM
        return self.is_done and not is_tried

    @property
    def does_not_start(self) -> bool:
        """Whether the code could not even be imported, so that no step was tried."""
        if self.unmet is None or self.met:
            return False
        failure = self.unmet.failure
        is_import = all(at["function"] in ("", "<module>") for at in failure["own"][:1])
        is_error = failure["kind"] in ("error", "syntax", "end")
        return is_error and is_import and failure["exchange"] is None


def check(exercise: Exercise, folder: Path) -> Checked:
    """Run the steps' tests, and, where all are met, those of the chapters before.

    Raises NotChecked if pytest could not run them.
    """
    return with_earlier(check_steps(exercise, folder), folder)


def check_steps(exercise: Exercise, folder: Path, only: str = "") -> Checked:
    """Run the steps' tests against the code in a folder, or those of one step only.

    In a chapter the first unmet step ends it; the steps of the museum are all tried.
    Raises NotChecked if pytest could not run them.
    """
    steps = [step for step in exercise.steps if only in ("", step.name)]
    known = promises(exercise)
    tests = [known[name] for step in steps for name in step.tests]
    outcomes = run_tests(exercise, folder, [test.address for test in tests], SECONDS)
    met = tuple(step for step in steps if is_met(step, outcomes))
    for step in steps:
        for name in step.tests:
            if failure := outcomes.get(name):
                return Checked(exercise, met, Unmet(step, known[name], failure))
    return Checked(exercise, met, None)


def with_earlier(checked: Checked, folder: Path) -> Checked:
    """Return a check with the first promise of the chapters before that is broken.

    They are tried if all else is met.
    """
    if not checked.leaves_earlier:
        return checked
    broken = broken_promise(checked.exercise, folder)
    return replace(checked, unmet=broken, earlier_tried=True)


def is_met(step: PracticeStep, outcomes: Outcomes) -> bool:
    """Tell whether all tests of a step passed."""
    return all(name in outcomes and outcomes[name] is None for name in step.tests)


def broken_promise(exercise: Exercise, folder: Path) -> Unmet | None:
    """Return a promise of the chapters before, or of all, that is no longer kept."""
    outcomes = run_tests(exercise, folder, ["tests/chapters"], SECONDS_WITH_SERVER)
    for name, failure in outcomes.items():
        if failure:
            return Unmet(None, promise_named(name), failure)
    return None
