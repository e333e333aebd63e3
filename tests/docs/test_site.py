"""The site promises: it builds strictly, is complete, and asks no other host."""

import re
import shutil
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from course.numbered_code import number_lines, read_numbered_code
from course.site import INCLUDED_CODE, SOURCES
from course.steps import ROOT, Step, read_manifest
from tests.deploy.ports import neighbours
from tests.programs import IN_COPY, program, run, usual_port, wait_until_it_answers

BUILD = "from course.site import build; print(build())"
LEARN = [sys.executable, "learn.py"]
PAGES = sorted((ROOT / "docs" / "en").rglob("*.md"))
WORDS_AT_MOST = 700


def copy_sources(folder: Path, course: Path = ROOT) -> Path:
    """Copy what the site is made of, without what was built before."""
    for name in SOURCES:
        if (course / name).is_dir():
            shutil.copytree(course / name, folder / name)
        else:
            shutil.copy2(course / name, folder / name)
    return folder


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of the copy as `learn.py` does."""
    return run(sys.executable, "-c", BUILD, folder=folder, **IN_COPY)


@pytest.fixture
def site(site_folder: Path) -> Path:
    """The site, built from a copy."""
    return site_folder


class Loaded(HTMLParser):
    """Collects what a page loads without being asked."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts, pictures, frames and every kind of linked resource."""
        found = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "video"):
            self.addresses += [found.get("src") or ""]
        if tag == "link" and found.get("rel") not in ("canonical", "next", "prev"):
            self.addresses += [found.get("href") or ""]


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    """Scripts, styles, fonts and pictures are the site's own."""
    for page in site.rglob("*.html"):
        loaded = Loaded()
        loaded.feed(page.read_text(encoding="utf-8"))
        assert loaded.addresses
        assert not [a for a in loaded.addresses if "//" in a], page
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        addresses = re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')\s]+)", text)
        assert not [a for a in addresses if re.match(r"(https?:)?//", a)], style


def test_the_landing_page_leads_to_every_step(site: Path) -> None:
    """Each step has its card with title, goal and a link that works."""
    landing = (site / "index.html").read_text(encoding="utf-8")
    for step in read_manifest():
        assert step.title in landing
        assert step.goal in landing
        assert f'href="chapters/{step.slug}/"' in landing
        assert (site / "chapters" / step.slug / "index.html").is_file()


def included_code(step: Step) -> list[str]:
    """Return the first line of each section of code that the step's pages include."""
    pages = sorted((ROOT / "docs/en/chapters" / step.slug).glob("*.md"))
    page = "\n".join(each.read_text(encoding="utf-8") for each in pages)
    lines = []
    for path, name in INCLUDED_CODE.findall(page):
        code = (ROOT / path).read_text(encoding="utf-8")
        lines.append(code.partition(f"[start:{name}]\n")[2].splitlines()[0].strip())
    for numbered in read_numbered_code():
        if f'"{numbered.target}"' in page:
            lines.append(number_lines(numbered).splitlines()[0].strip())
    assert len(lines) >= 2
    return lines


@pytest.mark.parametrize("step", read_manifest(), ids=lambda step: step.key)
def test_a_chapters_page_has_goal_code_commands_and_diff(
    site: Path, step: Step
) -> None:
    """Nothing of the page's form is missing."""
    folder = site / "chapters" / step.slug
    page = (folder / "index.html").read_text(encoding="utf-8")
    check = (folder / "check" / "index.html").read_text(encoding="utf-8")
    assert step.goal in page
    assert ">Run it<" in page
    for heading in (
        "What can go wrong here",
        "Recap",
        "Three questions",
        "Practice",
        "Changes",
    ):
        assert f">{heading}<" in check
    pages = "".join(p.read_text(encoding="utf-8") for p in folder.rglob("*.html"))
    text = unescape(re.sub(r"<[^>]+>", "", pages))
    assert f"learn.py run {step.key}" in text
    assert not re.search(r"8 *< *-", text)
    for code in included_code(step):
        assert code in text
    for name in (*step.added, *step.changed):
        assert name in page
        assert name in check or step.key == "1", "chapter 1 has no diff"


