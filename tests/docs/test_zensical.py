"""The site promises to outlive its generator: Zensical builds the same `mkdocs.yml`."""

import re
import shutil
import sys
from html import unescape
from pathlib import Path

import pytest

from course.playground.notice import PLACE
from course.site import mkdocs_environment
from course.try_it import add_try_links
from tests.programs import run

# What MkDocs writes and Zensical does not, each with the reason why it is no loss.
# The list may only shrink: a file that Zensical writes after all fails the test.
LACKS = {
    "search/search_index.json": "its own search reads search.json",
    "sitemap.xml.gz": "search engines read sitemap.xml",
}
THEIR_OWN = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")
# By course/, whichever generator ran.
ADDED_LATER = ("assets/mermaid/", f"{PLACE}/")

pytestmark = pytest.mark.xdist_group("zensical")


@pytest.fixture(scope="module")
def zensical_site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as Zensical builds it, warnings as errors."""
    folder = tmp_path_factory.mktemp("zensical") / "course"
    leave = shutil.ignore_patterns("site", ".git")
    shutil.copytree(built, folder, ignore=leave)
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = run(*command, folder=folder, **mkdocs_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    add_try_links(folder / "site")
    return folder / "site"


def pages_of(site: Path) -> list[Path]:
    """Return the pages that a generator makes."""
    own = site / PLACE
    return [it for it in sorted(site.rglob("index.html")) if own not in it.parents]


def files(site: Path) -> set[str]:
    """Return what a site consists of, but for the theme's and the course's own."""
    names = {it.relative_to(site).as_posix() for it in site.rglob("*") if it.is_file()}
    return {
        name for name in names if not name.startswith((*THEIR_OWN, *ADDED_LATER, "."))
    }


def text(page: Path) -> list[str]:
    """Return the words of a page's article."""
    html = page.read_text(encoding="utf-8")
    article = re.sub(r".*(<article.*)</article>.*", r"\1", html, flags=re.DOTALL)
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", "", article, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", bare)).split()


def test_zensical_writes_the_same_files(site_folder: Path, zensical_site: Path) -> None:
    """Every page, picture, font and style, but for what is listed."""
    assert files(site_folder) - files(zensical_site) == set(LACKS)


def test_zensical_shows_the_same_pages(site_folder: Path, zensical_site: Path) -> None:
    """Word for word, with all that is included from the chapters."""
    pages = pages_of(site_folder)
    assert pages
    for page in pages:
        name = page.relative_to(site_folder)
        assert text(page), name
        assert text(zensical_site / name) == text(page), name


def test_zensical_takes_the_course_s_own_look(
    site_folder: Path, zensical_site: Path
) -> None:
    """Styles, scripts, the preloaded font and the diagrams' scripts are on each page."""
    own = re.compile(
        r'(?:href|src)="[./]*(assets/(?:course|fonts|mermaid|diagrams)[^"]*)'
    )
    for page in pages_of(site_folder):
        other = zensical_site / page.relative_to(site_folder)
        expected = own.findall(page.read_text(encoding="utf-8"))
        assert len(expected) >= 3
        assert own.findall(other.read_text(encoding="utf-8")) == expected
