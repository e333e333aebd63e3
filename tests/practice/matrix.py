"""A plugin of pytest: an exercise's tests on many checkpoints of its code, in one run.

The variable PLAN names a JSON file: for the folder of each checkpoint, the tests to run
there, and with which of their parameters: ALL, the FIRST alone, or UNTIL one fails.
Whether a test passed goes into the file that RESULT names.
"""

import json
import os
from collections.abc import Generator
from functools import cache
from pathlib import Path

import pytest

PLAN = "COURSE_MATRIX_PLAN"
RESULT = "COURSE_MATRIX_RESULT"
ALL, FIRST, UNTIL = "all", "first", "until"

passed: dict[str, bool] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on each checkpoint for which the plan names it."""
    name = metafunc.function.__name__
    folders = [folder for folder, tests in plan().items() if name in tests]
    metafunc.fixturenames.append("checkpoint")
    metafunc.parametrize("checkpoint", folders, indirect=True)


@cache
def plan() -> dict[str, dict[str, str]]:
    """Return the folders with their tests, and with which parameters each is run."""
    told: dict[str, dict[str, str]] = json.loads(
        Path(os.environ[PLAN]).read_text(encoding="utf-8")
    )
    return told


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Leave out the further parameters of a test where one is enough."""
    planned, seen, kept = plan(), set(), []
    for item in items:
        folder, name = place_of(item)
        if planned[folder][name] != FIRST or (folder, name) not in seen:
            kept.append(item)
        seen.add((folder, name))
    items[:] = kept


def place_of(item: pytest.Function) -> tuple[str, str]:
    """Return the checkpoint and the function of a test."""
    return str(item.callspec.params["checkpoint"]), item.originalname


def pytest_runtest_protocol(item: pytest.Function) -> bool | None:
    """Leave out what is known: the test has failed already."""
    folder, name = place_of(item)
    failed = passed.get(f"{folder}\n{name}") is False
    return True if failed and plan()[folder][name] == UNTIL else None


@pytest.fixture(autouse=True)
def checkpoint(request: pytest.FixtureRequest) -> str:
    """The folder with the code under test, as if --app-dir had named it."""
    folder: str = request.param
    request.config.option.app_dir = folder
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note whether a test passed on its checkpoint, with all its parameters."""
    report = yield
    key = "\n".join(place_of(item))
    passed[key] = passed.get(key, True) and report.passed
    return report


def pytest_sessionfinish() -> None:
    """Write what passed."""
    Path(os.environ[RESULT]).write_text(json.dumps(passed), encoding="utf-8")