def test_a_chapters_questions_explain_every_answer() -> None:
    """Three questions, two or three answers each, one of them right, each with its reason."""
    for page in sorted((ROOT / "docs" / "en" / "chapters").glob("*/check.md")):
        questions = (
            page.read_text(encoding="utf-8").split("## Practice")[0].split("**")[1::2]
        )
        text = page.read_text(encoding="utf-8")
        assert len([q for q in questions if q[0].isdigit()]) == 3, page
        parts = re.split(
            r"^\*\*\d\.", text.split("## Practice")[0], flags=re.MULTILINE
        )[1:]
        for part in parts:
            reasons = re.findall(
                r'^\?\?\? question ".+"\n    (Yes|No)\.', part, re.MULTILINE
            )
            assert len(reasons) == part.count("??? question") >= 2, page
            assert reasons.count("Yes") == 1, page


def test_a_missing_section_fails_the_build(built: Path, tmp_path: Path) -> None:
    """A page that shows code which is not there cannot be published."""
    folder = copy_sources(tmp_path, built)
    page = folder / "docs" / "en" / "chapters" / "03_sqlite_models" / "index.md"
    text = page.read_text(encoding="utf-8").replace(
        "database.py:get_db", "database.py:x"
    )
    page.write_text(text, encoding="utf-8")
    done = build(folder)
    assert done.returncode != 0
    assert "docs/en/chapters/03_sqlite_models/index.md:65 shows" in done.stderr
    assert "database.py:x: not there." in done.stderr


def test_the_site_is_built_only_when_something_changed(ready_copy: Path) -> None:
    """A second start does not wait for MkDocs; a changed page is seen, and served.

    An unknown page is answered with the site's own 404.
    """
    assert build(ready_copy).stdout.split() == ["False"]
    with (ready_copy / "docs" / "en" / "index.md").open("a", encoding="utf-8") as page:
        page.write("\nOne more line.\n")
    start = (sys.executable, "learn.py", "start", "--port", str(neighbours(1)[0]))
    with program(*start, folder=ready_copy, **IN_COPY) as serving:
        url = serving.wait_for(r"(http://127.0.0.1:\d+)/")
        serving.wait_for("learn.py list")
        with urlopen(url) as landing:
            assert b"One more line." in landing.read()
        with pytest.raises(HTTPError, match="404") as missing:
            urlopen(f"{url}/nowhere/")
        assert b"md-header" in missing.value.read()
        missing.value.close()
        serving.press_ctrl_c()
        assert "Traceback" not in serving.seen
        assert "Stopped." in serving.seen
        assert not serving.has_left_processes()


@usual_port
def test_docs_serves_the_site_to_writers(ready_copy: Path) -> None:
    """`learn.py docs` answers, shows what changes, and ends with Ctrl+C.

    With a site of one page: that all of them can be built is seen above.
    """
    page = ready_copy / "docs" / "one_page" / "index.md"
    page.parent.mkdir()
    page.write_text('--8<-- "01_basic_routes/files.md"\n', encoding="utf-8")
    shutil.rmtree(ready_copy / "generated")
    settings = ready_copy / "mkdocs.yml"
    text = re.sub(r"\nnav:\n( .*\n)+", "\n", settings.read_text(encoding="utf-8"))
    settings.write_text(text.replace("docs/en", "docs/one_page"), encoding="utf-8")
    with program(*LEARN, "docs", folder=ready_copy, **IN_COPY) as serving:
        url = serving.wait_for(r"(http://127.0.0.1:\d+)/")
        serving.wait_for("Serving on")
        assert b"blog/main.py" in wait_until_it_answers(url)
        page.write_text("One more line.\n", encoding="utf-8")
        serving.wait_for("Reloading browsers")
        assert b"One more line." in wait_until_it_answers(url)
        serving.press_ctrl_c()
        assert "Traceback" not in serving.seen
        assert not serving.has_left_processes()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_short(page: Path) -> None:
    """At most 700 words of its own, code not counted."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(text.split()) <= WORDS_AT_MOST
