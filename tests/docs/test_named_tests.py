"""The pages promise that a test holds something: the test is there."""

import re
from pathlib import Path

from course.steps import ROOT

NAMED = re.compile(r"`(test_\w+)`")
DEFINED = re.compile(r"^def (test_\w+)", re.MULTILINE)


def text_of(folder: Path, kind: str) -> str:
    """Return the texts of all files of a kind."""
    files = sorted(folder.rglob(f"*.{kind}"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_test_that_a_page_names_exists() -> None:
    """A renamed test is renamed on the pages, too."""
    named = set(NAMED.findall(text_of(ROOT / "docs" / "en", "md")))
    assert len(named) > 15
    assert named <= set(DEFINED.findall(text_of(ROOT / "tests", "py")))
