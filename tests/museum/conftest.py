"""The app with the faults, or the learner's copy of it by --app-dir."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.conftest import app_dir
from tests.fixtures import (
    app,
    cheap_hashes,
    client,
    folder,
    kept,
    own_settings,
    restart,
)
from tests.museum.databases import hasty_databases
from tests.museum.visitors import MUSEUM, arrive
from tests.people import ADA, GRACE, Person

__all__ = [
    "app",
    "cheap_hashes",
    "client",
    "folder",
    "kept",
    "own_settings",
    "restart",
]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the exhibits unless they have an app: the museum itself fails them all."""
    if collection_path.suffix != ".py":
        return None
    is_contract = collection_path.name == "test_contract.py"
    return True if is_contract is bool(app_dir(config)) else None


@pytest.fixture
def chapter(request: pytest.FixtureRequest) -> Path:
    """Where the app under test is."""
    return app_dir(request.config) or MUSEUM


@pytest.fixture
def database_kind() -> str:
    """The museum keeps its data with SQLite."""
    return "sqlite"


@pytest.fixture(autouse=True)
def hasty() -> Iterator[None]:
    """No test waits for the disk."""
    with hasty_databases():
        yield


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app is started from a folder that is not its own."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    monkeypatch.chdir(place)


@pytest.fixture
def ada(client: TestClient) -> Person:
    """The first who signed up."""
    return arrive(client, ADA)


@pytest.fixture
def grace(client: TestClient) -> Person:
    """The second who signed up, if Ada was there before."""
    return arrive(client, GRACE)
