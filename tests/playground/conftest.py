"""A built playground, a browser for it, and a page that has the engine and nothing else."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    BrowserContext,
    BrowserType,
    Page,
    Request,
    sync_playwright,
)

from course.playground.build import build_playground
from course.playground.notice import PLACE
from course.playground.places import NotBuilt
from course.site import PAGES, SiteHandler
from tests.browser import ALONE, CHROMIUM, MISSING
from tests.playground.opening import BARE

# The site may stand below any path of its host.
BELOW = "some/course"
# All tabs are in one process, which compiles nothing anew that a tab holds compiled.
ONE_PROCESS = "--process-per-site"
HOLD = """async (files) => {
  const compile = (file) => WebAssembly.compileStreaming(fetch(file));
  window.held = await Promise.all(files.map(compile));
}"""
KEPT_BY_PAGES = "cookies,local_storage,indexeddb,cache_storage,service_workers"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one process: the playground is built, and compiled, once."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("playground"))


@pytest.fixture(scope="session")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server with the playground in a folder of it."""
    host = tmp_path_factory.mktemp("host")
    try:
        build_playground(host / BELOW)
    except NotBuilt as reason:
        pytest.skip(f"the playground cannot be built here: {reason}")
    shutil.copy(BARE, host / BELOW / PLACE)
    shutil.copytree(PAGES / "assets", host / BELOW / "assets")
    return host


@pytest.fixture(scope="session")
def address(playground: Path) -> Iterator[str]:
    """The address of the playground."""
    handler = partial(SiteHandler, directory=str(playground))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{BELOW}/{PLACE}"
        server.shutdown()


@pytest.fixture(scope="package")
def chromium() -> Iterator[BrowserType]:
    """Debian's Chromium, not yet started; its event loop ends with these tests."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="package")
def browser(
    chromium: BrowserType, tmp_path_factory: pytest.TempPathFactory, address: str
) -> Iterator[BrowserContext]:
    """A Chromium that runs, and neither loads nor compiles anything twice."""
    profile = tmp_path_factory.mktemp("profile")
    with (
        opened(chromium, profile, ONE_PROCESS) as started,
        started.new_page() as holder,
    ):
        holder.goto(f"{address}/{BARE.name}")
        holder.evaluate(HOLD, compiled_files(address))
        yield started


def compiled_files(address: str) -> list[str]:
    """Return the addresses of what a browser has to compile: Python and its extensions."""
    with urlopen(f"{address}/manifest.json") as answer:
        manifest = json.load(answer)
    packs = manifest["packs"].values()
    extensions = [file for pack in packs for file in pack["extensions"].values()]
    files = [*manifest["pyodide"]["files"], *extensions]
    return [f"{address}/{file}" for file in files if file.endswith(".wasm")]


@contextmanager
def opened(
    chromium: BrowserType, profile: Path, *flags: str
) -> Iterator[BrowserContext]:
    """A Chromium that starts with what this profile has kept, and can resolve no name."""
    with chromium.launch_persistent_context(
        profile, executable_path=program(), args=[*ALONE, *flags]
    ) as started:
        yield started


def program() -> str:
    """Return where Chromium is, or skip the test."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    return CHROMIUM


@pytest.fixture
def page(browser: BrowserContext, address: str) -> Iterator[Page]:
    """A tab, as of somebody who comes for the first time."""
    with new_tab(browser, address) as tab:
        yield tab


@contextmanager
def new_tab(browser: BrowserContext, address: str) -> Iterator[Page]:
    """A tab without what earlier ones have kept.

    A request to another machine fails the test, and so does an error of JavaScript
    that nobody has caught.
    """
    asked: list[str] = []
    faults: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    browser.on("request", note)
    with browser.new_page() as tab:
        forget_what_was_kept(tab, address)
        tab.set_default_timeout(30_000)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        yield tab
    browser.remove_listener("request", note)
    web = [urlsplit(url) for url in asked if url.startswith(("http", "ws"))]
    assert {url.hostname for url in web} <= {"127.0.0.1"}
    assert faults == []


def forget_what_was_kept(tab: Page, address: str) -> None:
    """Let the browser forget what pages have kept, but not the files that it has loaded."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    commands = tab.context.new_cdp_session(tab)
    given = {"origin": origin, "storageTypes": KEPT_BY_PAGES}
    commands.send("Storage.clearDataForOrigin", given)
    commands.detach()
