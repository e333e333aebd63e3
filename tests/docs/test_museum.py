"""The museum's pages promise: each exhibit is shown, explained, and never left alone."""

import re
from pathlib import Path

import pytest

from course.blocks import exchanges_of
from course.museum_pages import exhibit_part, exhibits
from course.practice.exercises import MUSEUM, PracticeStep, read_exercise
from course.steps import ROOT

PAGES = ROOT / "docs" / "en"
EXERCISE = read_exercise(MUSEUM)
HEADINGS = ["See it", "What comes of it", "Where the course does it right"]
WORDS_AT_LEAST, WORDS_AT_MOST = 100, 350
each_exhibit = pytest.mark.parametrize("step", EXERCISE.steps, ids=lambda s: s.name)


def text_of(step: PracticeStep) -> str:
    """Return an exhibit's page as it is written."""
    return (PAGES / step.page).read_text(encoding="utf-8")


@each_exhibit
def test_an_exhibit_is_shown_and_explained(step: PracticeStep) -> None:
    """A request with its answer, what comes of it, and the part that is generated."""
    page = text_of(step)
    assert exchanges_of(page)
    assert re.findall(r"^## ([^{\n]*[^{\s])", page, re.MULTILINE) == HEADINGS
    assert f'--8<-- "museum/{step.name}.md"' in page


@each_exhibit
def test_an_exhibit_leads_to_the_course_and_to_a_source(step: PracticeStep) -> None:
    """A chapter's page does it right, and somebody else says why."""
    _, _, right = text_of(step).partition(HEADINGS[-1])
    assert re.search(r"\]\(\.\./chapters/", right)
    assert re.search(r"Source:\s\[[^]]+\]\(https://", right)


@each_exhibit
def test_an_exhibit_is_short(step: PracticeStep) -> None:
    """With its hints it is read in two or three minutes."""
    page = text_of(step) + exhibit_part(EXERCISE, step)
    prose = re.sub(r"^ *```.*?^ *```", "", page, flags=re.DOTALL | re.MULTILINE)
    assert WORDS_AT_LEAST <= len(prose.split()) <= WORDS_AT_MOST


@each_exhibit
def test_the_test_and_the_repair_are_on_the_page(step: PracticeStep) -> None:
    """What is generated holds the test that fails, every hint, and the repair."""
    part = exhibit_part(EXERCISE, step)
    assert all(f"def {name}(" in part for name in step.tests)
    assert part.count('??? question "Hint') == len(step.hints)
    assert part.count("    ```diff") == 1


def test_the_first_page_lists_every_exhibit_and_warns() -> None:
    """Each exhibit has a row; that the app belongs on no network is said at the top."""
    table = exhibits(EXERCISE)
    assert all(Path(step.page).name in table for step in EXERCISE.steps)
    index = (PAGES / "museum" / "index.md").read_text(encoding="utf-8")
    assert "Never put it on a\n    network" in index.partition("## How to play")[0]
