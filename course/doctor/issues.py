"""Where a known issue is explained: read from docs/known_issues without a TOML parser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ENTRY = re.compile(
    r'^number = (\d+)\nslug = "([^"]+)"\ntitle = "([^"]+)"$', re.MULTILINE
)


class Page(NamedTuple):
    """A known issue's title, its place on the site, and the file that holds its text."""

    title: str
    site: str
    file: str


def read_pages(root: Path) -> dict[int, Page]:
    """Return the page of every known issue by its number."""
    pages = {}
    for file in sorted((root / "docs" / "known_issues").glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        for number, slug, title in ENTRY.findall(text):
            site = f"known_issues/{file.stem}/#{slug}"
            pages[int(number)] = Page(title, site, f"docs/known_issues/{file.name}")
    return pages
