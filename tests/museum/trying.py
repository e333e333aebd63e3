"""Try all exhibits' tests on one version of the museum, in this process and quickly."""

import importlib
import inspect
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import text

from course.loading import load_app
from course.practice.exercises import write_files
from course.practice.patching import Files
from tests.client import QuickClient
from tests.museum.visitors import arrive
from tests.people import ADA, GRACE

PEOPLE = {"ada": ADA, "grace": GRACE}
Test = Callable[..., None]


@cache
def exhibit_tests(paths: tuple[str, ...]) -> dict[str, Test]:
    """Return the tests of the exhibits in these modules by their names."""
    modules = [
        importlib.import_module(path.removesuffix(".py").replace("/", "."))
        for path in paths
        if not path.endswith("test_contract.py")
    ]
    return {
        name: test
        for module in modules
        for name, test in vars(module).items()
        if name.startswith("test_")
    }


def failing_tests(tests: dict[str, Test], files: Files, folder: Path) -> set[str]:
    """Return the names of the tests that fail on these files, written into a folder."""
    write_files(folder, files)
    with QuickClient(load_app(folder)) as client:
        return {name for name, test in tests.items() if fails(test, client, folder)}


def fails(test: Test, client: TestClient, folder: Path) -> bool:
    """Run a test with the fixtures that it names, on an empty database."""
    empty_the_tables()
    names = inspect.signature(test).parameters
    given: dict[str, Any] = {"client": client, "folder": folder}
    given |= {who: arrive(client, PEOPLE[who]) for who in names if who in PEOPLE}
    try:
        test(**{name: given[name] for name in names})
    except Exception:
        return True
    return False


def empty_the_tables() -> None:
    """Delete all rows, and let the ids begin with 1 again."""
    database = sys.modules["blog.database"]
    with database.engine.begin() as connection:
        for table in reversed(database.Base.metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(text("DELETE FROM sqlite_sequence"))
