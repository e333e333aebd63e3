"""How long a reader waits for the first answer, beside Pyodide's own bare start."""

import json
import shutil
from collections.abc import Callable
from itertools import pairwise
from math import inf
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserType, Page

from course.playground.chapters import browser_steps, chapter_data
from course.playground.notice import PLACE
from course.playground.places import npm_folder
from course.steps import Step
from tests.faults.counts import COUNTS
from tests.playground.conftest import BELOW, opened
from tests.playground.opening import BARE, open_chapter, send, stay

WORKER = """import { loadPyodide } from "./pyodide.mjs";
await loadPyodide();
postMessage("ready");
"""
BARE_START = """async () => {
  const before = performance.now();
  const worker = new Worker("bare/bare.js", { type: "module" });
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
  });
  worker.terminate();
  return performance.now() - before;
}"""
AT_MOST = 3.0  # times a bare start, whatever else the machine does
STARTS = 3
MB = 1_000_000


@pytest.fixture(scope="module")
def bare_start(playground: Path) -> str:
    """A worker beside the playground that starts Pyodide as npm has it, alone."""
    folder = playground / BELOW / PLACE / "bare"
    shutil.copytree(npm_folder() / "node_modules" / "pyodide", folder)
    (folder / "bare.js").write_text(WORKER, encoding="utf-8")
    return BARE_START


def test_the_first_answer_comes_soon(
    chromium: BrowserType,
    address: str,
    bare_start: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Python, the packages, the app and its first answer: a small multiple of Python.

    The chapter is the last, which loads and starts most, the request the first that its
    pages have. Warm is a browser that is started again, and has kept what the first one
    loaded and compiled; the best of three such starts counts.
    """
    last = browser_steps()[-1]
    bare, bare_warm = (
        pyodide_alone(chromium, tmp_path / "bare", address, bare_start) for _ in "12"
    )
    profile = tmp_path / "profile"
    cold, megabytes = first_visit(chromium, profile, address, last)
    told = (
        f"first answer cold {cold:.1f} s, ratio {cold / bare:.2f}, {megabytes:.1f} MB"
    )
    alone = f"Pyodide alone {bare:.1f} s, warm {bare_warm:.1f} s"
    record_property(COUNTS, f"playground: {told}; {alone}")
    warm = inf
    for _ in range(STARTS):
        if warm / bare_warm >= AT_MOST:
            with opened(chromium, profile) as browser:
                warm = min(warm, first_answer(browser.new_page(), address, last))
    told = f"first answer warm {warm:.1f} s, ratio {warm / bare_warm:.2f}"
    record_property(COUNTS, f"playground {last.key}: {told}")
    assert warm / bare_warm < AT_MOST


def pyodide_alone(
    chromium: BrowserType, profile: Path, address: str, start: str
) -> float:
    """Return the seconds of a bare start in a browser with this profile."""
    with opened(chromium, profile) as browser:
        page = browser.new_page()
        page.goto(f"{address}/{BARE.name}")
        milliseconds: float = page.evaluate(start)
        stay(page, profile)
    return milliseconds / 1000


def first_visit(
    chromium: BrowserType, profile: Path, address: str, step: Step
) -> tuple[float, float]:
    """Open a chapter in a browser that has nothing yet; return seconds and MB."""
    with opened(chromium, profile) as browser:
        page = browser.new_page()
        sizes = transferred(page)
        seconds = first_answer(page, address, step)
        megabytes = sum(sizes) / MB
        send(page, "GET", "/openapi.json")
        stay(page, profile)
    return seconds, megabytes


def first_answer(page: Page, address: str, step: Step) -> float:
    """Start a chapter and send its first request; return the seconds that took."""
    asked = chapter_data(step)["requests"][0]
    request = {key: asked[key] for key in ("method", "path", "headers", "body")}
    started = open_chapter(page, address, step.slug, request)
    assert started["ok"]
    assert started["status"] < 500  # whom the first visit signed up is there
    return float(started["total"]) / 1000


def transferred(page: Page) -> list[int]:
    """Return a list that gets the size of each file that the page and its worker load."""
    sizes: list[int] = []
    page.on("response", lambda r: sizes.append(int(r.headers.get("content-length", 0))))
    return sizes


def test_a_chapter_loads_only_the_packs_that_it_needs(
    page: Page, address: str, playground: Path
) -> None:
    """Chapter 1 gets neither SQLAlchemy nor pytest; how far it is, is told all the time.

    The bytes only grow, up to the total, through three stages, and never by most of them.
    """
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    assert open_chapter(page, address, "01_basic_routes")["ok"]
    file = playground / BELOW / PLACE / "manifest.json"
    packs = json.loads(file.read_text(encoding="utf-8"))["packs"]
    asked = {n for n, p in packs.items() if any(p["file"] in url for url in loaded)}
    assert asked == {"base"}

    progress = page.evaluate("() => seen.progress")
    stages = list(dict.fromkeys(step["stage"] for step in progress))
    assert stages == ["python", "packages", "app"]
    told = [step["loaded"] for step in progress if step["stage"] != "app"]
    assert told == sorted(told)
    assert told[-1] == progress[-2]["total"] > 10 * MB
    assert max(b - a for a, b in pairwise(told)) < 10 * MB


def test_what_is_built_anew_is_loaded_anew(address: str) -> None:
    """A browser keeps what has its hash in its name, and asks again for all else."""
    names = json.loads(urlopen(f"{address}/manifest.json").read())
    for name in ("index.html", "manifest.json", "sw.js", "frame.html", "frame.js"):
        assert kept(f"{address}/{name}") == "no-cache"
    for name in (
        names["worker"],
        names["packs"]["base"]["file"],
        names["pyodide"]["files"][0],
    ):
        assert "immutable" in kept(f"{address}/{name}")


def kept(url: str) -> str:
    """Return how long a browser may keep a file."""
    with urlopen(url) as answer:
        return str(answer.headers["Cache-Control"])
