"""The engine promises: what is missing comes, or is done without, or it is said."""

import pytest
from playwright.sync_api import Page

from tests.playground.opening import (
    NOTE_WHEN_ASKED,
    edit,
    execute,
    open_chapter,
    operation,
    send,
    swagger,
)
from tests.playground.test_engine import BLOG, MAIN, SLUG, titles

ENDLESS_LIST = MAIN.replace(
    "    query = select", "    while True: pass\n    query = select"
)
ASK = """() => {
  const asked = engine.request({ method: "GET", path: "/blog/" });
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
SHOW_IN_THE_SAME_FRAME = """(path) => {
  document.querySelector("iframe").src = engine.frameAddress(path);
}"""


@pytest.fixture
def tab(page: Page, address: str) -> Page:
    """A tab in which chapter 3 runs, with one blog written."""
    assert open_chapter(page, address, SLUG)["ok"]
    assert send(page, "POST", "/blog/", BLOG)["status"] == 201
    return page


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


def test_where_no_app_has_started_a_request_is_refused(
    page: Page, address: str
) -> None:
    """With a sentence that says why there is none."""
    broken = {"blog/main.py": "def def\n"}
    assert not open_chapter(page, address, "01_basic_routes", changed=broken)["ok"]
    assert page.evaluate(ASK) == "The app does not run: its code has an error."


def test_a_chapter_without_a_database_has_none(page: Page, address: str) -> None:
    """Chapter 2 keeps its blogs in memory: no tables, no file; a reset forgets them."""
    assert open_chapter(page, address, "02_pydantic_schemas")["ok"]
    before = send(page, "GET", "/blog/")["text"]
    assert send(page, "POST", "/blog/", BLOG)["status"] == 201
    assert page.evaluate("() => engine.tables()") == []
    assert page.evaluate("() => engine.database()") is None
    assert page.evaluate("() => engine.resetData()")["ok"]
    assert send(page, "GET", "/blog/")["text"] == before


def test_data_that_cannot_be_read_are_left_alone(tab: Page) -> None:
    """The app starts without them, says so, and writes nothing over them."""
    tab.evaluate("() => { engine.onNotKept = (it) => (window.notKept = it); }")
    before = tab.evaluate(KEEP_FROM_THE_ENGINE)
    assert tab.evaluate("() => engine.stop()")["ok"]
    assert titles(tab) == []
    assert send(tab, "POST", "/blog/", BLOG)["status"] == 201
    assert tab.evaluate("() => notKept.message")
    assert tab.evaluate(KEEP_FROM_THE_ENGINE) == before


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
        tab.evaluate(NOTE_WHEN_ASKED, "/blog/")
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
