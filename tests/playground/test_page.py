"""The page promises: what is typed runs, what went wrong is shown, nothing is lost unasked."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize, expect

from course.course_requests import course_requests
from course.steps import find_step
from tests.playground.building import open_without_python
from tests.playground.opening import NOTE_WHEN_ASKED
from tests.playground.seen import (
    DESK,
    PHONE,
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
NO_END = "while True: pass\n"
LONG_AGO = 10_000  # milliseconds; more than what makes the page ask for a loop
NO_STORE = """IDBFactory.prototype.open = () => {
  throw new Error("no store here");
}"""


@pytest.fixture(autouse=True)
def refusals(page: Page) -> Iterator[None]:
    """The page's own security policy has nothing to refuse."""
    refused: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if "Security Policy" in said.text:
            refused.append(said.text)

    page.on("console", note)
    yield
    assert refused == []


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def anywhere(page: Page, request: pytest.FixtureRequest) -> Page:
    """The page at a desk, and on a phone."""
    size: ViewportSize = request.param
    page.set_viewport_size(size)
    return page


def test_a_blog_is_sent_and_stands_in_the_table(page: Page, address: str) -> None:
    """Open, press Send: 201, and the row is in the table of the database.

    What is typed then answers a moment later, without any button. A request that was
    changed is one's own.
    """
    open_page(page, address)
    for count in at_each_size(page):
        expect(send(page)).to_have_text("201 Created")
        part(page, "Tables")
        rows = page.get_by_role("table", name="blogs").get_by_role("cell", name="Kept")
        expect(rows).to_have_count(count)
        expect(rows.last).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download blog.db").click()
        assert download.value.suggested_filename == "blog.db"
        with closing(sqlite3.connect(download.value.path())) as database:
            kept = database.execute("SELECT title FROM blogs").fetchall()
        assert kept == [("Kept",)] * count

    for count in at_each_size(page):
        part(page, "Request")
        page.get_by_label("From the chapter").select_option(index=1)
        path = f"/typed/{count}"
        write_below(page, TYPED.format(path=path))
        expect(page.locator("#state")).to_contain_text(f"restart {count} took")
        expect(ask(page, path)).to_have_text("200 OK")
        body = page.get_by_label("Body of the response")
        expect(body).to_have_text(f'"by me at {path}"')
        expect(page.get_by_label("From the chapter")).to_have_value("")


def test_a_link_opens_what_it_names(anywhere: Page, address: str) -> None:
    """Chapter, file, section and request: each is there, the section is marked."""
    wanted = course_requests(find_step("3"))[-1]
    link = f"?chapter=3&file=blog/main.py&section=create_blog&request={wanted['id']}"
    open_without_python(anywhere, address, link)
    side(anywhere, "Run")
    expect(anywhere.get_by_label("Path")).to_have_value(wanted["path"])
    assert anywhere.get_by_label("Method").input_value() == wanted["method"]
    assert anywhere.get_by_label("Body", exact=True).input_value() == wanted["body"]
    side(anywhere, "Code")
    expect(anywhere.locator(".cm-section").first).to_be_visible()
    expect(code(anywhere)).to_contain_text("def create_blog")
    assert anywhere.locator("#chapter").input_value() == "03_sqlite_models"
    expect(anywhere.get_by_role("alert").filter(has_text="link")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?chapter=99", "a chapter that the course does not have"),
        ("?chapter=final", "needs a real server"),
    ],
)
def test_a_chapter_that_is_not_there_is_said(
    page: Page, address: str, query: str, sentence: str
) -> None:
    """The first one opens instead."""
    open_without_python(page, address, query)
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    expect(page.locator("#chapter")).to_have_value("01_basic_routes")
    expect(page.locator(".cm-content")).to_contain_text("app = FastAPI(")


def test_what_a_link_names_in_vain_is_said(page: Page, address: str) -> None:
    """The chapter opens all the same, and its app runs."""
    nothing = "file=../secret.py&section=nothing&request=00000000"
    open_page(page, address, f"?chapter=1&{nothing}")
    for sentence in (
        "a file that this chapter does not have",
        "a section that is not in the code",
        "a request that the chapter",
    ):
        expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()


