"""The page promises: what is typed runs, what went wrong is shown, again and again.

One tab serves all tests of this module: its own buttons bring the chapter back.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.server import SimpleHTTPRequestHandler
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.docs.conftest import served
from tests.playground.conftest import new_tab
from tests.playground.seen import (
    DESK,
    RUNS,
    agree,
    ask,
    at_each_size,
    code,
    open_page,
    part,
    send,
    side,
    write_above,
    write_below,
)
from tests.playground.test_page import refusals

__all__ = ["refusals"]

TYPED = """

@app.get("{path}")
def typed() -> str:
    return "by me at {path}"
"""
RAISES = """

@app.get("/raises/{count}")
def raises() -> float:
    return {count} / 0
"""
REACHING_OUT = """

@app.get("/out")
async def out() -> str:
    from js import fetch

    try:
        await fetch("{elsewhere}")
    except Exception as error:
        return str(error)
    return "reached"
"""


@pytest.fixture(scope="module")
def chapter_3(browser: BrowserContext, address: str) -> Iterator[Page]:
    """A tab in which chapter 3 has been opened."""
    with new_tab(browser, address) as tab:
        open_page(tab, address)
        yield tab


@pytest.fixture
def page(chapter_3: Page) -> Page:
    """That tab at a desk, with the chapter's own files, no data, and its first request."""
    chapter_3.set_viewport_size(DESK)
    chapter_3.locator("#state").evaluate("it => it.replaceChildren()")
    agree(chapter_3, "Reset files")
    expect(chapter_3.locator("#changes")).to_have_text("My changes")
    expect(chapter_3.locator("#state")).to_have_text(RUNS)
    part(chapter_3, "Tables")
    agree(chapter_3, "Reset data")
    expect(chapter_3.get_by_text("0 rows")).to_be_visible()
    part(chapter_3, "Request")
    chapter_3.get_by_label("From the chapter").select_option(index=1)
    return chapter_3


@pytest.fixture
def restarts(page: Page) -> Iterator[str]:
    """What is said of the restarts that follow, one after the other."""
    found = re.search(r"restart (\d+) took", page.locator("#state").inner_text())
    assert found
    return (f"restart {number} took" for number in count(int(found[1]) + 1))


def test_a_blog_is_sent_and_stands_in_the_table(
    page: Page, restarts: Iterator[str]
) -> None:
    """Press Send: 201, and the row is in the table of the database.

    What is typed then answers a moment later, without any button. A request that was
    changed is one's own.
    """
    for turn in at_each_size(page):
        expect(send(page)).to_have_text("201 Created")
        part(page, "Tables")
        rows = page.get_by_role("table", name="blogs").get_by_role("cell", name="Kept")
        expect(rows).to_have_count(turn)
        expect(rows.last).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download blog.db").click()
        assert download.value.suggested_filename == "blog.db"
        with closing(sqlite3.connect(download.value.path())) as database:
            kept = database.execute("SELECT title FROM blogs").fetchall()
        assert kept == [("Kept",)] * turn

    for turn in at_each_size(page):
        part(page, "Request")
        page.get_by_label("From the chapter").select_option(index=1)
        path = f"/typed/{turn}"
        write_below(page, TYPED.format(path=path))
        expect(page.locator("#state")).to_contain_text(next(restarts))
        expect(ask(page, path)).to_have_text("200 OK")
        body = page.get_by_label("Body of the response")
        expect(body).to_have_text(f'"by me at {path}"')
        expect(page.get_by_label("From the chapter")).to_have_value("")


def test_an_error_in_the_code_is_shown_at_its_line(
    page: Page, restarts: Iterator[str]
) -> None:
    """With the traceback; the app from before still answers, until it is mended.

    What the code raises while it answers is shown at its line, too.
    """
    state, error = page.locator("#state"), page.locator("#code-error")
    marked = page.locator(".cm-lintRange-error")
    for _ in at_each_size(page):
        write_above(page, "def def\n")
        expect(error).to_contain_text("SyntaxError")
        expect(error).to_contain_text("blog/main.py, line 1")
        expect(marked).to_have_text("def def")
        expect(state).to_contain_text("app from before still answers")
        expect(send(page)).to_have_text("201 Created")
        side(page, "Code")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+s")
        expect(error).to_be_empty()
        expect(state).to_contain_text(next(restarts))

    for turn in at_each_size(page):
        write_below(page, RAISES.format(count=turn))
        expect(state).to_contain_text(next(restarts))
        expect(error).to_be_empty()
        expect(ask(page, f"/raises/{turn}")).to_have_text("500 Internal Server Error")
        expect(error).to_contain_text("ZeroDivisionError: division by zero")
        side(page, "Code")
        expect(marked).to_have_text(f"return {turn} / 0")


