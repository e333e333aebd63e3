"""The site promises to reach everybody: in any browser, on a phone, on paper, by ear.

A real Chromium, for which no other host exists, looks at every page once.
"""

import gzip
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import inf
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Response,
    ViewportSize,
    sync_playwright,
)

from course.playground.notice import PLACE
from course.steps import ROOT
from tests.browser import ALONE, CHROMIUM, MISSING
from tests.docs.conftest import QuietHandler, served

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
LANDING_BYTES = 300_000  # compressed, with all that it loads
LARGEST_PAINT_MS = 1_000
HANGUL_FONT = "course-sans-hangul.woff2"
SCHEMES = ("default", "slate")
LIGHT, DARK = 0, 1
FOUND_WITHIN = 3  # pages that the search lists first
SHEETS = 2  # of A4, for the cheat sheet

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason=MISSING),
    pytest.mark.xdist_group("reach"),
    pytest.mark.timeout(1800),  # seconds; the first test visits every page
]

UNTIL = """
    const until = async holds => {
        for (let frame = 0; !holds(); frame++) {
            if (frame > 1800) throw new Error(`It never held: ${holds}`);
            await new Promise(requestAnimationFrame);
        }
    };
"""
# Says whether the page has Hangul.
OPEN_ALL = f"""async () => {{ {UNTIL}
    document.querySelectorAll("details").forEach(it => it.open = true);
    await document.fonts.ready;
    await until(() => !document.querySelector("div.diagram:empty"));
    for (const _ of "12") await new Promise(requestAnimationFrame);
    return /[\\uac00-\\ud7a3]/.test(document.body.textContent);
}}"""
# A diagram is drawn anew in the other colours.
CHOOSE = f"""async ([number, scheme]) => {{ {UNTIL}
    const drawings = [...document.querySelectorAll("div.diagram > svg")];
    document.getElementById(`__palette_${{number}}`).click();
    await until(() => document.body.dataset.mdColorScheme === scheme
        && !drawings.some(it => it.isConnected));
}}"""
# axe's own settings, but for one: text is compared with what is behind it, and no
# longer with each ::before and ::after, which takes twice as long.
AXE_SETTINGS = """axe.configure({ checks: [{ id: "color-contrast", options: {
    ignoreUnicode: true, ignoreLength: false, ignorePseudo: true,
    boldValue: 700, boldTextPt: 14, largeTextPt: 18, pseudoSizeThreshold: 0.25,
    shadowOutlineEmMax: 0.2, textStrokeEmMin: 0.03,
    contrastRatio: { normal: { expected: 4.5 }, large: { expected: 3 } },
} }] });"""
AXE = """async ([some, outside, inside = "html"]) => {
    const options = { resultTypes: ["violations"], preload: false, ...some };
    const context = { include: [inside], exclude: outside.map(it => [it]) };
    const found = await axe.run(context, options);
    return found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.target.join(" ")}: ${node.any.concat(node.all, node.none)
            .map(check => check.message).join("; ")}`));
}"""
# A hundred keywords have one colour: of each kind of token one is looked at.
ONE_OF_A_KIND = """() => {
    const seen = new Set();
    for (const token of document.querySelectorAll("pre code span:not(:has(*))")) {
        const kinds = [];
        for (let it = token; it.tagName !== "PRE"; it = it.parentElement)
            kinds.push(it.className);
        const kind = kinds.join(" in ");
        if (seen.has(kind)) token.replaceWith(token.textContent);
        seen.add(kind);
    }
}"""
# What an element looks like depends on what it is and on what it stands in.
KIND_OF = """
    const kindOf = element => {
        const kinds = [];
        for (let it = element; it && kinds.length < 3; it = it.parentElement)
            kinds.push(`${it.tagName}.${it.className.baseVal ?? it.className}`);
        return kinds.join(" in ");
    };
"""
KINDS = f"""() => {{ {KIND_OF}
    return [...new Set([...document.querySelectorAll("body *")].map(kindOf))];
}}"""
MARK_NEW = f"""kinds => {{ {KIND_OF}
    const added = new Set(kinds);
    for (const element of document.querySelectorAll("body *")) {{
        const isFirst = element.checkVisibility() && added.delete(kindOf(element));
        element.toggleAttribute("data-new", isFirst);
    }}
}}"""
NEW = "[data-new]"
# What stands around every page is looked at on the first page of each section.
AROUND = [".md-header", ".md-sidebar--primary", ".md-footer"]
# Each visit would build the index of the search anew; the search has its own test.
INDEX = "/search/search_index.json"
EMPTY = {
    "config": {"lang": ["en"], "separator": " ", "pipeline": [], "fields": {}},
    "docs": [],
}
# To compile what runs a second on each page costs more than it saves.
NO_SCRIPT_RUNS_LONG = "--js-flags=--no-maglev --no-opt --single-threaded-gc"
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
ALL_RULES: dict[str, object] = {}
COLOURS = {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
NO_COLOURS = {"rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("main *")].filter(it =>
        it.getBoundingClientRect().right > width + 1
        && !it.parentElement.closest("pre, .md-typeset__scrollwrap, .tabbed-labels"));
    return wide.slice(0, 3).map(it => it.outerHTML.slice(0, 120))
        .concat(`the page is ${document.documentElement.scrollWidth} px wide`);
}"""
ANSWERED = """() => /\\d|No matching/.test(
    document.querySelector(".md-search-result__meta").textContent)"""
LARGEST_PAINT = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().at(-1).startTime)
).observe({ type: "largest-contentful-paint", buffered: true }))"""