def test_a_link_carries_no_code(page: Page, address: str) -> None:
    """Code, a path or a body in a link changes nothing."""
    evil = "?chapter=1&code=import%20os&files=x&path=/evil&body=evil&method=DELETE"
    evil += "&file=toString&section=constructor"
    open_without_python(page, address, evil)
    assert "evil" not in page.get_by_label("Path").input_value()
    assert page.get_by_label("Method").input_value() == "GET"
    page.get_by_role("button", name="My changes").click()
    expect(page.get_by_role("dialog")).to_contain_text("You have changed nothing")


def test_an_error_in_the_code_is_shown_at_its_line(page: Page, address: str) -> None:
    """With the traceback; the app from before still answers, until it is mended.

    What the code raises while it answers is shown at its line, too.
    """
    open_page(page, address)
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
        expect(state).to_have_text(RUNS)

    for count in at_each_size(page):
        write_below(page, RAISES.format(count=count))
        expect(state).to_contain_text(f"restart {count + 2} took")
        expect(error).to_be_empty()
        expect(ask(page, f"/raises/{count}")).to_have_text("500 Internal Server Error")
        expect(error).to_contain_text("ZeroDivisionError: division by zero")
        side(page, "Code")
        expect(marked).to_have_text(f"return {count} / 0")


def test_changes_are_shown_and_reset(page: Page, address: str) -> None:
    """A diff of what was typed; the reset asks, and leaves the data.

    Data have a reset of their own, which leaves the table; if the app makes none, the
    panel says so.
    """
    open_page(page, address)
    restarts = (f"restart {count} took" for count in range(1, 9))
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


def test_a_reload_keeps_files_and_data(page: Page, address: str) -> None:
    """Down to the last key; and another chapter has none of either.

    A second tab with the same chapter says that nothing is kept there.
    """
    open_page(page, address)
    expect(send(page)).to_have_text("201 Created")
    write_above(page, "# typed by me\n")
    page.reload()
    expect(page.locator("#state")).to_have_text(RUNS)
    expect(code(page)).to_contain_text("typed by me")
    part(page, "Tables")
    expect(page.get_by_role("cell", name="Kept")).to_be_visible()
    page.locator("#chapter").select_option("04_relationships")
    page.wait_for_url(re.compile("chapter=04_relationships"))
    expect(page.locator("#state")).to_have_text(RUNS)
    expect(code(page)).not_to_contain_text("typed by me")
    part(page, "Tables")
    expect(page.get_by_text("0 rows").first).to_be_visible()

    with page.context.new_page() as second:
        open_without_python(second, address, "?chapter=4")
        said = second.get_by_role("alert").filter(has_text="Another tab")
        expect(said).to_contain_text("what you change here is not kept")
        write_above(second, "# typed beside\n")
    open_without_python(page, address, "?chapter=4")
    expect(code(page)).not_to_contain_text("typed beside")


def test_the_chapter_s_tests_run(page: Page, address: str) -> None:
    """Each with its promise as text, the outcome in words.

    After a change that breaks some, the traceback is there on demand. Where pytest
    itself gives up, nothing is said to be kept.
    """
    open_page(page, address)
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
    expect(page.locator("#state")).to_contain_text("restart 1 took")
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


def test_what_is_tested_is_what_stands_in_the_editor(page: Page, address: str) -> None:
    """Also where the app that runs is another one, because the code has an error."""
    open_page(page, address, "?chapter=1")
    write_above(page, "def def\n")
    expect(page.locator("#code-error")).to_contain_text("SyntaxError")
    part(page, "Tables")
    agree(page, "Reset data")
    part(page, "Tests")
    page.get_by_role("button", name="Run the tests").click()
    expect(page.locator("#tests [role=status]")).to_contain_text("0 kept")


def test_a_response_is_shown_as_it_came(page: Page, address: str) -> None:
    """Indented, but with each number as the app wrote it, and with what it printed.

    A whole address is taken for its path, and JSON is sent as such. So are letters of
    any language in a query, and a header that comes twice; a line that is no header is
    named. A redirect and a link lead to another page of the app.
    """
    open_page(page, address, "?chapter=1")
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
    expect(page.locator("#state")).to_contain_text("restart 1 took")
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


