"""Each promise is tested in the chapter that makes it and in all that keep it.

A module's constant STEP names the chapter that makes its promises. They hold up to
final, unless `@pytest.mark.until("6")` says that they end with a chapter.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.steps import Step, find_step, read_manifest
from tests.conftest import app_dir, chosen_steps, is_about_sqlite
from tests.fixtures import *  # noqa: F403
from tests.kept import KeptApp

# Their data are in the database alone, from the first of their steps on.
IN_DATABASE = ("4", "5", "6", "7", "final")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a promise in every chapter in which it holds."""
    first = getattr(metafunc.module, "STEP", None)
    if first and "step" in metafunc.fixturenames:
        steps = steps_from(first, metafunc)
        runs = [pytest.param(s, "sqlite", id=s.key) for s in steps]
        if steps[-1].key == "final" and not is_about_sqlite(metafunc.definition):
            runs.append(pytest.param(steps[-1], "postgresql", id="final-postgresql"))
        metafunc.parametrize(("step", "database_kind"), runs)


def steps_from(first: str, metafunc: pytest.Metafunc) -> list[Step]:
    """Return the steps in which this promise holds."""
    steps = list(read_manifest())
    if app_dir(metafunc.config) and not metafunc.config.getoption("--steps"):
        return [find_step(first)]
    mark = metafunc.definition.get_closest_marker("until")
    last = find_step(mark.args[0]) if mark else steps[-1]
    return steps[steps.index(find_step(first)) : steps.index(last) + 1]


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out the chapters that were not asked for."""
    if not config.getoption("--steps"):
        return
    chosen = chosen_steps(config)
    left_out = [item for item in items if step_of(item) not in [None, *chosen]]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def step_of(item: pytest.Item) -> Step | None:
    """Return the step that a test is run for, or None if it is for none."""
    call = getattr(item, "callspec", None)
    step: Step | None = call.params.get("step") if call else None
    return step


@pytest.fixture  # type: ignore[no-redef]  # in place of that of the fixtures
def kept(
    step: Step,
    chapter: Path,
    database_kind: str,
    keep: Callable[[Path, str], KeptApp],
    request: pytest.FixtureRequest,
) -> KeptApp | None:
    """The chapter, loaded once; a learner's own may keep data elsewhere, too."""
    is_ours = not app_dir(request.config) or request.config.getoption("--keep-apps")
    if not is_ours or step.key not in IN_DATABASE:
        return None
    return keep(chapter, database_kind)
