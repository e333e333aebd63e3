"""What the notebooks use: a chapter in this process, and a look at what it did."""

import atexit
import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from fastapi.testclient import TestClient
from httpx2 import Response

from course.loading import copy_chapter, load_app
from course.steps import find_step


class Chapter(TestClient):
    """A client of a chapter that runs in this process, on a database of its own."""

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="blog-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        super().__init__(load_app(copy_chapter(find_step(name).path, self.folder)))
        self.__enter__()
        atexit.register(self.__exit__)

    def rows(self, table: str) -> list[dict[str, object]]:
        """Return what a table of the database holds now."""
        with closing(sqlite3.connect(self.folder / "blog.db")) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute(f'SELECT * FROM "{table}"').fetchall()
        return [dict(row) for row in found]


def show(response: Response) -> None:
    """Print the request in one line, and the answer as a person would read it."""
    request = response.request
    print(f"{request.method} {request.url.raw_path.decode()}")
    print(response.status_code, response.reason_phrase)
    if response.content:
        print(json.dumps(response.json(), indent=2, ensure_ascii=False))