def test_a_request_is_seen_from_inside(page: Page, address: str) -> None:
    """The route, the dependency, and each statement; a password nowhere.

    Each response has its own beside it, an earlier one, too.
    """
    open_page(page, address, "?chapter=6")
    typed = page.get_by_label("Body", exact=True)
    body = json.loads(typed.input_value())
    tree = page.locator("#xray")
    for count in at_each_size(page):
        part(page, "Request")
        page.get_by_label("From the chapter").select_option(index=1)
        typed.fill(json.dumps({**body, "email": f"{count}@example.com"}))
        expect(send(page)).to_have_text("201 Created")
        part(page, "X-ray")
        expect(tree).to_contain_text("POST /user/ matched /user/")
        expect(tree.locator(".dependency").first).to_be_visible()
        expect(tree.get_by_text("INSERT INTO users")).to_be_visible()
        assert body["password"] not in tree.inner_text()
        assert "***" in tree.inner_text()

        expect(ask(page, f"/user/{count}")).to_have_text("200 OK")
        sent = page.get_by_role("list", name=re.compile("What was sent"))
        sent.get_by_role("button").last.click()
        page.get_by_text("What the request went through").click()
        inside = page.locator(".response .inside")
        expect(inside).to_contain_text("POST /user/ matched /user/")
        expect(inside.get_by_text("INSERT INTO users")).to_be_visible()


def test_a_crash_is_explained_and_mended(page: Page, address: str) -> None:
    """Python itself ends: the page says so, and Restart brings the app back.

    Who asks for something before that is told that it cannot be had.
    """
    open_page(page, address)
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


def test_it_goes_on_when_the_network_is_cut(page: Page, address: str) -> None:
    """A while after the first answer nothing is missing: for edits, tests, Swagger UI."""
    with all_loaded(page, "packs/test", "swagger-ui-bundle.js", "swagger-ui.css"):
        open_page(page, address)
        expect(send(page)).to_have_text("201 Created")
    summary = page.locator("#tests [role=status]")
    with without_network(page):
        part(page, "App")
        page.frame_locator("#frame iframe").locator(".opblock").first.wait_for()
        write_above(page, "# typed without a network\n")
        expect(page.locator("#state")).to_contain_text("restart 1 took")
        expect(send(page)).to_have_text("201 Created")
        part(page, "Tests")
        page.get_by_role("button", name="Run the tests").click()
        expect(summary).to_contain_text("All promises are kept")


@contextmanager
def all_loaded(page: Page, *names: str) -> Iterator[None]:
    """Wait at the end until all files with these names have come."""
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(page.expect_request_finished(named(name)))
        yield


def named(name: str) -> Callable[[Request], bool]:
    """Return what tells whether a request is for a file with this name."""
    return lambda request: name in request.url


