"""Open a chapter in the bare page, and use its Swagger UI."""

import json
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page

BARE = Path(__file__).with_name("engine.html")
STAYS_AT_MOST = 60  # seconds
COMPILED = 100_000  # bytes; what is smaller is no more than a file's head
DOCUMENT = {"method": "GET", "path": "/openapi.json"}
START = """async ([slug, request, changed]) => {
  const manifest = await (await fetch("manifest.json")).json();
  const { Engine } = await import("./" + manifest.client);
  window.chapter = await (await fetch(manifest.chapters[slug].data)).json();
  window.seen = { progress: [], requests: [], tests: [], crashes: [] };
  window.engine = new Engine(manifest, {
    onProgress: (progress) => seen.progress.push(progress),
    onCrash: (crash) => seen.crashes.push(crash),
  });
  engine.onRequest = (request) => seen.requests.push(request);
  const before = performance.now();
  const started = await engine.start(chapter, { ...chapter.files, ...changed });
  const first = started.ok ? await engine.request(request) : null;
  return { ...started, total: performance.now() - before, status: first?.status };
}"""
SEND = """async ([method, path, body]) => {
  const headers = body === null ? {} : { "content-type": "application/json" };
  const answer = await engine.request({ method, path, headers, body });
  return { ...answer, text: new TextDecoder().decode(answer.body), body: undefined };
}"""
RELOAD = """async ([file, text]) =>
  engine.reload({ ...chapter.files, [file]: text })"""
TESTS = """async () => {
  const tests = [];
  const summary = await engine.runTests(chapter.files, (test) => tests.push(test));
  return { ...summary, tests };
}"""
# The engine, which listens for longer, has the request by then.
NOTE_WHEN_ASKED = """(path) => {
  window.isAsked = false;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    window.isAsked ||= data.request?.path === path;
  });
}"""
SHOW = """([path]) => {
  const frame = document.createElement("iframe");
  frame.src = engine.frameAddress(path);
  frame.width = 1000;
  frame.height = 600;
  document.body.replaceChildren(frame);
}"""


def open_chapter(
    page: Page,
    address: str,
    slug: str,
    first: dict[str, Any] = DOCUMENT,
    changed: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Open the bare page, start a chapter in it and send a request; return how that went."""
    page.goto(f"{address}/{BARE.name}")
    started: dict[str, Any] = page.evaluate(START, [slug, first, changed])
    return started


def send(page: Page, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """Send a request to the app; return status, headers and text of the answer."""
    text = None if body is None else json.dumps(body)
    answer: dict[str, Any] = page.evaluate(SEND, [method, path, text])
    return answer


def edit(page: Page, file: str, text: str) -> dict[str, Any]:
    """Change one file of the chapter as it came; return how the start went."""
    result: dict[str, Any] = page.evaluate(RELOAD, [file, text])
    return result


def swagger(page: Page) -> FrameLocator:
    """Show the app's own /docs in a frame."""
    page.evaluate(SHOW, ["/docs"])
    frame = page.frame_locator("iframe")
    frame.locator(".opblock").first.wait_for()
    return frame


def operation(frame: FrameLocator, method: str, path: str) -> Locator:
    """Open an operation of Swagger UI to be tried out, and return it."""
    block = frame.locator(f'.opblock-{method}:has([data-path="{path}"])')
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    return block


def execute(block: Locator) -> tuple[str, str]:
    """Press Execute; return status and body of the answer as they are shown."""
    block.get_by_role("button", name="Execute").click()
    row = block.locator(".live-responses-table tbody tr").first
    status = row.locator(".response-col_status").inner_text().split()[0]
    return status, row.locator(".highlight-code").first.inner_text()


def stay(page: Page, profile: Path) -> None:
    """Keep a page open, as readers do, until the browser has kept Python compiled.

    It does that some seconds after the code has run often.
    """
    end = time.monotonic() + STAYS_AT_MOST
    while not compiled(profile):
        assert time.monotonic() < end, "the browser has not kept what it compiled"
        page.wait_for_timeout(100)


def compiled(profile: Path) -> list[Path]:
    """Return the files of the compiled modules that a browser has kept."""
    files = (profile / "Default" / "Code Cache" / "wasm").glob("*_0")
    return [file for file in files if file.stat().st_size > COMPILED]
