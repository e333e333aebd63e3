"""The app of the museum, started once more beside the one that runs."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from fastapi.testclient import TestClient

from course.loading import load_app


@contextmanager
def started_without_key(folder: Path) -> Iterator[TestClient]:
    """Start the app without `SECRET_KEY`; the one that runs keeps its modules."""
    kept = modules_of_blog()
    with patch.dict(os.environ):
        os.environ.pop("SECRET_KEY", None)
        try:
            with TestClient(load_app(folder)) as client:
                yield client
        finally:
            for name in modules_of_blog():
                del sys.modules[name]
            sys.modules.update(kept)


def modules_of_blog() -> dict[str, ModuleType]:
    """Return the modules of the package `blog` that are loaded now."""
    loaded = sys.modules.items()
    return {name: module for name, module in loaded if name.split(".")[0] == "blog"}
