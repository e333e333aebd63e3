"""The page of the site that teaches a step."""

import re

from course.ports import FIRST_PORT
from course.practice.exercises import Exercise
from course.steps import ROOT

PAGES = ROOT / "docs" / "en"


def page_title(exercise: Exercise, page: str) -> str:
    """Return the title of a page; the first page of a chapter has the chapter's."""
    text = (PAGES / page.partition("#")[0]).read_text(encoding="utf-8")
    found = re.search(r"^# (.+?)(?: \{.*\})?$", text, re.MULTILINE)
    return found[1] if found else exercise.title


def address(page: str) -> str:
    """Return where a page is on the site that `learn.py start` serves."""
    return f"http://127.0.0.1:{FIRST_PORT}/{place(page)}"


def place(page: str) -> str:
    """Return where a page is, seen from the root of the site."""
    path, mark, anchor = page.partition("#")
    path = path.removesuffix(".md").removesuffix("index")
    ending = "" if path.endswith("/") or not path else "/"
    return f"{path}{ending}{mark}{anchor}"