def test_changes_are_shown_and_reset(page: Page, restarts: Iterator[str]) -> None:
    """A diff of what was typed; the reset asks, and leaves the data.

    Data have a reset of their own, which leaves the table; if the app makes none, the
    panel says so.
    """
    state = page.locator("#state")
    for _ in at_each_size(page):
        expect(send(page)).to_have_text("201 Created")
        write_above(page, "# typed by me\n")
        expect(state).to_contain_text(next(restarts))
        page.get_by_role("button", name="My changes (1)").click()
        dialog = page.get_by_role("dialog", name="My changes")
        expect(dialog.locator("ins")).to_have_text("+# typed by me\n")
        dialog.get_by_role("button", name="Close").click()
        agree(page, "Reset files")
        expect(code(page)).not_to_contain_text("typed by me")
        expect(
            page.get_by_role("button", name="My changes", exact=True)
        ).to_be_visible()
        expect(state).to_contain_text(next(restarts))
        part(page, "Tables")
        expect(page.get_by_role("cell", name="Kept")).to_be_visible()
        agree(page, "Reset data")
        expect(page.get_by_text("0 rows")).to_be_visible()
        write_below(page, "\nBase.metadata.create_all = lambda engine: None\n")
        expect(state).to_contain_text(next(restarts))
        part(page, "Tables")
        agree(page, "Reset data")
        expect(page.get_by_text("There are no tables")).to_be_visible()
        side(page, "Code")
        agree(page, "Reset files")
        expect(state).to_contain_text(next(restarts))


def test_the_chapter_s_tests_run(page: Page, restarts: Iterator[str]) -> None:
    """Each with its promise as text, the outcome in words.

    After a change that breaks some, the traceback is there on demand. Where pytest
    itself gives up, nothing is said to be kept.
    """
    run = page.get_by_role("button", name="Run the tests")
    summary = page.locator("#tests [role=status]")
    promises = page.locator(".promises li")
    for _ in at_each_size(page):
        part(page, "Tests")
        run.click()
        expect(summary).to_contain_text("All promises are kept")
        assert promises.count() > 5
        expect(promises.first).to_contain_text("kept")

    write_below(page, "\napp.router.routes.clear()\n")
    expect(page.locator("#state")).to_contain_text(next(restarts))
    for _ in at_each_size(page):
        part(page, "Tests")
        run.click()
        expect(summary).to_contain_text("broken, in")
        broken = promises.and_(page.locator(".failed")).first
        expect(broken).to_contain_text("broken")
        broken.get_by_text("Why").click()
        expect(broken.locator("pre")).to_contain_text("assert")

    write_below(page, "\nimport pytest\npytest.exit('given up')\n")
    expect(page.locator("#code-error")).to_contain_text("given up")
    for _ in at_each_size(page):
        part(page, "Tests")
        run.click()
        expect(summary).to_contain_text("did not run to their end")
        expect(page.locator("#tests pre")).to_contain_text("given up")


def test_what_is_tested_is_what_stands_in_the_editor(page: Page) -> None:
    """Also where the app that runs is another one, because the code has an error."""
    write_above(page, "def def\n")
    expect(page.locator("#code-error")).to_contain_text("SyntaxError")
    part(page, "Tables")
    agree(page, "Reset data")
    part(page, "Tests")
    page.get_by_role("button", name="Run the tests").click()
    expect(page.locator("#tests [role=status]")).to_contain_text(
        re.compile(r"\b0 kept")
    )


