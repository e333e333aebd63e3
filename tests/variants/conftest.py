"""Final and its variants, one after the other on the same database and key."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from course.loading import copy_chapter, load_app
from course.variants import FINAL, make_variant
from tests.fixtures import *  # noqa: F403

Start = Callable[[str], TestClient]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database file that final and the variants share."""
    file = tmp_path / "shared.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    return file


@pytest.fixture
def start(tmp_path: Path, database: Path) -> Iterator[Start]:
    """A function that stops what runs, and starts final or a variant in its place."""
    running: list[TestClient] = []

    def switch_to(name: str) -> TestClient:
        while running:
            running.pop().__exit__()
        folder = tmp_path / name
        if not folder.exists() and name == "final":
            copy_chapter(FINAL, folder)
        elif not folder.exists():
            make_variant(name, folder)
        running.append(TestClient(load_app(folder)).__enter__())
        return running[-1]

    yield switch_to
    while running:
        running.pop().__exit__()
