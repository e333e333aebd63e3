"""Every chapter runs in the reader's browser, and keeps there the promises of its tests."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page

from course.playground.chapters import browser_steps
from course.steps import Step
from tests.faults.counts import COUNTS
from tests.people import WITH_LOGIN, WITH_USERS
from tests.playground.conftest import new_tab
from tests.playground.opening import (
    TESTS,
    execute,
    open_chapter,
    operation,
    send,
    swagger,
)

EACH = [
    pytest.param(step, id=step.key, marks=pytest.mark.xdist_group(f"page {step.key}"))
    for step in browser_steps()
]


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


def test_swagger_ui_creates_and_reads(chapter: Step, page: Page) -> None:
    """FastAPI's own /docs, in a frame, writes a blog and reads it again."""
    frame = swagger(page)
    if chapter.key in WITH_USERS:
        sign_up(frame, chapter.key)
    if chapter.key != "1":
        status, body = execute(operation(frame, "post", "/blog/"))
        assert status == "201"
        assert "title" in body
    status, body = execute(operation(frame, "get", "/blog/"))
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