def test_a_response_is_shown_as_it_came(page: Page, restarts: Iterator[str]) -> None:
    """Indented, but with each number as the app wrote it, and with what it printed.

    A whole address is taken for its path, and JSON is sent as such. So are letters of
    any language in a query, and a header that comes twice; a line that is no header is
    named. A redirect and a link lead to another page of the app.
    """
    write_below(
        page,
        '\n\n@app.post("/numbers")\ndef numbers(it: dict[str, float]) -> list[int | float]:\n'
        '    print("called with", it, end="")\n    return [2**53 + 1, 1.0]\n'
        "\n\nfrom fastapi import Request\n"
        "from fastapi.responses import HTMLResponse, RedirectResponse\n"
        '\n\n@app.get("/echo")\ndef echo(q: str, asked: Request) -> list[str]:\n'
        '    return [q, *asked.headers.getlist("x-b")]\n'
        '\n\n@app.get("/old")\ndef old() -> RedirectResponse:\n'
        '    return RedirectResponse("/page")\n'
        '\n\n@app.get("/page", response_class=HTMLResponse)\ndef page() -> str:\n'
        "    return '<a href=\"/echo?q=linked\">Go on</a>'\n",
    )
    expect(page.locator("#state")).to_contain_text(next(restarts))
    page.get_by_label("From the chapter").select_option("")
    page.get_by_label("Method").select_option("POST")
    page.get_by_label("Path").fill("http://127.0.0.1:8000/numbers")
    page.get_by_label("Body", exact=True).fill('{"a": 1}')
    expect(send(page)).to_have_text("200 OK")
    shown = page.get_by_label("Body of the response")
    expect(shown).to_have_text("[\n  9007199254740993,\n  1.0\n]", use_inner_text=True)
    printed = page.locator(".response details", has_text="What the app printed")
    expect(printed.locator("pre")).to_have_text("called with {'a': 1.0}")

    page.get_by_label("Method").select_option("GET")
    page.get_by_label("Path").fill("/echo?q=한글")
    page.locator("summary", has_text="Headers").first.click()
    headers = page.get_by_label("Headers, one on a line")
    headers.fill("x-b: 1\nx-b 2")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".response .problem")).to_contain_text("“x-b 2” is no header")
    headers.fill("x-b: 1\nx-b: 2")
    expect(send(page)).to_have_text("200 OK")
    expect(shown).to_have_text('[ "한글", "1", "2" ]')

    part(page, "App")
    page.get_by_label("Address in the app").fill("/old")
    page.get_by_role("button", name="Go", exact=True).click()
    frame, bar = page.frame_locator("iframe"), page.get_by_label("Address in the app")
    expect(bar).to_have_value("/page")
    frame.get_by_role("link", name="Go on").click()
    expect(frame.locator("body")).to_contain_text('["linked"]')
    expect(bar).to_have_value("/echo?q=linked")


def test_a_crash_is_explained_and_mended(page: Page) -> None:
    """Python itself ends: the page says so, and Restart brings the app back.

    Who asks for something before that is told that it cannot be had.
    """
    expect(send(page)).to_have_text("201 Created")
    write_below(page, '\n\n@app.get("/end")\ndef end() -> None:\n    os.abort()\n')
    write_above(page, "import os\n")
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_contain_text("restart")
    ask(page, "/end")
    expect(page.locator("#state")).to_contain_text("Python ended")
    part(page, "Tests")
    page.get_by_role("button", name="Run the tests").click()
    expect(page.locator("#tests [role=status]")).to_contain_text("did not run")
    page.get_by_role("button", name="Restart").click()
    expect(page.locator("#state")).to_have_text(RUNS)
    part(page, "Tables")
    expect(page.get_by_role("cell", name="Kept")).to_be_visible()


def test_code_reaches_no_other_server(
    page: Page, restarts: Iterator[str], tmp_path: Path
) -> None:
    """Python runs in a worker, and that is held to the page's own policy, too."""
    asked: list[str] = []

    class Elsewhere(SimpleHTTPRequestHandler):
        """A server of somebody else that lets every website ask."""

        def do_GET(self) -> None:
            """Note who came."""
            asked.append(self.path)
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

    with served(tmp_path, Elsewhere) as elsewhere:
        write_below(page, REACHING_OUT.replace("{elsewhere}", f"{elsewhere}/kept"))
        expect(page.locator("#state")).to_contain_text(next(restarts))
        expect(ask(page, "/out")).to_have_text("200 OK")
        body = page.get_by_label("Body of the response")
        expect(body).to_contain_text("Failed to fetch")
        assert asked == []


def test_swagger_ui_is_dark_where_the_page_is(page: Page) -> None:
    """It takes its own dark colours with the page, and lets them go with it."""
    page.emulate_media(color_scheme="dark")
    part(page, "App")
    page.get_by_role("button", name="Docs").click()
    app = page.frame_locator("#frame iframe").locator("html")
    expect(app).to_have_class("dark-mode")
    page.emulate_media(color_scheme="light")
    expect(app).not_to_have_class("dark-mode")
