"""The final app for each test: its own copy, its own database and key.

A promise is tested on SQLite and on PostgreSQL, unless it is marked `sqlite`, or
its module says that no database matters to it: `DATABASES = ["sqlite"]`. The tests of a
module that says `SHARES_APP = True` load the app once, and not for each.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.steps import Step, find_step
from tests.conftest import is_about_sqlite
from tests.fixtures import *  # noqa: F403
from tests.kept import KeptApp

BOTH = ["sqlite", "postgresql"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a promise on both databases."""
    if "database_kind" in metafunc.fixturenames:
        databases = getattr(metafunc.module, "DATABASES", BOTH)
        alone = is_about_sqlite(metafunc.definition)
        metafunc.parametrize("database_kind", ["sqlite"] if alone else databases)


@pytest.fixture
def step() -> Step:
    """The step that these tests are about."""
    return find_step("final")


@pytest.fixture  # type: ignore[no-redef]  # in place of that of the fixtures
def kept(
    chapter: Path,
    database_kind: str,
    keep: Callable[[Path, str], KeptApp],
    request: pytest.FixtureRequest,
) -> KeptApp | None:
    """The app, if the tests of this module share it."""
    if not getattr(request.module, "SHARES_APP", False):
        return None
    return keep(chapter, database_kind)
