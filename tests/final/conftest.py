"""The final app for each test: its own copy, its own database and key.

A promise is tested on SQLite and on PostgreSQL, unless it is marked `sqlite`, or
its module says that no database matters to it: `DATABASES = ["sqlite"]`.
"""

import pytest

from course.steps import Step, find_step
from tests.conftest import is_about_sqlite
from tests.fixtures import *  # noqa: F403

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
