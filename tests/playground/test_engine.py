"""The engine promises: an edit, a mistake, a crash or a closed tab loses no data."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from course.playground.chapters import chapter_data
from course.steps import find_step
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
ENDLESS_LIST = MAIN.replace(
    "    query = select", "    while True: pass\n    query = select"
)
FORGETS = """

@app.get("/forget")
def forget() -> None:
    from blog.database import DATABASE_FILE

    DATABASE_FILE.unlink()
"""
HANGS_AT_ONCE = MAIN + "\nwhile True: pass\n"
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
ASK_WITHOUT_AN_APP = """async ([text]) => {
  const another = new engine.constructor(engine.manifest);
  await another.start(chapter, { ...chapter.files, "blog/main.py": text });
  const asked = another.request({ method: "GET", path: "/blog/" });
  return asked.then(() => "answered", (error) => error.message);
}"""
# A newer version of what is kept can be read here, but no longer by the engine.
KEEP_FROM_THE_ENGINE = """async () => {
  const [{ name }] = await indexedDB.databases();
  const asked = indexedDB.open(name, 2);
  const database = await new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const found = database.transaction("kept").objectStore("kept").get("data/03_sqlite_models");
  await new Promise((resolve) => (found.onsuccess = resolve));
  database.close();
  return Array.from(found.result);
}"""
AHEAD_AND_IN_NEED = """async ([text]) => {
  const ahead = engine.loadAhead();
  const started = engine.reload({ ...chapter.files, "blog/main.py": text });
  await ahead;
  return (await started).ok;
}"""
NOTE_WHEN_ASKED = """() => {
  window.isAsked = false;
  navigator.serviceWorker.addEventListener("message", () => (window.isAsked = true));
}"""
SHOW_IN_THE_SAME_FRAME = """(path) => {
  document.querySelector("iframe").src = engine.frameAddress(path);
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


@pytest.fixture
def tab(page: Page, address: str) -> Page:
    """A tab in which chapter 3 runs, with one blog written."""
    assert open_chapter(page, address, SLUG)["ok"]
    assert send(page, "POST", "/blog/", BLOG)["status"] == 201
    return page


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


def test_a_library_of_another_chapter_comes_when_it_is_imported(
    page: Page, address: str
) -> None:
    """Chapter 1 needs no SQLAlchemy; a learner may try it there, at any time."""
    assert open_chapter(page, address, "01_basic_routes")["ok"]
    main = page.evaluate("() => chapter.files['blog/main.py']")
    assert edit(page, "blog/main.py", f"import sqlalchemy\n{main}")["ok"]
    nowhere = edit(page, "blog/main.py", f"import nowhere\n{main}")
    assert "ModuleNotFoundError" in nowhere["traceback"]


def test_a_library_is_loaded_once_and_only_where_one_is_missing(
    page: Page, address: str
) -> None:
    """For an import of the learner's own none comes; on its way, none is asked for again.

    Where none can come, the learner hears what Python says, and the app goes on.
    """
    assert open_chapter(page, address, "01_basic_routes")["ok"]
    packs: list[str] = []
    page.on("request", lambda it: packs.append(it.url) if "/packs/" in it.url else None)
    main = page.evaluate("() => chapter.files['blog/main.py']")
    assert not edit(page, "blog/main.py", f"import blog.nowhere\n{main}")["ok"]
    assert packs == []
    page.route("**/packs/*", lambda route: route.abort())
    missing = edit(page, "blog/main.py", f"import sqlalchemy\n{main}")
    assert "No module named 'sqlalchemy'" in missing["traceback"]
    assert send(page, "GET", "/blog/")["status"] == 200
    page.unroute("**/packs/*")
    packs.clear()
    assert page.evaluate(AHEAD_AND_IN_NEED, [f"import sqlalchemy\n{main}"])
    assert len(packs) == len(set(packs)) > 1
    assert page.evaluate("() => seen.crashes") == []


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
    Where no app has started, a request is refused with a sentence.
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

    refused = tab.evaluate(ASK_WITHOUT_AN_APP, [BROKEN])
    assert refused == "The app does not run: its code has an error."


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


def test_a_chapter_without_a_database_has_none(page: Page, address: str) -> None:
    """Chapter 2 keeps its blogs in memory: no tables, no file; a reset forgets them."""
    assert open_chapter(page, address, "02_pydantic_schemas")["ok"]
    before = send(page, "GET", "/blog/")["text"]
    assert send(page, "POST", "/blog/", BLOG)["status"] == 201
    assert page.evaluate("() => engine.tables()") == []
    assert page.evaluate("() => engine.database()") is None
    assert page.evaluate("() => engine.resetData()")["ok"]
    assert send(page, "GET", "/blog/")["text"] == before
    assert page.evaluate("() => engine.stop()")["ok"]


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


def test_data_that_cannot_be_read_are_left_alone(tab: Page) -> None:
    """The app starts without them, says so, and writes nothing over them."""
    tab.evaluate("() => { engine.onNotKept = (it) => (window.notKept = it); }")
    before = tab.evaluate(KEEP_FROM_THE_ENGINE)
    assert tab.evaluate("() => engine.stop()")["ok"]
    assert titles(tab) == []
    assert send(tab, "POST", "/blog/", BLOG)["status"] == 201
    assert tab.evaluate("() => notKept.message")
    assert tab.evaluate(KEEP_FROM_THE_ENGINE) == before


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


def test_the_app_has_an_address_of_its_own(tab: Page) -> None:
    """It answers below the playground in a tab of its own, too, with a policy.

    Without the tab that runs it, the address says what to do; also when that tab is
    closed before it has answered.
    """
    address = tab.evaluate("() => new URL(engine.address, location.href).href")
    with tab.context.new_page() as other:
        answer = other.goto(f"{address}docs")
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        other.locator(".opblock").first.wait_for()
        assert "/app/" in other.url
        assert edit(tab, "blog/main.py", ENDLESS_LIST)["ok"]
        tab.evaluate(NOTE_WHEN_ASKED)
        other.evaluate("(path) => { window.late = fetch(path); }", f"{address}blog/")
        tab.wait_for_function("isAsked")
        tab.goto("about:blank")
        assert other.evaluate("async () => (await late).status") == 503
        answer = other.goto(f"{address}blog/")
        assert answer is not None
        assert answer.status == 503
        assert "Press Own tab in the playground once more" in answer.text()


def test_swagger_ui_works_without_a_service_worker(page: Page, address: str) -> None:
    """Where a browser has none, the frame reaches the app through the page.

    What is no HTML is shown as a text.
    """
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    assert open_chapter(page, address, SLUG)["ok"]
    assert page.evaluate("() => engine.address") is None
    assert execute(operation(swagger(page), "post", "/blog/"))[0] == "201"
    assert titles(page) == ["Hello, FastAPI"]
    page.evaluate(SHOW_IN_THE_SAME_FRAME, "/openapi.json")
    page.frame_locator("iframe").locator("pre").get_by_text('"openapi"').wait_for()
