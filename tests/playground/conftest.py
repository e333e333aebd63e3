"""A built playground, a browser for it, and a page that has the engine and nothing else."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from course.playground.build import build_playground
from course.playground.notice import PLACE
from course.playground.places import NotBuilt
from course.site import SiteHandler
from tests.playground.opening import BARE

# The site may stand below any path of its host.
BELOW = "some/course"
ARGUMENTS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server with the playground in a folder of it."""
    host = tmp_path_factory.mktemp("host")
    try:
        build_playground(host / BELOW)
    except NotBuilt as reason:
        pytest.skip(f"the playground cannot be built here: {reason}")
    (host / BELOW / PLACE / BARE.name).write_bytes(BARE.read_bytes())
    return host


@pytest.fixture(scope="session")
def address(playground: Path) -> Iterator[str]:
    """The address of the playground."""
    handler = partial(SiteHandler, directory=str(playground))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{BELOW}/{PLACE}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which can resolve no name; its event loop ends with the module."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        yield chromium
        chromium.close()


def program() -> str:
    """Return where Chromium is, or skip the test."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    return found


@contextmanager
def opened_again(browser: Browser, profile: Path) -> Iterator[Page]:
    """A page of a Chromium that starts with what this profile has kept."""
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=program(), args=ARGUMENTS
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def faults() -> list[str]:
    """Errors of JavaScript that nobody has caught."""
    return []


@pytest.fixture
def page(browser: Browser, faults: list[str]) -> Iterator[Page]:
    """A tab of a new profile; a request to another machine fails the test."""
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    web = [urlsplit(url) for url in asked if url.startswith(("http", "ws"))]
    assert {url.hostname for url in web} <= {"127.0.0.1"}
    assert faults == []