@dataclass
class Visit:
    """What a browser found on one page."""

    requests: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    dark_barriers: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    has_hangul: bool = False


def listed(findings: dict[str, list[str]]) -> str:
    """Return what was found, by page; nothing if nothing was."""
    return "\n".join(
        f"{page}\n" + "\n".join(f"    {line}" for line in sorted(set(lines)))
        for page, lines in findings.items()
        if lines
    )


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[..., Browser]]:
    """A function that starts a Chromium, which can reach this machine only."""
    with sync_playwright() as playwright:
        yield lambda *flags: playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ALONE, *flags], timeout=60_000
        )


@pytest.fixture(scope="module")
def browser(start: Callable[..., Browser]) -> Iterator[Browser]:
    """One Chromium for all that is not a visit of every page."""
    with start() as chromium:
        yield chromium


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who was never here before."""
    fresh = browser.new_context(viewport=DESK, reduced_motion="reduce")
    yield fresh
    fresh.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, from the package that carries it."""
    package = find_spec("axe_playwright_python")
    assert package
    assert package.origin
    return (Path(package.origin).parent / "axe.min.js").read_text(
        encoding="utf-8"
    ) + AXE_SETTINGS


class VisitedHandler(QuietHandler):
    """Lets the browser keep what it has; the index of the search is empty.

    Only the font for Hangul is not kept: Chromium takes one that it has for pages
    without Hangul, too, and what they would load is the question.
    """

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file, or with the empty index."""
        if self.path != INDEX:
            return super().do_GET()
        body = json.dumps(EMPTY).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def end_headers(self) -> None:
        """Say for how long an answer holds, in seconds."""
        keep = "no-store" if self.path.endswith(HANGUL_FONT) else "max-age=3600"
        self.send_header("Cache-Control", keep)
        super().end_headers()


@pytest.fixture(scope="module")
def visited_address(site_folder: Path) -> Iterator[str]:
    """The built site as a browser gets it that visits every page."""
    with served(site_folder, VisitedHandler) as address:
        yield address


@pytest.fixture(scope="module")
def visits(
    start: Callable[..., Browser], site_folder: Path, visited_address: str, axe: str
) -> dict[str, Visit]:
    """Every page of the site, visited once."""
    found: dict[str, Visit] = {}
    kinds: set[str] = set()
    with start(NO_SCRIPT_RUNS_LONG) as chromium:
        page = chromium.new_page(reduced_motion="reduce", color_scheme="light")
        page.add_init_script(axe)
        for file in pages_of(site_folder):
            name = file.relative_to(site_folder).as_posix().removesuffix("index.html")
            outside = AROUND if name.count("/") > 1 else []
            url = f"{visited_address}/{name}"
            found[f"/{name}"] = look_at(page, url, outside, kinds)
    return found


def pages_of(site: Path) -> list[Path]:
    """Return the pages of a site; the playground's own page has tests of its own."""
    own = site / PLACE
    return [it for it in sorted(site.rglob("*.html")) if own not in it.parents]


