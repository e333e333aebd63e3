"""Which chapter a page of the site talks to."""

import re
from pathlib import Path

from course.blocks import steps_folder
from course.steps import ROOT, Step, find_step

PAGES = ROOT / "docs" / "en"
STEP = re.compile(r"^step: *(\w+)$", re.MULTILINE)


def step_of(page: Path) -> Step | None:
    """Return the step that a page talks to: by its front matter, or its folder."""
    front_matter = page.read_text(encoding="utf-8").partition("\n---\n")[0]
    found = STEP.search(front_matter)
    name = found.group(1) if found else steps_folder(page.relative_to(PAGES))
    return find_step(name) if name and name != "index" else None


def pages_of(step: Step) -> list[Path]:
    """Return the pages that talk to a step: its own first, in the order of the tests."""
    own = PAGES / "chapters" / step.slug
    pages = [page for page in PAGES.rglob("*.md") if step_of(page) == step]
    return sorted(pages, key=lambda it: (it.parent != own, it.stem != "index", it))


def address_of(page: Path) -> str:
    """Return the address of a page below the site's own."""
    place = page.relative_to(PAGES).with_suffix("")
    folder = place.parent if place.name == "index" else place
    return "" if folder == Path() else f"{folder.as_posix()}/"
