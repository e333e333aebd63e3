"""The pages promise: a chapter and each of its requests open in the playground."""

import re
from pathlib import Path

import pytest

from course.course_requests import course_requests
from course.page_steps import address_of, pages_of
from course.practice.exercises import has_steps
from course.steps import Step, read_manifest

CHAPTERS = [step for step in read_manifest() if step.key != "final"]
LINK = re.compile(
    r'href="((?:\.\./)+playground/)\?chapter=(\w+)(?:&amp;request=(\w+))?"'
)
BUILD = re.compile(r'href="((?:\.\./)+playground/)\?practice=(\w+)"')


def links(page: Path) -> list[tuple[str, str, str]]:
    """Return what the page's links into the playground name: place, chapter, request."""
    return LINK.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("step", CHAPTERS, ids=lambda step: step.key)
def test_each_request_to_a_chapter_has_a_link(step: Step, site_folder: Path) -> None:
    """Every one that a page shows, on this page, by the name that the playground knows."""
    shown = set()
    for source in pages_of(step):
        address = address_of(source)
        up = "../" * address.count("/")
        for place, key, request in links(site_folder / address / "index.html"):
            assert (place, key) == (f"{up}playground/", step.key)
            shown.add(request)
    assert shown - {""} == {request["id"] for request in course_requests(step)}
    first = site_folder / "chapters" / step.slug / "index.html"
    assert "" in {request for _, _, request in links(first)}


@pytest.mark.parametrize("step", CHAPTERS, ids=lambda step: step.key)
def test_a_chapter_with_steps_can_be_built(step: Step, site_folder: Path) -> None:
    """The button stands on its first page, and only where there are steps."""
    page = site_folder / "chapters" / step.slug / "index.html"
    found = BUILD.findall(page.read_text(encoding="utf-8"))
    assert found == ([("../../playground/", step.key)] if has_steps(step.key) else [])


def test_final_has_no_link_into_the_playground(site_folder: Path) -> None:
    """It needs a server, so nothing promises that it runs there."""
    pages = list((site_folder / "chapters" / "final").rglob("index.html"))
    assert pages
    assert [link for page in pages for link in links(page)] == []
