"""The page promises: what is typed runs, what went wrong is shown, nothing is lost unasked."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

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
    """A request that reads what others wrote gets the answer of its page.

    The pages write `Bearer …`: the token of the last login takes the place of the dots. Here
    it is not that of who wrote the blog.
    """
    wanted = next(
        it for it in course_requests(find_step("7")) if it["method"] == "DELETE"
    )
    open_page(page, address, f"?chapter=7&request={wanted['id']}")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".response")).to_contain_text("nobody has logged in yet")
    page.get_by_role("button", name="Send those first").click()
    expect(page.locator(".response")).to_contain_text("Done")
    expect(send(page)).to_have_text("403 Forbidden")


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
