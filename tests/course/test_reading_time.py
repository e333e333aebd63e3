"""The teacher's table promises: every page of every chapter is in it, with its minutes."""

import re
from pathlib import Path

import pytest

from course.reading_time import page_time, pages_of
from course.site import generate
from course.steps import ROOT, read_manifest


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parts of the pages, made anew."""
    target = tmp_path_factory.mktemp("generated")
    generate(target)
    return target


def test_the_table_has_every_page_of_the_chapters(generated: Path) -> None:
    """No page is left out, and none takes no time."""
    table = (generated / "minutes.md").read_text(encoding="utf-8")
    pages = (ROOT / "docs/en/chapters").rglob("*.md")
    expected = {page.relative_to(ROOT / "docs/en").as_posix() for page in pages}
    rows = re.findall(r"\]\((chapters/[\w/]+\.md)\) \| (\d+) \| \d+ \|", table)
    assert {page for page, _ in rows} == expected
    assert len(rows) == len(expected)
    assert all(int(minutes) > 0 for _, minutes in rows)


def test_a_page_is_counted_with_the_code_that_it_includes(
    generated: Path, tmp_path: Path
) -> None:
    """130 words and 12 lines of code take a minute each; a request, one to try it out."""
    words = "word " * 260
    code = "```python\n" + "name = 1\n" * 24 + "```\n"
    exchange = "```http\nGET / HTTP/1.1\n```\n\n```http\nHTTP/1.1 200 OK\n```\n"
    page = tmp_path / "page.md"
    page.write_text(f"# A title\n\n{words}\n\n{code}\n{exchange}", encoding="utf-8")
    time = page_time(str(page), generated)
    assert (time.title, time.reading, time.trying) == ("A title", 5, 1)


def test_a_chapter_fits_a_lesson(generated: Path) -> None:
    """Reading and trying out takes less than 90 minutes a lesson; final has three."""
    for step in read_manifest():
        times = [page_time(page, generated) for page in pages_of(step)]
        lessons = 3 if step.key == "final" else 1
        assert sum(time.reading + time.trying for time in times) < 90 * lessons