def look_at(page: Page, url: str, outside: list[str], kinds: set[str]) -> Visit:
    """Open one page wide and narrow, in light and dark, and note what is wrong.

    axe leaves what is `outside` to other pages, and looks at the colours of each
    kind of element that was not seen before, with all in it; `kinds` are those seen.
    """
    visit = Visit()

    def note_answer(answer: Response) -> None:
        if answer.status >= 400:
            visit.broken.append(f"{answer.status} {answer.url}")

    def note_request(request: Request) -> None:
        visit.requests.append(request.url)

    def note_error(error: object) -> None:
        visit.broken.append(str(error))

    page.on("request", note_request)
    page.on("response", note_answer)
    page.on("pageerror", note_error)
    page.set_viewport_size(DESK)
    page.goto(url, wait_until="load")
    visit.has_hangul = page.evaluate(OPEN_ALL)
    page.evaluate(ONE_OF_A_KIND)
    new = set(page.evaluate(KINDS)) - kinds
    kinds |= new
    visit.barriers = page.evaluate(AXE, [NO_COLOURS, outside])
    if new:
        page.evaluate(MARK_NEW, sorted(new))
        visit.barriers += page.evaluate(AXE, [COLOURS, outside, NEW])
        choose_colours(page, DARK)
        page.evaluate(MARK_NEW, sorted(new))
        visit.dark_barriers = page.evaluate(AXE, [COLOURS, outside, NEW])
        choose_colours(page, LIGHT)
    page.set_viewport_size(PHONE)
    visit.too_wide = page.evaluate(TOO_WIDE)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.remove_listener("request", note_request)
    page.remove_listener("response", note_answer)
    page.remove_listener("pageerror", note_error)
    return visit


def choose_colours(page: Page, number: int) -> None:
    """Change to the first or the second scheme, as a press on their switch does."""
    page.evaluate(CHOOSE, [number, SCHEMES[number]])


def test_no_page_asks_another_host(
    visits: dict[str, Visit], visited_address: str
) -> None:
    """Every request, also one that a script sends, goes to the site's own server."""
    own = (f"{visited_address}/", "data:", "blob:")
    assert all(visit.requests for visit in visits.values())
    assert not listed(
        {
            name: [url for url in visit.requests if not url.startswith(own)]
            for name, visit in visits.items()
        }
    )


def test_everything_a_page_asks_for_is_there(visits: dict[str, Visit]) -> None:
    """No file is missing, no script stops."""
    assert not listed({name: visit.broken for name, visit in visits.items()})


def test_axe_finds_no_barrier_in_light_colours(visits: dict[str, Visit]) -> None:
    """Structure, names, keyboard and contrast, with every foldable block open."""
    assert not listed({name: visit.barriers for name, visit in visits.items()})


def test_axe_finds_no_barrier_in_dark_colours(visits: dict[str, Visit]) -> None:
    """The same pages in dark colours differ in contrast only."""
    assert not listed({name: visit.dark_barriers for name, visit in visits.items()})


def test_no_page_scrolls_sideways_on_a_phone(visits: dict[str, Visit]) -> None:
    """At 360 px code and tables scroll in their own boxes, the page does not."""
    assert not listed({name: visit.too_wide for name, visit in visits.items()})


def test_hangul_is_loaded_only_where_it_stands(visits: dict[str, Visit]) -> None:
    """The large font costs nothing on a page without Hangul."""
    for name, visit in visits.items():
        loads = any(url.endswith(HANGUL_FONT) for url in visit.requests)
        assert not loads or visit.has_hangul, name


def test_hangul_has_a_font_of_its_own(
    context: BrowserContext, site_address: str
) -> None:
    """A page in Korean is set in the site's font, whatever the machine has."""
    page = context.new_page()
    page.goto(f"{site_address}/")
    with page.expect_request(re.compile(HANGUL_FONT)) as asked:
        page.evaluate("document.querySelector('h2').textContent = '블로그 하나씩'")
    answer = asked.value.response()
    assert answer
    assert answer.ok
    assert page.evaluate("document.fonts.load('16px \"Course Sans\"', '블')")


def test_the_landing_page_is_light(context: BrowserContext, site_address: str) -> None:
    """Compressed, with all that it loads."""
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{site_address}/", wait_until="networkidle")
    sizes = {
        urlsplit(answer.url).path: len(gzip.compress(answer.body()))
        for answer in answers
    }
    assert INDEX in sizes
    assert sum(sizes.values()) < LANDING_BYTES, sizes


