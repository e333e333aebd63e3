"""What a learner does in practice mode: writes files, waits for the check, takes hints."""

from playwright.sync_api import Locator, Page, expect

from course.practice.exercises import Exercise, PracticeStep
from course.practice.patching import Files
from course.practice.promises import task
from tests.playground.seen import side

WHERE = ".card .where"
SILENT_WORKER = "window.Worker = class { postMessage() {} terminate() {} }"


def open_practice(page: Page, address: str, key: str) -> None:
    """Open practice mode, without waiting for Python."""
    page.goto(f"{address}/?practice={key}")
    expect(page.locator(WHERE)).to_be_visible()


def without_python(page: Page) -> None:
    """Let Python never come from now on: what is promised then needs none of it."""
    page.add_init_script(SILENT_WORKER)


def open_without_python(page: Page, address: str, query: str) -> None:
    """Open the playground by a link, and wait until all is there but Python."""
    without_python(page)
    page.goto(f"{address}/{query}")
    expect(page.locator("#state")).to_have_text("Loading")


def plain_task(exercise: Exercise, step: PracticeStep) -> str:
    """Return a task as it is read on the page."""
    return task(exercise, step).replace("`", "")


def hand_in(page: Page, before: Files, after: Files) -> None:
    """Type what differs between two sets of files into the editor."""
    side(page, "Code")
    for path, text in after.items():
        if before.get(path) != text:
            new_file(page, path) if path not in before else choose(page, path)
            replace_all(page, text)


def new_file(page: Page, path: str) -> None:
    """Make a new file."""
    page.get_by_role("button", name="New file").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Path").fill(path)
    dialog.get_by_role("button", name="Create").click()
    expect(dialog).to_have_count(0)


def choose(page: Page, path: str) -> None:
    """Show a file in the editor."""
    one = page.locator(f'#files button[title="{path}"]')
    if one.is_visible():
        one.click()
    else:
        page.locator("#file-choice").select_option(path)


def replace_all(page: Page, text: str) -> None:
    """Put a text in the place of all that is in the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def check(page: Page) -> None:
    """Ask for a check, by the keys."""
    page.keyboard.press("Control+Enter")


def ticked(page: Page) -> Locator:
    """Return the steps that are ticked off."""
    return page.locator(".steps li.met")
