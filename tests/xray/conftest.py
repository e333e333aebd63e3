"""A chapter that is watched, with its own copy, database and key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from course.loading import load_app
from course.xray import Tree, watch
from tests.fixtures import *  # noqa: F403


class WatchedClient(TestClient):
    """A client that keeps the trees of its requests."""

    def __init__(self, folder: Path) -> None:
        self.trees: list[Tree] = []
        app = watch(load_app(folder), self.trees.append)
        super().__init__(app, raise_server_exceptions=False)


@pytest.fixture
def watched(folder: Path) -> Iterator[WatchedClient]:
    """A client of the running chapter that sees inside."""
    with WatchedClient(folder) as client:
        yield client
