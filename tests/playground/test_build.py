"""The playground is built from pinned parts, or its place says why it is missing."""

from pathlib import Path

import pytest

from course.playground import build, programs
from course.playground.build import build_playground, is_built
from course.playground.chapters import browser_steps, chapter_data
from course.playground.notice import BEING_PREPARED, PLACE, write_notice
from course.playground.packs import files_in
from course.playground.places import NotBuilt
from tests.playground.conftest import BELOW


def test_made_again_the_packs_are_the_same(playground: Path, tmp_path: Path) -> None:
    """From the same parts, every file is the same byte for byte."""
    build.make(tmp_path)
    (tmp_path / "heavy.json").unlink()
    for name in files_in(tmp_path):
        served = playground / BELOW / PLACE / name
        assert served.read_bytes() == (tmp_path / name).read_bytes(), name


def test_without_node_its_place_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site stands; the page in the playground's place names what is missing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "find_spec", lambda _: None)
    monkeypatch.setattr("course.playground.places.CACHE", tmp_path / "cache")
    monkeypatch.setattr("course.playground.fetching.CACHE", tmp_path / "cache")
    monkeypatch.setattr(build, "CACHE", tmp_path / "cache")
    with pytest.raises(NotBuilt):
        build_playground(tmp_path / "site")
    page = (tmp_path / "site" / PLACE / "index.html").read_text(encoding="utf-8")
    assert "The playground is missing" in page
    assert "Node.js" in page
    assert not is_built(tmp_path / "site")


def test_while_it_is_made_its_place_waits(tmp_path: Path) -> None:
    """The page says that it is being prepared, and loads itself again."""
    write_notice(tmp_path, *BEING_PREPARED)
    page = (tmp_path / PLACE / "index.html").read_text(encoding="utf-8")
    assert "is being prepared" in page
    assert "location.reload()" in page


def test_a_chapter_is_shown_without_the_marks_of_the_site() -> None:
    """Sections are lines of the text that a learner sees."""
    data = chapter_data(browser_steps()[2])
    text = data["files"]["blog/main.py"]
    first, last = data["sections"]["blog/main.py"]["create_blog"]
    assert "--8<--" not in text
    lines = text.splitlines()[first - 1 : last]
    assert lines[0].startswith('@app.post("/blog/"')
    assert lines[-1].strip().startswith("return ShowBlog")
