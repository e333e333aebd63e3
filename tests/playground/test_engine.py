"""The engine promises: an edit, a mistake, a crash or a closed tab loses no data."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from course.playground.chapters import chapter_data
from course.steps import find_step
from tests.playground.conftest import new_tab
from tests.playground.opening import (
    edit,
    execute,
    open_chapter,
    operation,
    send,
    swagger,
)

SLUG = "03_sqlite_models"
MAIN = chapter_data(find_step("3"))["files"]["blog/main.py"]
BLOG = {"title": "Kept", "body": "A body."}
OTHER_VERSION = MAIN.replace('version="3"', 'version="33"')
BROKEN = MAIN.replace("def list_blogs(", "def list_blogs((")
BROKEN_LINE = MAIN.splitlines().index("def list_blogs(") + 1
WRONG_NAME = MAIN.replace("Blog(**request", "Blok(**request")
ENDLESS = MAIN.replace("    blog = Blog(**", "    while True: pass\n    blog = Blog(**")
FORGETS = """

@app.get("/forget")
def forget() -> None:
    from blog.database import DATABASE_FILE

    DATABASE_FILE.unlink()
"""
HANGS_AT_ONCE = MAIN + "\nwhile True: pass\n"
AS_IT_CAME = """async () =>
  (await engine.reload(chapter.files)).ok && (await engine.resetData()).ok"""
DATABASE = "async () => Array.from(await engine.database())"
STOP_A_REQUEST = """async () => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ title: "Never", body: "Written." });
  const asked = engine.request({ method: "POST", path: "/blog/", headers, body });
  const refused = asked.then(() => "answered", (error) => error.name);
  const late = await Promise.race([refused, new Promise((r) => setTimeout(r, 1000, "late"))]);
  const restarted = await engine.stop();
  return { late, refused: await refused, restarted };
}"""
STOP_A_START = """async ([text]) => {
  const before = engine.reload(chapter.files);
  const starting = engine.reload({ ...chapter.files, "blog/main.py": text });
  const refused = starting.then(() => "answered", (error) => error.name);
  await before;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { ok, isOld, of } = await engine.stop();
  return { refused: await refused, ok, isOld, isOf: of["blog/main.py"] === text };
}"""


@pytest.fixture(scope="module")
def chapter_3(browser: BrowserContext, address: str) -> Iterator[Page]:
    """A tab in which chapter 3 runs."""
    with new_tab(browser, address) as page:
        assert open_chapter(page, address, SLUG)["ok"]
        yield page


@pytest.fixture
def tab(chapter_3: Page) -> Page:
    """A tab in which chapter 3 runs with its own files, and with one blog written."""
    assert chapter_3.evaluate(AS_IT_CAME)
    assert send(chapter_3, "POST", "/blog/", BLOG)["status"] == 201
    return chapter_3


def titles(page: Page) -> list[str]:
    """Return the titles in the table of blogs."""
    (table,) = page.evaluate("() => engine.tables()")
    return [row[table["columns"].index("title")] for row in table["rows"]]


def version(page: Page) -> str:
    """Return the version of the app that answers."""
    page.evaluate("() => undefined")
    answer = page.evaluate(
        """async () => {
          const answer = await engine.request({ method: "GET", path: "/openapi.json" });
          return JSON.parse(new TextDecoder().decode(answer.body)).info.version;
        }"""
    )
    return str(answer)


def test_an_app_that_does_not_end_well_is_followed_by_the_next(tab: Page) -> None:
    """The fault at the end of the app from before is told with the start of the new one."""
    faulty = MAIN.replace("engine.dispose()", "engine.dispos()")
    assert faulty != MAIN
    assert edit(tab, "blog/main.py", faulty)["ended"] is None
    result = edit(tab, "blog/main.py", OTHER_VERSION)
    assert result["ok"]
    assert "dispos" in result["ended"]["traceback"]
    assert result["ended"]["file"] == "blog/main.py"
    assert version(tab) == "33"
    assert titles(tab) == ["Kept"]


def test_an_edit_restarts_the_app_with_its_data(tab: Page) -> None:
    """The changed app answers, and the blogs are still there.

    After a mistake the traceback names file and line, and the app of before answers
    with its data. A wrong name is found when the route runs: the answer says where.
    """
    assert edit(tab, "blog/main.py", OTHER_VERSION)["ok"]
    assert version(tab) == "33"
    assert titles(tab) == ["Kept"]

    result = edit(tab, "blog/main.py", BROKEN)
    assert not result["ok"]
    assert "SyntaxError" in result["traceback"]
    assert result["file"] == "blog/main.py"
    assert abs(result["line"] - BROKEN_LINE) <= 1
    assert "/lib/" not in result["traceback"]
    assert version(tab) == "33"
    assert send(tab, "POST", "/blog/", BLOG)["status"] == 201
    assert titles(tab) == ["Kept", "Kept"]

    assert edit(tab, "blog/main.py", WRONG_NAME)["ok"]
    answer = send(tab, "POST", "/blog/", BLOG)
    assert answer["status"] == 500
    assert "NameError" in answer["traceback"]
    assert answer["file"] == "blog/main.py"
    assert "Blok(" in WRONG_NAME.splitlines()[answer["line"] - 1]


def test_data_survive_a_reload_of_the_page_but_no_reset(
    tab: Page, address: str
) -> None:
    """What was written is there when the page is opened again, and gone after a reset.

    Another chapter has data of its own. A file that the app deletes does not come back.
    """
    assert open_chapter(tab, address, "04_relationships")["ok"]
    tables = tab.evaluate("() => engine.tables()")
    assert [(table["name"], table["rows"]) for table in tables] == [
        ("blogs", []),
        ("users", []),
    ]
    assert open_chapter(tab, address, SLUG)["ok"]
    assert titles(tab) == ["Kept"]
    assert tab.evaluate("() => engine.resetData()")["ok"]
    assert titles(tab) == []
    assert send(tab, "POST", "/blog/", BLOG)["status"] == 201
    assert edit(tab, "blog/main.py", MAIN + FORGETS)["ok"]
    assert send(tab, "GET", "/forget")["status"] == 200
    assert open_chapter(tab, address, SLUG)["ok"]
    assert titles(tab) == []


def test_an_endless_loop_can_be_stopped(tab: Page) -> None:
    """In a route, the request ends with an error, and the app is back with its data.

    At the start, the app from before is back, and it is told which code did not end; a
    repaired file starts after it, with the data of before.
    """
    assert edit(tab, "blog/main.py", ENDLESS)["ok"]
    stopped = tab.evaluate(STOP_A_REQUEST)
    assert (stopped["late"], stopped["refused"]) == ("late", "Stopped")
    assert stopped["restarted"]["ok"]
    assert send(tab, "GET", "/blog/")["status"] == 200
    assert titles(tab) == ["Kept"]

    stopped = tab.evaluate(STOP_A_START, [HANGS_AT_ONCE])
    assert stopped == {"refused": "Stopped", "ok": False, "isOld": True, "isOf": True}
    assert version(tab) == "3"
    assert edit(tab, "blog/main.py", MAIN)["ok"]
    assert titles(tab) == ["Kept"]


def test_every_request_is_told(tab: Page, tmp_path: Path) -> None:
    """`onRequest` hears what Swagger UI sends, too, with the answer.

    `database` gives the file with what it wrote, which SQLite on any machine can read.
    """
    assert execute(operation(swagger(tab), "post", "/blog/"))[0] == "201"
    seen: dict[str, Any] = tab.evaluate(
        "() => { const r = seen.requests.at(-1); return {...r, body: null,"
        " status: r.response.status, response: null}; }"
    )
    assert (seen["method"], seen["path"], seen["status"]) == ("POST", "/blog/", 201)
    assert titles(tab) == ["Kept", "Hello, FastAPI"]
    file = tmp_path / "blog.db"
    file.write_bytes(bytes(tab.evaluate(DATABASE)))
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT title FROM blogs").fetchall()
    assert rows == [("Kept",), ("Hello, FastAPI",)]
