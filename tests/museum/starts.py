"""The app of the museum, started once more beside the one that runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from fastapi.testclient import TestClient

from course.loading import load_app, modules_of_blog, put_back


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
            put_back(kept)
