"""The site promises: every link leads somewhere, and every way out is written down."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from course.steps import ROOT

pytestmark = pytest.mark.xdist_group("links")
OUTSIDE = ROOT / "docs" / "links.txt"
THIS_MACHINE = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$")
SITE = "http://site/"


class Anchors(HTMLParser):
    """Collects where a page leads and which of its places can be led to."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, what is loaded, and everything that has an id or a name."""
        found = dict(attrs)
        self.names |= {found.get("id") or "", found.get("name") or ""}
        for attribute in ("href", "src"):
            if found.get(attribute) and found.get("rel") != "canonical":
                self.targets.append(str(found[attribute]))


@cache
def anchors(page: Path) -> Anchors:
    """Return the links and places of one page."""
    parser = Anchors()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def address(page: Path, site: Path) -> str:
    """Return a page's address on an imagined host."""
    name = page.relative_to(site).as_posix().removesuffix("index.html")
    return SITE + name


def links(site: Path) -> list[tuple[Path, str]]:
    """Return every link of every page, as a whole address."""
    return [
        (page, urljoin(address(page, site), target))
        for page in sorted(site.rglob("*.html"))
        for target in anchors(page).targets
    ]


def is_outside(url: str) -> bool:
    """Tell whether a link leads to another host, not to a server of the reader's."""
    parts = urlsplit(url)
    return (
        parts.scheme in ("http", "https")
        and not url.startswith(SITE)
        and not THIS_MACHINE.match(parts.netloc)
    )


def fault(url: str, site: Path) -> str | None:
    """Return what is wrong with a link inside the site, or None."""
    parts = urlsplit(url)
    file = site / unquote(parts.path).lstrip("/")
    if file.is_dir():
        if not parts.path.endswith("/"):
            return "a folder, without the / at its end"
        file /= "index.html"
    if not file.is_file():
        return "no such page"
    place = unquote(parts.fragment)
    if place and file.suffix == ".html" and place not in anchors(file).names:
        return "no such place on the page"
    return None


def test_every_link_inside_the_site_leads_somewhere(site_folder: Path) -> None:
    """Pages, files and anchors exist, under exactly the address that is written."""
    faults = {
        f"{page.relative_to(site_folder).as_posix()}: {url.removeprefix(SITE)}: {wrong}"
        for page, url in links(site_folder)
        if url.startswith(SITE) and (wrong := fault(url, site_folder))
    }
    assert not faults, "\n".join(sorted(faults))


def test_a_link_is_of_a_kind_that_every_browser_knows(site_folder: Path) -> None:
    """A web address, a mail address or a place on the site; never a script."""
    schemes = {urlsplit(url).scheme for _, url in links(site_folder)}
    assert schemes <= {"http", "https", "mailto"}


def test_every_link_to_another_host_is_listed(site_folder: Path) -> None:
    """`docs/links.txt` has each address once, sorted, and no other."""
    listed = OUTSIDE.read_text(encoding="utf-8").splitlines()
    used = {url for _, url in links(site_folder) if is_outside(url)}
    assert sorted(used - set(listed)) == []
    assert sorted(set(listed) - used) == []
    assert listed == sorted(set(listed))


def test_every_link_to_another_host_is_encrypted() -> None:
    """No page sends a reader over plain HTTP."""
    listed = OUTSIDE.read_text(encoding="utf-8").splitlines()
    assert [url for url in listed if not url.startswith("https://")] == []


def test_every_page_is_in_the_navigation(built: Path, site_folder: Path) -> None:
    """A page that is not would be found by the search alone."""
    pages = (built / "docs" / "en").rglob("*.md")
    names = {page.relative_to(built / "docs" / "en").as_posix() for page in pages}
    settings = (built / "mkdocs.yml").read_text(encoding="utf-8")
    navigation = settings.partition("\nnav:\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"([\w/]+\.md)", navigation)) == names