@contextmanager
def without_network(page: Page) -> Iterator[None]:
    """Cut the browser's network for a while."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)


def test_the_requests_before_can_be_sent_first(page: Page, address: str) -> None:
    """A request that reads what others wrote gets the answer of its page."""
    wanted = next(
        it for it in course_requests(find_step("3")) if it["method"] == "DELETE"
    )
    open_page(page, address, f"?chapter=3&request={wanted['id']}")
    page.get_by_role("button", name="Send those first").click()
    expect(page.locator(".response")).to_contain_text("Done")
    expect(send(page)).to_have_text("204 No Content")


def test_a_token_takes_the_place_of_the_dots(page: Page, address: str) -> None:
    """The pages write `Bearer …`; after a login its token is sent."""
    signed = next(
        it for it in course_requests(find_step("7")) if "authorization" in it["headers"]
    )
    open_page(page, address, f"?chapter=7&request={signed['id']}")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".response")).to_contain_text("nobody has logged in yet")
    page.get_by_role("button", name="Send those first").click()
    expect(page.locator(".response")).to_contain_text("Done")
    expect(send(page)).to_have_text("201 Created")


def test_what_never_ends_can_be_stopped(page: Page, address: str) -> None:
    """After a few seconds a Stop appears; then the code can be mended.

    It appears as well when the app's own page has asked for what never ends. What was
    typed meanwhile then runs.
    """
    page.clock.install()
    open_page(page, address)
    expect(send(page)).to_have_text("201 Created")
    write_above(page, NO_END)
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(page.locator("#state")).to_have_text("Restarting …")
    page.clock.fast_forward(LONG_AGO)
    expect(page.get_by_role("alert").filter(has=stop)).to_contain_text("takes long")
    stop.click()
    expect(page.locator("#state")).to_contain_text("app from before still answers")
    agree(page, "Reset files")
    expect(page.locator("#state")).to_have_text(RUNS)
    expect(stop).to_have_count(0)
    part(page, "Tables")
    expect(page.get_by_role("cell", name="Kept")).to_be_visible()

    write_below(page, f'\n\n@app.get("/endless")\ndef endless() -> None:\n    {NO_END}')
    expect(page.locator("#state")).to_contain_text("restart 2 took")
    part(page, "App")
    page.get_by_label("Address in the app").fill("/endless")
    page.evaluate(NOTE_WHEN_ASKED, "/endless")
    page.get_by_role("button", name="Go").click()
    page.wait_for_function("isAsked")
    page.clock.fast_forward(LONG_AGO)
    expect(stop).to_be_visible()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+z")
    write_below(page, '\n\n@app.get("/mended")\ndef mended() -> None: ...\n')
    expect(page.locator("#state")).to_have_text("Restarting …")
    stop.click()
    expect(page.locator("#state")).to_have_text(RUNS)
    expect(ask(page, "/mended")).to_have_text("200 OK")


def test_while_python_comes_nothing_is_taken_for_a_loop(
    page: Page, address: str
) -> None:
    """However long the download lasts, and whatever is typed meanwhile."""
    page.clock.install()
    open_without_python(page, address, "?chapter=3")
    write_above(page, "# typed early\n")
    for _ in "123":
        page.clock.fast_forward(LONG_AGO)
    expect(page.locator("#state")).to_have_text("Restarting …")
    expect(page.locator("#long")).to_be_empty()


def test_where_nothing_can_be_kept_the_app_runs(page: Page, address: str) -> None:
    """The browser refuses its store: that is said, and all else goes on."""
    page.add_init_script(NO_STORE)
    open_page(page, address)
    said = page.get_by_role("alert").filter(has_text="may be lost")
    expect(said).to_contain_text("no store here")
    expect(send(page)).to_have_text("201 Created")


def test_swagger_ui_shows_in_the_app_tab(page: Page, address: str) -> None:
    """At /docs, as FastAPI made it; what it sends stands in the list of requests.

    An address that is being typed stays, also when the app has started anew and the
    frame has loaded meanwhile. Swagger UI itself starts anew only with other routes.
    """
    open_page(page, address, "?chapter=2")
    part(page, "App")
    frame = page.frame_locator("#frame iframe")
    expect(frame.get_by_text("Write a blog")).to_be_visible()
    page.get_by_label("Address in the app").fill("/openapi.json")
    frame.locator("body").evaluate("it => it.classList.add('as-it-was')")
    write_below(page, "\n")
    expect(page.locator("#state")).to_contain_text("restart 1 took")
    expect(frame.locator("body.as-it-was")).to_contain_text("Write a blog")
    write_below(page, '\n@app.get("/new")\ndef new() -> None: ...\n')
    expect(frame.locator("body:not(.as-it-was)")).to_contain_text("/new")
    page.locator("#frame iframe").dispatch_event("load")
    expect(page.get_by_label("Address in the app")).to_have_value("/openapi.json")
    page.get_by_role("button", name="Go").click()
    expect(frame.get_by_text('"openapi"')).to_be_visible()
    part(page, "Request")
    sent = page.get_by_role("list", name=re.compile("What was sent"))
    expect(sent.get_by_text("/openapi.json").first).to_be_visible()
