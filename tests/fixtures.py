"""The fixtures that the tests of the chapters and of final share."""

import gc
import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from passlib.hash import bcrypt

from course.loading import copy_chapter, load_app
from course.steps import Step
from tests.client import QuickClient
from tests.conftest import app_dir
from tests.kept import KeptApp
from tests.loading import OWN_VARIABLES, SECRET_KEY
from tests.people import ADA, GRACE, Person, arrive

if TYPE_CHECKING:
    from sqlalchemy.orm import Session  # chapter 1 has no SQLAlchemy in a browser

__all__ = [
    "ada",
    "app",
    "chapter",
    "cheap_hashes",
    "client",
    "database_kind",
    "database_url",
    "db",
    "folder",
    "grace",
    "keep",
    "kept",
    "own_settings",
    "restart",
    "seldom_tidied",
]

CHEAPEST = 4
USUAL_ROUNDS = bcrypt.default_rounds


@pytest.fixture
def chapter(step: Step, request: pytest.FixtureRequest) -> Path:
    """Where the chapter under test is: ours, or the learner's by --app-dir."""
    return app_dir(request.config) or step.path


@pytest.fixture
def kept() -> KeptApp | None:
    """The app that this test shares with others; None where each test has its own."""
    return None


@pytest.fixture(scope="session")
def keep(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Path, str], KeptApp]]:
    """A function that returns the shared app of a chapter on a kind of database."""
    apps: dict[tuple[Path, str], KeptApp] = {}

    def app_of(chapter: Path, database_kind: str) -> KeptApp:
        key = (chapter, database_kind)
        if key not in apps:
            folder = copy_chapter(chapter, tmp_path_factory.mktemp("kept"))
            apps[key] = KeptApp(folder, new_url(database_kind))
        return apps[key]

    yield app_of
    for app in apps.values():
        drop(app.url)


def new_url(database_kind: str) -> str:
    """Return the address of a new PostgreSQL database, or the empty text for SQLite."""
    if database_kind == "sqlite":
        return ""
    from tests.postgres import new_database  # no browser has psycopg

    return new_database()


def drop(url: str) -> None:
    """Remove a PostgreSQL database, if there is one."""
    if url:
        from tests.postgres import drop_database

        drop_database(url)


@pytest.fixture
def folder(chapter: Path, tmp_path: Path, kept: KeptApp | None) -> Path:
    """A copy of the chapter, without a database."""
    return kept.without_data() if kept else copy_chapter(chapter, tmp_path / "chapter")


@pytest.fixture(autouse=True)
def seldom_tidied() -> Iterator[None]:
    """Garbage is collected seldom: each test builds an app and leaves it behind."""
    usual = gc.get_threshold()
    gc.set_threshold(20_000)
    yield
    gc.set_threshold(*usual)


@pytest.fixture
def database_kind() -> str:
    """Which database the app under test runs on: sqlite, or postgresql for final."""
    return "sqlite"


@pytest.fixture(autouse=True)
def own_settings(
    monkeypatch: pytest.MonkeyPatch, database_kind: str, kept: KeptApp | None
) -> Iterator[None]:
    """The settings of this machine do not reach the tests; the key is a known one."""
    for name in OWN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("BCRYPT_ROUNDS", str(CHEAPEST))
    url = kept.url if kept else new_url(database_kind)
    if url:
        monkeypatch.setenv("DATABASE_URL", url)
    yield
    if not kept:
        drop(url)


@pytest.fixture
def database_url(own_settings: None) -> str:
    """The address of the test's PostgreSQL database; empty for SQLite."""
    return os.environ.get("DATABASE_URL", "")


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real bcrypt at its lowest cost: 1 ms for a hash instead of 250."""
    monkeypatch.setattr(bcrypt, "default_rounds", CHEAPEST)


@pytest.fixture
def app(folder: Path, kept: KeptApp | None) -> FastAPI:
    """The app, loaded."""
    return kept.app() if kept else load_app(folder)


@pytest.fixture
def restart(folder: Path) -> Iterator[Callable[..., TestClient]]:
    """A function that starts the app, or starts it anew on the same data.

    It loads the app anew, unless it is given one.
    """
    running: list[TestClient] = []

    def start(app: FastAPI | None = None) -> TestClient:
        while running:
            running.pop().__exit__()
        running.append(QuickClient(app or load_app(folder)).__enter__())
        return running[-1]

    yield start
    while running:
        running.pop().__exit__()


@pytest.fixture
def client(restart: Callable[..., TestClient], app: FastAPI) -> TestClient:
    """A client of the running app."""
    return restart(app)


@pytest.fixture
def db(client: TestClient) -> "Iterator[Session]":
    """A session of the running app, as its own `get_db` would make it."""
    with import_module("blog.database").SessionLocal() as session:
        yield session


@pytest.fixture
def ada(client: TestClient, step: Step) -> Person:
    """Somebody who writes blogs; from chapter 4 on a user, from 7 on logged in."""
    return arrive(client, step.key, ADA)


@pytest.fixture
def grace(client: TestClient, step: Step) -> Person:
    """Somebody else."""
    return arrive(client, step.key, GRACE)