def test_the_landing_page_is_painted_at_once(
    browser: Browser, site_address: str
) -> None:
    """Its largest part, for somebody who was never here; the best of five visits counts."""
    painted: list[float] = []
    while len(painted) < 5 and min(painted, default=inf) >= LARGEST_PAINT_MS:
        with browser.new_context(viewport=DESK) as context:
            page = context.new_page()
            page.goto(f"{site_address}/", wait_until="networkidle")
            painted.append(page.evaluate(LARGEST_PAINT))
    assert min(painted) < LARGEST_PAINT_MS, painted


def test_the_site_works_below_a_path(
    context: BrowserContext, below_a_path: str
) -> None:
    """From the landing page to a chapter and to a hit of the search, in a folder."""
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{below_a_path}/", wait_until="networkidle")
    page.get_by_role("link", name="Begin with chapter 1").click()
    page.wait_for_url(f"{below_a_path}/chapters/01_basic_routes/")
    page.goto(f"{below_a_path}/")
    assert hits(page, "relationships")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url(re.compile(rf"^{re.escape(below_a_path)}/.+"))
    wrong = [a.url for a in answers if not a.ok and a.status != 304]
    assert wrong == []
    assert all(a.url.startswith(below_a_path) for a in answers)


def hits(page: Page, text: str) -> list[str]:
    """Paste a text into the search and return the addresses that it finds, in order."""
    box = page.get_by_role("textbox", name="Search")
    box.fill("")
    page.wait_for_selector(".md-search-result__item", state="detached")
    box.fill(text)
    box.press("Shift")
    page.wait_for_function(ANSWERED)
    links: list[str] = page.eval_on_selector_all(
        ".md-search-result__link", "links => links.map(it => it.href)"
    )
    return links


def known_errors() -> list[tuple[str, str]]:
    """Return each exact error text of the known issues, with the issue's anchor."""
    errors = []
    for file in sorted((ROOT / "docs" / "known_issues").glob("*.toml")):
        for issue in tomllib.loads(file.read_text(encoding="utf-8"))["issue"]:
            texts = [*issue["errors"], *issue.get("errors_ko", [])]
            errors += [(text, issue["slug"]) for text in texts]
    return errors


def test_the_search_finds_an_issue_by_its_error_text(
    context: BrowserContext, site_address: str
) -> None:
    """Paste any error text of the known issues: one of three pages has its entry."""
    page = context.new_page()
    page.goto(f"{site_address}/", wait_until="networkidle")
    page.get_by_role("textbox", name="Search").focus()
    missed = []
    for text, slug in known_errors():
        found = [urlsplit(url) for url in hits(page, text)]
        first_pages = list(dict.fromkeys(url.path for url in found))[:FOUND_WITHIN]
        if slug not in {url.fragment for url in found if url.path in first_pages}:
            missed.append(f"{text!r} finds {first_pages}, not #{slug}")
    assert known_errors()
    assert not missed, "\n".join(missed)


def test_the_keyboard_reaches_the_content(
    context: BrowserContext, site_address: str
) -> None:
    """The first Tab stop skips to the content, and what has the focus is framed."""
    page = context.new_page()
    page.goto(f"{site_address}/chapters/01_basic_routes/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text().strip() == "Skip to content"
    style = "it => getComputedStyle(it).outlineStyle"
    assert focused.evaluate(style) != "none"
    page.keyboard.press("Enter")
    assert "#" in page.url


def test_a_diagram_is_drawn_or_else_shown_as_text(
    context: BrowserContext, site_address: str, site_folder: Path
) -> None:
    """With Mermaid in the site a picture with a name; without it, what it says."""
    html = '<pre class="diagram">'
    pages = [
        page
        for page in sorted(site_folder.rglob("index.html"))
        if html in page.read_text(encoding="utf-8")
    ]
    assert pages
    page = context.new_page()
    page.goto(f"{site_address}/{pages[0].parent.relative_to(site_folder).as_posix()}/")
    if (site_folder / "assets" / "mermaid" / "mermaid.js").is_file():
        picture = page.get_by_role("img", name=re.compile("^Diagram: .+")).first
        picture.locator("svg").wait_for()
        page.get_by_text("The diagram as text").first.click()
    assert "Client" in page.locator("pre.diagram").first.inner_text()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_cheat_sheet_prints_on_two_sheets(
    context: BrowserContext, site_address: str, site_folder: Path, colours: str
) -> None:
    """On A4, whatever colours the reader has on."""
    assert (site_folder / "cheat_sheet" / "index.html").is_file()
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    page.goto(f"{site_address}/cheat_sheet/")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= SHEETS
