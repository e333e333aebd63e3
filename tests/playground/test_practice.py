"""Practice mode promises: a task at a time, checked as it is typed, help when asked for."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from course.playground.practice import exercises
from course.practice.exercises import checkpoint, read_exercise
from tests.playground.building import (
    WHERE,
    choose,
    hand_in,
    new_file,
    open_practice,
    open_without_python,
    plain_task,
    ticked,
    without_python,
)
from tests.playground.seen import DESK, PHONE, code, part, side
from tests.playground.test_page import refusals
from tests.playground.test_page_reach import barriers

__all__ = ["refusals"]

KEY = "2"
EXERCISE = read_exercise(KEY)
FIRST, SECOND, *_ = EXERCISE.steps
MAIN = "blog/main.py"
COUNT = len(EXERCISE.steps)
CHECKED = re.compile("^Checked in")


def test_every_chapter_with_steps_has_its_data(playground: Path) -> None:
    """In a file of its own, which no other mode loads."""
    files = {
        file.name.partition(".")[0] for file in playground.rglob("practice/*.json")
    }
    assert files == set(exercises())
    assert EXERCISE.slug in files


def test_the_first_task_is_shown_before_python_has_come(
    page: Page, address: str
) -> None:
    """The goal, the task, where it is taught; the files are those of the start."""
    without_python(page)
    open_practice(page, address, KEY)
    expect(page.locator(WHERE)).to_have_text(f"Step 1 of {COUNT}")
    expect(page.locator(".card h2")).to_have_text(plain_task(EXERCISE, FIRST))
    expect(page.locator(".aim")).to_have_text(EXERCISE.goal)
    taught = page.locator(".taught a")
    assert taught.get_attribute("href") == "../chapters/02_pydantic_schemas/outgoing/"
    first_line = re.escape(EXERCISE.start[MAIN].splitlines()[0])
    expect(code(page)).to_have_text(re.compile(f"^{first_line}"))
    assert (
        page.locator("#chapter option:checked").inner_text().endswith(f"(0 of {COUNT})")
    )
    expect(page.get_by_role("navigation", name="Mode")).to_be_visible()


def test_hints_come_one_by_one_and_stay(page: Page, address: str) -> None:
    """In words first, the code of the step last; a reload forgets none."""
    without_python(page)
    page.set_viewport_size(PHONE)
    open_practice(page, address, KEY)
    hints = page.locator(".one-hint")
    for number, name in enumerate(
        ["Hint", *["A stronger hint"] * (len(FIRST.hints) - 1)]
    ):
        page.get_by_role("button", name=name, exact=True).click()
        expect(hints).to_have_count(number + 1)
    words = hints.nth(0).inner_text().split()
    assert words[4:8] == FIRST.hints[0].replace("`", "").split()[:4]
    page.get_by_role("button", name="Show the code").click()
    added = next(line for line in FIRST.patch.splitlines() if re.match(r"\+\w", line))
    expect(hints.last.locator("ins").filter(has_text=added[1:])).not_to_have_count(0)
    page.reload()
    expect(hints).to_have_count(len(FIRST.hints) + 1)


def test_what_keeps_the_first_promise_ticks_its_step(page: Page, address: str) -> None:
    """Typed, on a phone, and a moment later ticked; a reload keeps files and progress.

    The chapter itself, with its own files, knows nothing of it.
    """
    page.set_viewport_size(PHONE)
    open_practice(page, address, KEY)
    expect(page.locator(".shortfall")).not_to_be_empty()
    hand_in(page, EXERCISE.start, checkpoint(EXERCISE, 1))
    side(page, "Run")
    expect(ticked(page)).to_have_count(1)
    expect(page.locator("#tests [role=status]")).to_contain_text("Step 1 is met. Next:")
    expect(page.locator(".card h2")).to_have_text(plain_task(EXERCISE, SECOND))
    without_python(page)
    page.reload()
    expect(ticked(page)).to_have_count(1)
    page.get_by_role("button", name="All chapters").click()
    progress = page.get_by_role("dialog", name="Your progress")
    expect(progress).to_contain_text(f"1 of {COUNT}")
    page.keyboard.press("Escape")
    side(page, "Code")
    choose(page, "blog/schemas.py")
    expect(code(page)).to_contain_text("(BaseModel):")
    open_without_python(page, address, f"?chapter={KEY}")
    side(page, "Code")
    expect(page.get_by_role("button", name="My changes", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="New file")).to_be_hidden()


def test_a_pytest_that_has_yet_to_come_holds_nothing_up(
    page: Page, address: str
) -> None:
    """An edit starts the app while the check still waits for it."""
    waiting: list[Route] = []
    page.route("**/packs/test*", lambda route: waiting.append(route))
    open_practice(page, address, KEY)
    expect(page.locator(".checked")).to_have_text("Checking …")
    hand_in(page, EXERCISE.start, {**EXERCISE.start, MAIN: EXERCISE.start[MAIN] + "\n"})
    expect(page.locator("#state")).to_contain_text("restart 1 took")
    expect(page.locator(".checked")).to_have_text("Checking …")
    for route in waiting:
        route.continue_()
    expect(page.locator(".checked")).to_have_text(CHECKED)


def test_two_tabs_keep_their_chapters_apart(page: Page, address: str) -> None:
    """A hint taken in one is there, also after one was taken in the other."""
    without_python(page)
    open_practice(page, address, KEY)
    with page.context.new_page() as other:
        without_python(other)
        open_practice(other, address, "3")
        page.get_by_role("button", name="Hint", exact=True).click()
        other.get_by_role("button", name="Hint", exact=True).click()
        expect(other.locator(".one-hint")).to_have_count(1)
    page.reload()
    expect(page.locator(".one-hint")).to_have_count(1)


def test_a_name_of_a_file_is_checked(page: Page, address: str) -> None:
    """A new file is a Python file of the package, and none that is there already."""
    without_python(page)
    open_practice(page, address, KEY)
    page.get_by_role("button", name="New file").click()
    dialog = page.get_by_role("dialog")
    for path in ("blog/../x.py", "secret.py", "blog/Own.txt", MAIN):
        dialog.get_by_label("Path").fill(path)
        page.keyboard.press("Enter")
        expect(dialog.locator("#file-rule")).to_have_class("problem")


def test_a_phone_shows_which_file_is_open(page: Page, address: str) -> None:
    """Beside the buttons of an exercise, also for a file of one's own."""
    page.set_viewport_size(PHONE)
    without_python(page)
    open_practice(page, address, KEY)
    side(page, "Code")
    new_file(page, "blog/schemas.py")
    bar = page.locator("#code .bar")
    assert bar.evaluate("it => it.scrollWidth") <= PHONE["width"]
    choice = page.locator("#file-choice").bounding_box()
    assert choice
    assert choice["width"] > PHONE["width"] / 3


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_no_barrier_in_practice(
    page: Page, address: str, size: ViewportSize
) -> None:
    """With a task not yet tried, one not met, hints, the progress; nothing is too wide."""
    page.set_viewport_size(size)
    if size is DESK:
        without_python(page)
    open_practice(page, address, KEY)
    if size is PHONE:
        expect(page.locator(".shortfall")).not_to_be_empty()
    for _ in range(len(FIRST.hints) + 1):
        page.locator(".card .line button").nth(1).click()
    found = barriers(page, "a task")
    wide = page.evaluate("document.querySelector('#tests').scrollWidth")
    assert wide <= size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_role("button", name="All chapters").click()
    found += barriers(page, "the progress")
    page.keyboard.press("Escape")
    side(page, "Code")
    page.get_by_role("button", name="New file").click()
    found += barriers(page, "a new file")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("query", ["?practice=99", "?practice=final"])
def test_a_practice_that_is_not_there_is_said(
    page: Page, address: str, query: str
) -> None:
    """The link opens a chapter all the same."""
    open_without_python(page, address, query)
    expect(page.get_by_role("alert").first).to_be_visible()


def test_code_in_a_link_is_left_out(page: Page, address: str) -> None:
    """A link to a practice names its chapter and nothing else of weight."""
    without_python(page)
    open_practice(page, address, f"{KEY}&code=import%20os&start=x&files=x")
    expect(page.get_by_role("button", name="My changes", exact=True)).to_be_visible()
    part(page, "Steps")
