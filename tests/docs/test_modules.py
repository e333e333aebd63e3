"""The pages on modules promise: every name complete, every example and error real."""

import re
from pathlib import Path

import pytest

from course.steps import ROOT
from course.uses import generate_uses

FOLDER = ROOT / "docs" / "en" / "modules"
PAGES = sorted(FOLDER.glob("*.md"))
NAMES = {
    "fastapi": ["FastAPI", "lifespan", "APIRouter", "status", "HTTPException"],
    "fastapi_dependencies": [
        "Depends",
        "The alias with Annotated",
        "Dependencies with yield",
    ],
    "fastapi_security": ["OAuth2PasswordBearer", "OAuth2PasswordRequestForm"],
    "passlib": ["CryptContext"],
    "pydantic": ["BaseModel", "ConfigDict", "Field", "EmailStr"],
    "python_jose": ["jwt", "JWTError"],
    "sqlalchemy": ["create_engine", "sessionmaker", "Session", "select"],
    "sqlalchemy_relationships": ["ForeignKey", "relationship"],
    "sqlalchemy_tables": [
        "DeclarativeBase and declarative_base",
        "mapped_column and Column",
        "Integer",
        "String",
    ],
    "uvicorn": ["`module:app`", "`--reload`", "`--app-dir`", "`--workers`"],
}
UPSTREAM = {
    "fastapi": "https://fastapi.tiangolo.com/",
    "passlib": "https://passlib.readthedocs.io/en/stable/",
    "pydantic": "https://pydantic.dev/docs/validation/latest/",
    "python": "https://python-jose.readthedocs.io/en/latest/",
    "sqlalchemy": "https://docs.sqlalchemy.org/en/21/",
    "uvicorn": "https://uvicorn.dev/",
}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^###? (.+)$", re.MULTILINE)
EXTERNAL = re.compile(r"https?://[^\s)>\"'`]+")


def read(page: Path) -> str:
    """Return a page's text."""
    return page.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    """Return the text without its fenced blocks."""
    return FENCE.sub("", text)


def sections(page: Path) -> dict[str, str]:
    """Return the text below each heading of the second and third level."""
    parts = HEADING.split(read(page))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def named_sections() -> list[tuple[str, str]]:
    """Return page and heading of every name."""
    return [(page, name) for page, names in NAMES.items() for name in names]


def test_every_name_has_its_section_and_every_section_is_a_name() -> None:
    """Nothing of the list is missing, and no page has a section without a test."""
    found = {page.stem: list(sections(page)) for page in PAGES if page.stem != "index"}
    assert found == NAMES


@pytest.mark.parametrize(("page", "name"), named_sections())
def test_a_section_has_all_its_parts(page: str, name: str) -> None:
    """What, why, example, uses, mistakes with their repair, upstream; in this order."""
    text = sections(FOLDER / f"{page}.md")[name]
    parts = ["**Why:**", "**Example:**\n\n```python\n", "**In the course:**"]
    parts += ['\n--8<-- "uses/', "**Often wrong:**", "**Fix:**", "**Upstream:** ["]
    positions = [text.find(part) for part in parts]
    assert -1 not in positions, parts[positions.index(-1)]
    assert positions == sorted(positions)
    mistakes = text.count("**Often wrong:**")
    assert text.count("**Fix:**") == mistakes
    assert text.count("**Upstream:**") == text.count("**Why:**") == 1


@pytest.mark.parametrize(("page", "name"), named_sections())
def test_a_section_says_in_two_sentences_what_the_name_is(page: str, name: str) -> None:
    """The first paragraph: two sentences, no more and no fewer."""
    first = sections(FOLDER / f"{page}.md")[name].strip().split("\n\n")[0]
    prose = re.sub(r"`[^`]*`", "x", first)
    assert len(re.findall(r"[.!?](?=\s|$)", prose)) == 2, first


def test_the_index_leads_to_every_section() -> None:
    """Each page and each heading has its link."""
    targets = re.findall(r"\]\((\w+)\.md#[\w-]+\)", read(FOLDER / "index.md"))
    assert sorted(targets) == sorted(page for page, _ in named_sections())


def test_every_list_of_uses_that_a_page_includes_is_generated(tmp_path: Path) -> None:
    """Each list leads to pages of chapters, or says that there is no use."""
    generate_uses(tmp_path)
    for page in PAGES:
        for name in re.findall(r'--8<-- "(uses/\w+\.md)"', read(page)):
            text = (tmp_path / name).read_text(encoding="utf-8")
            assert "(../chapters/" in text or text.startswith("Nowhere"), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_link_between_the_pages_leads_somewhere(page: Path) -> None:
    """Every page that another one names is there."""
    for target in re.findall(r"\]\((\w+\.md)[^)]*\)", read(page)):
        assert (FOLDER / target).is_file(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_to_other_sites_lead_to_the_upstream_documentation(page: Path) -> None:
    """Each library's page links to that library's documentation, and nowhere else."""
    base = UPSTREAM.get(page.stem.split("_")[0], "no other site")
    links = re.findall(r"\]\((https?://[^)]+)\)", read(page))
    assert bool(links) == (page.stem != "index")
    assert [link for link in links if not link.startswith(base)] == []
    assert len(EXTERNAL.findall(without_code(read(page)))) == len(links)


def test_links_to_other_sites_are_listed_in_one_file() -> None:
    """docs/links.txt has each of them once, sorted."""
    listed = (ROOT / "docs" / "links.txt").read_text(encoding="utf-8").splitlines()
    assert listed == sorted(set(listed))
    used = {
        link for page in PAGES for link in EXTERNAL.findall(without_code(read(page)))
    }
    assert used - set(listed) == set()
