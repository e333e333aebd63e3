"""How far a learner's code is: the tests of the steps, run in teaching order."""

from dataclasses import dataclass
from pathlib import Path

from course.practice.exercises import MUSEUM, Exercise, PracticeStep
from course.practice.failure import Failure
from course.practice.promises import Promise, promises, promises_of
from course.practice.running import Outcomes, run_tests
from course.steps import ROOT

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

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.unmet is None

    @property
    def does_not_start(self) -> bool:
        """Whether the code could not even be imported, so that no step was tried."""
        if self.unmet is None or self.met:
            return False
        failure = self.unmet.failure
        is_import = all(at["function"] in ("", "<module>") for at in failure["own"][:1])
        is_error = failure["kind"] in ("error", "syntax")
        return is_error and is_import and failure["exchange"] is None


def check(exercise: Exercise, folder: Path, only: str = "") -> Checked:
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
    if exercise.key == MUSEUM:
        return Checked(exercise, met, None)
    return Checked(exercise, met, broken_promise(exercise, folder))


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


def promise_named(function: str) -> Promise:
    """Return a promise of whatever chapter by its function."""
    for module in sorted((ROOT / "tests" / "chapters").glob("test_*.py")):
        found = promises_of(module.relative_to(ROOT).as_posix())
        if function in found:
            return found[function]
    return Promise(function, "tests/chapters", function)
