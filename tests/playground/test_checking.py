"""Practice mode promises: a check comes when asked for, what hangs is stopped, errors are said.

One tab serves all tests of this module: `Start again` brings its exercise back.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from course.practice.exercises import checkpoint, read_exercise
from tests.playground.building import (
    check,
    choose,
    hand_in,
    new_file,
    open_practice,
    replace_all,
    ticked,
)
from tests.playground.conftest import new_tab
from tests.playground.seen import RUNS, agree, code
from tests.playground.test_page import LONG_AGO, refusals
from tests.playground.test_practice import CHECKED, MAIN

__all__ = ["refusals"]

KEY = "1"
EXERCISE = read_exercise(KEY)
COUNT = len(EXERCISE.steps)
HANGS = """

@app.middleware("http")
async def hang(request, call_next):
    while True: pass
"""
LASTS = "import time\n\ntime.sleep(1.5)\n"  # seconds, in which a learner can type


@pytest.fixture(scope="module")
def exercise(browser: BrowserContext, address: str) -> Iterator[Page]:
    """A tab in which an exercise has been opened; the time in it can be put forward."""
    with new_tab(browser, address) as tab:
        tab.clock.install()
        open_practice(tab, address, KEY)
        yield tab


@pytest.fixture
def page(exercise: Page) -> Page:
    """That tab, with the exercise begun anew and its first task tried."""
    agree(exercise, "Start again")
    expect(exercise.locator(".shortfall")).not_to_be_empty()
    return exercise


def test_a_check_that_was_asked_for_comes_however_long_one_takes(page: Page) -> None:
    """Also when asked for while another one runs: checks that last are not repeated unasked."""
    slow = {**EXERCISE.start, MAIN: f"{LASTS}{EXERCISE.start[MAIN]}"}
    hand_in(page, EXERCISE.start, slow)
    said = page.locator(".checked")
    for _ in "12":
        expect(said).to_have_text(CHECKED)
        check(page)
        expect(said).to_have_text("Checking …")
        page.clock.fast_forward(LONG_AGO)
    hand_in(page, slow, checkpoint(EXERCISE, 1))
    check(page)
    expect(ticked(page)).to_have_count(1)


def test_a_check_that_was_stopped_is_not_begun_again(page: Page) -> None:
    """Until the code has changed; then what was typed is checked by itself."""
    files = {**EXERCISE.start, MAIN: EXERCISE.start[MAIN] + HANGS}
    hand_in(page, EXERCISE.start, files)
    said = page.locator(".checked")
    expect(page.locator("#state")).to_have_text(RUNS)
    expect(said).to_have_text("Checking …")
    page.clock.fast_forward(LONG_AGO)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(said).to_contain_text("press Check when you are ready")
    expect(page.locator(".found")).to_contain_text("The check was stopped")
    hand_in(page, files, EXERCISE.start)
    expect(said).to_have_text(CHECKED)


def test_code_that_never_starts_is_stopped_once(page: Page) -> None:
    """Its check, which was asked for meanwhile, would hang as well; it says why not."""
    files = {**EXERCISE.start, MAIN: "while True: pass\n" + EXERCISE.start[MAIN]}
    hand_in(page, EXERCISE.start, files)
    check(page)
    expect(page.locator("#state")).to_have_text("Restarting …")
    page.clock.fast_forward(LONG_AGO)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#state")).to_contain_text("app from before still answers")
    expect(page.locator(".found")).to_contain_text("Stopped before the app had started")
    expect(page.locator("#long")).to_be_empty()


def test_an_error_is_shown_from_the_learners_own_line(page: Page) -> None:
    """The place, which opens the file there, and what Python says; nothing of the course's."""
    new_file(page, "blog/own.py")
    replace_all(page, "def fail():\n    return {}['missing']\n")
    choose(page, MAIN)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(
        '\nfrom blog.own import fail\n\napp.get("/blog/")(fail)\n'
    )
    check(page)
    place = page.locator(".shortfall").get_by_role("button", name="blog/own.py, line 2")
    expect(page.locator(".shortfall")).to_contain_text("KeyError: 'missing'")
    assert "site-packages" not in page.locator(".shortfall").inner_text()
    place.click()
    expect(code(page)).to_have_text(re.compile("^def fail"))
    agree(page, "Delete file")
    expect(page.locator('#files button[title="blog/own.py"]')).to_have_count(0)
    expect(code(page)).to_be_focused()
    agree(page, "Start again")
    expect(page.get_by_role("button", name="My changes", exact=True)).to_be_visible()


def test_all_steps_can_be_met_in_turn(page: Page) -> None:
    """One at a time, or some at once; at the end the chapter is the learner's.

    It is said that only the steps were tried, and what tries the rest.
    """
    files = EXERCISE.start
    for met in (1, 5, 10, COUNT - 1, COUNT):
        after = checkpoint(EXERCISE, met)
        hand_in(page, files, after)
        check(page)
        expect(ticked(page)).to_have_count(met)
        files = after
    expect(page.locator(".card h2")).to_have_text(f"Chapter {KEY} is yours.")
    expect(page.locator(".card")).to_contain_text("Only the steps were tried here.")
    expect(page.locator(".card")).to_contain_text(f"python3 learn.py check {KEY}")
    page.get_by_role("button", name="Compare with").click()
    expect(page.get_by_role("dialog")).to_contain_text("There is no difference")
    page.keyboard.press("Escape")
