"""What the notebooks use: a chapter in this process, and a look at what it did."""

import atexit
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
from fastapi.testclient import TestClient

from course.loading import copy_chapter, load_app
from course.notebook_sql import SqlLog, shorten
from course.settings_table import setting_names
from course.steps import find_step
from course.xray import Watched, as_text, listen


class Chapter(TestClient):
    """A client of a chapter that runs in this process, on a database of its own.

    The settings of this machine do not reach it; give your own as in a terminal:
    `Chapter("final", ACCESS_TOKEN_EXPIRE_MINUTES="5")`.
    """

    def __init__(self, name: str, **settings: str) -> None:
        for setting in setting_names():
            os.environ.pop(setting, None)
        os.environ.update(settings)
        self.folder = Path(tempfile.mkdtemp(prefix="blog-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        copy_chapter(find_step(name).path, self.folder)
        self.statuses: list[int] = []
        self._start()
        atexit.register(self._stop)

    def _start(self) -> None:
        self._watched = Watched(load_app(self.folder), None)
        super().__init__(self._watched)
        self.event_hooks = {"response": [self._note]}
        database = sys.modules.get("blog.database")
        self._log = SqlLog(database.engine) if database else None
        self.__enter__()

    def _stop(self) -> None:
        self.__exit__()

    def _note(self, response: httpx2.Response) -> None:
        self.statuses.append(response.status_code)

    def restart(self) -> None:
        """Stop the app and start it again, as Ctrl+C and a new `uvicorn` would."""
        self._stop()
        self._start()

    @contextmanager
    def sql(self) -> Iterator[None]:
        """Print, at the end of the block, the SQL that ran inside it."""
        if self._log is None:
            raise ValueError("This chapter has no database: chapter 3 brings it.")
        self._log.clear()
        yield
        print(self._log.text())

    @contextmanager
    def xray(self) -> Iterator[None]:
        """Print what happens inside each request of the block."""
        listen()
        self._watched.on_tree = lambda tree: print(as_text(tree), end="\n\n")
        try:
            yield
        finally:
            self._watched.on_tree = None

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return what a table of the database holds now."""
        with closing(sqlite3.connect(self.folder / "blog.db")) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute(f'SELECT * FROM "{table}"').fetchall()
        return [dict(row) for row in found]

    def table(self, name: str) -> None:
        """Print what a table of the database holds now; hashes are shortened."""
        rows = self.rows(name)
        if not rows:
            print(f"{name}: no rows")
            return
        print(name)
        for line in aligned([list(rows[0]), *(list(row.values()) for row in rows)]):
            print(f"  {line}")

    def schema(self, table: str) -> None:
        """Print the statement that made a table."""
        question = "SELECT sql FROM sqlite_master WHERE name = ?"
        with closing(sqlite3.connect(self.folder / "blog.db")) as connection:
            (statement,) = connection.execute(question, [table]).fetchone()
        print(re.sub(r" +\n", "\n", statement).replace("\t", "    ").strip())


def aligned(rows: list[list[Any]]) -> list[str]:
    """Return the rows as lines of a table; the first row is its head."""
    texts = [[shorten(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    texts.insert(1, ["-" * width for width in widths])
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in texts]


def show(response: httpx2.Response, *headers: str) -> None:
    """Print the request in one line, and the answer as a person would read it.

    Of the answer's headers, those named are printed. Hashes and tokens are shortened.
    """
    request = response.request
    print(f"{request.method} {request.url.raw_path.decode()}")
    print(response.status_code, response.reason_phrase)
    for name in headers:
        print(f"{name}: {response.headers.get(name, '(none)')}")
    if response.content:
        text = json.dumps(response.json(), indent=2, ensure_ascii=False)
        print(shorten(text))
    print()
