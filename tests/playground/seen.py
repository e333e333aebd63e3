"""What a learner does on the playground's page, at a desk and on a phone."""

import re
from collections.abc import Iterator

from playwright.sync_api import Locator, Page, ViewportSize, expect

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
RUNS = re.compile("^The app runs")
expect.set_options(timeout=30_000)


def at_each_size(page: Page) -> Iterator[int]:
    """Give the page the size of a desk, then that of a phone; count them."""
    for count, size in enumerate((DESK, PHONE), start=1):
        page.set_viewport_size(size)
        yield count


def open_page(page: Page, address: str, query: str = "?chapter=3") -> None:
    """Open the playground by a link, and wait until the chapter's app runs."""
    page.goto(f"{address}/{query}")
    expect(page.locator("#state")).to_have_text(RUNS)


def side(page: Page, name: str) -> None:
    """On a phone turn to Code or Run; at a desk both are there."""
    switch = page.get_by_role("tablist", name="Side")
    if switch.is_visible():
        switch.get_by_role("tab", name=name).click()


def part(page: Page, name: str) -> None:
    """Turn to one of the tabs: Request, App, Tests, Tables."""
    side(page, "Run")
    tabs = page.get_by_role("tablist", name="What the app does")
    tabs.get_by_role("tab", name=name, exact=True).click()


def send(page: Page) -> Locator:
    """Press Send, wait for the response, and return the place of its status."""
    part(page, "Request")
    button = page.get_by_role("button", name="Send", exact=True)
    button.click()
    expect(button).not_to_have_attribute("aria-busy", "")
    return page.locator(".answer .status")


def ask(page: Page, path: str) -> Locator:
    """Send a GET request of one's own, and return the place of the response's status."""
    part(page, "Request")
    page.get_by_label("Method").select_option("GET")
    page.get_by_label("Path").fill(path)
    return send(page)


def write_above(page: Page, text: str) -> None:
    """Type a text into the first line of the file that is shown."""
    side(page, "Code")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text(text)


def write_below(page: Page, text: str) -> None:
    """Type a text behind the last line of the file that is shown."""
    side(page, "Code")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def code(page: Page) -> Locator:
    """Return the part of the code that is in sight."""
    side(page, "Code")
    return page.locator(".cm-content")


def agree(page: Page, name: str) -> None:
    """Press a button that asks first, and agree."""
    page.get_by_role("button", name=name).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=name).click()
    expect(dialog).to_have_count(0)
