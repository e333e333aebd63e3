"""Every chapter runs in the reader's browser, and keeps there the promises of its tests."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page

from course.playground.chapters import browser_steps
from course.steps import Step
from tests.faults.counts import COUNTS
from tests.people import WITH_LOGIN, WITH_USERS
from tests.playground.conftest import new_tab
from tests.playground.opening import (
    TESTS,
    edit,
    execute,
    open_chapter,
    operation,
    send,
    swagger,
)

EACH = [pytest.param(step, id=step.key) for step in browser_steps()]

IN_MEMORY = ("1", "2")
STOPPED = ("2", "7")  # with data in memory, and in a database
ROUTES = """

@app.get("/typed")
def typed() -> str:
    return "by me"


@app.get("/endless")
def endless() -> None:
    while True: pass
"""
STOP = """async ([path]) => {
  const asked = engine.request({ method: "GET", path });
  const refused = asked.then(() => "answered", (error) => error.name);
  const { ok } = await engine.stop();
  return { refused: await refused, ok };
}"""


@pytest.fixture(scope="module", params=EACH)
def chapter(request: pytest.FixtureRequest) -> Step:
    """A chapter that runs in the page."""
    step: Step = request.param
    return step


@pytest.fixture(scope="module")
def page(chapter: Step, browser: BrowserContext, address: str) -> Iterator[Page]:
    """The tab in which it runs."""
    with new_tab(browser, address) as tab:
        started = open_chapter(tab, address, chapter.slug)
        assert started["ok"], started
        assert started["status"] == 200
        yield tab


@pytest.fixture(scope="module")
def docs(chapter: Step, page: Page) -> FrameLocator:
    """FastAPI's own /docs in a frame, where somebody has signed up."""
    frame = swagger(page)
    if chapter.key in WITH_USERS:
        sign_up(frame, chapter.key)
    return frame


@pytest.fixture(scope="module")
def written(chapter: Step, docs: FrameLocator) -> tuple[str, str]:
    """What is read there once a blog was written; chapter 1 has some, and no such route."""
    if chapter.key != "1":
        status, body = execute(operation(docs, "post", "/blog/"))
        assert status == "201"
        assert "title" in body
    return execute(operation(docs, "get", "/blog/"))


def test_swagger_ui_creates_and_reads(written: tuple[str, str]) -> None:
    """FastAPI's own /docs writes a blog and reads it again."""
    status, body = written
    assert status == "200"
    assert "title" in body


def sign_up(frame: FrameLocator, key: str) -> None:
    """Sign up with the example of the documentation; log in where the chapter asks."""
    block = operation(frame, "post", "/user/")
    person = json.loads(block.locator("textarea").input_value())
    assert execute(block)[0] == "201"
    if key in WITH_LOGIN:
        frame.locator(".auth-wrapper").get_by_role("button", name="Authorize").click()
        dialog = frame.locator(".dialog-ux")
        dialog.locator("#oauth_username").fill(person["email"])
        dialog.locator("#oauth_password").fill(person["password"])
        dialog.locator(".auth-btn-wrapper .authorize").press("Enter")
        dialog.get_by_text("Logout").wait_for()
        dialog.locator(".close-modal").press("Enter")


def test_its_own_tests_pass_in_the_page(
    chapter: Step, page: Page, record_property: Callable[[str, object], None]
) -> None:
    """The chapter's test module, unmodified: each test is told with its promise."""
    result = page.evaluate(TESTS)
    told = f"{result['passed']} of its tests pass, in {result['seconds']:.1f} s"
    record_property(COUNTS, f"playground {chapter.key}: {told}")
    failed = [test for test in result["tests"] if test["outcome"] != "passed"]
    assert failed == []
    assert result["passed"] == len(result["tests"]) >= 2
    assert all(test["promise"].endswith(".") for test in result["tests"])
    assert send(page, "GET", "/openapi.json")["status"] == 200


@pytest.mark.usefixtures("written")
def test_nothing_that_happens_loses_it(chapter: Step, page: Page) -> None:
    """An edit runs; a mistake leaves the app; what never ends can be stopped.

    The data come through all of it, and through the new start of Python. Of those in
    memory, and of those in a database, one chapter is stopped for all.
    """
    before = tables(page)
    assert chapter.key in IN_MEMORY or any(table["rows"] for table in before)
    main = page.evaluate("() => chapter.files['blog/main.py']")
    assert edit(page, "blog/main.py", main + ROUTES)["ok"]
    broken = edit(page, "blog/main.py", main + ROUTES + "def def\n")
    assert not broken["ok"]
    assert broken["line"] == len((main + ROUTES).splitlines()) + 1
    assert send(page, "GET", "/typed")["text"] == '"by me"'
    if chapter.key in STOPPED:
        stopped = page.evaluate(STOP, ["/endless"])
        assert stopped == {"refused": "Stopped", "ok": True}
        assert send(page, "GET", "/typed")["text"] == '"by me"'
    assert tables(page) == before


def tables(page: Page) -> list[dict[str, Any]]:
    """Return what is in the database."""
    found: list[dict[str, Any]] = page.evaluate("() => engine.tables()")
    return found
