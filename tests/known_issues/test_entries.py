"""The known issues promise: all are there, held by tests, and found on a page."""

import ast
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from course.blocks import blocks_of, lines_fit, without_what_varies
from course.known_issues import (
    AREAS,
    WITH_TEST,
    KnownIssue,
    area_page,
    code,
    entry_section,
    generate_known_issues,
    index_page,
    read_known_issues,
)
from course.loading import copy_chapter
from course.steps import ROOT, find_step
from tests.programs import program, run, wait_until_it_answers

ISSUES = read_known_issues()
TESTED = [issue for issue in ISSUES if issue.evidence in WITH_TEST]
WORDS_OF_A_REASON = 6
WORDS_AT_MOST = 700
WORDS_BEFORE_THE_TABLE = 50
ASK_FOR_TEXTS = ("assert_printed", "assert_all_printed", "errors_of")

GOOD = """
[[issue]]
number = 1
slug = "a-slug"
title = "Title"
systems = ["all"]
errors = ["a `text` | more"]
errors_ko = []
when = "When."
cause = "Cause."
fixes = [{ system = "Windows", steps = ["One.", "Two."] }]
dont = []
check = "Check."
sources = ["owner/repo#1"]
packages = ["fastapi"]
evidence = "source"
"""


def by_slug(issue: KnownIssue) -> str:
    """Return the issue's slug, to name a test."""
    return issue.slug


def test_every_issue_is_there_once() -> None:
    """The numbers go from 1 to 74 without a gap."""
    assert [issue.number for issue in ISSUES] == list(range(1, 75))


def functions(area: str) -> dict[str, ast.FunctionDef]:
    """Return the functions in an area's file of tests, by their full names."""
    file = ROOT / f"tests/known_issues/test_{area}.py"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {f"tests/known_issues/{file.name}::{node.name}": node for node in found}


def slugs_in(function: ast.FunctionDef) -> set[str]:
    """Return the slugs of the entries whose texts a function asks for."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in ASK_FOR_TEXTS
        and isinstance(call.args[0], ast.Constant)
    }


@pytest.mark.parametrize("issue", TESTED, ids=by_slug)
def test_an_entry_that_names_a_test_has_it(issue: KnownIssue) -> None:
    """The test is there, and it looks for the texts, unless the issue is gone."""
    assert issue.test in functions(issue.area)
    if issue.evidence != "fixed":
        assert issue.slug in slugs_in(functions(issue.area)[issue.test])


@pytest.mark.parametrize("area", AREAS)
def test_no_text_is_provoked_without_an_entry(area: str) -> None:
    """What a test provokes stands on the page of its area."""
    on_the_page = {issue.slug for issue in TESTED if issue.area == area}
    for name, function in functions(area).items():
        assert slugs_in(function) <= on_the_page, name


@pytest.mark.parametrize("issue", ISSUES, ids=by_slug)
def test_a_warning_says_why(issue: KnownIssue) -> None:
    """What not to do is more than a command: a reason in words stands beside it."""
    for advice in issue.dont:
        words = re.sub(r"`[^`]*`", "", advice).split()
        assert len(words) >= WORDS_OF_A_REASON, advice


@pytest.mark.parametrize("issue", ISSUES, ids=by_slug)
def test_texts_read_as_markdown(issue: KnownIssue) -> None:
    """Backticks come in pairs, and what looks like a tag is in them."""
    steps = [step for fix in issue.fixes for step in fix.steps]
    texts = (issue.title, issue.when, issue.cause, issue.check, *steps, *issue.dont)
    for text in texts:
        prose = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text, flags=re.DOTALL)
        assert "`" not in prose, text
        assert not re.search(r"<(?!https?:)", prose), text


@pytest.mark.parametrize("issue", ISSUES, ids=by_slug)
def test_an_error_text_stands_on_its_page_and_leads_there(issue: KnownIssue) -> None:
    """The page has it as printed, and the index has a link for each."""
    heading = f"\n\n## {issue.title} {{ #{issue.slug} }}\n\n"
    closed, _, opened = entry_section(issue).partition("</summary>")
    assert area_page(issue.area).count(heading) == 1
    assert opened.startswith(heading)
    texts = (*issue.errors, *issue.errors_ko)
    for text in texts:
        assert f"\n{text}\n" in opened
    first = code(texts[0]) if texts else "No error text."
    assert f"\n{first}\n" in closed
    links = re.findall(rf"^\| .*\({issue.area}\.md#{issue.slug}\)", index_page(), re.M)
    assert len(links) == max(1, len(texts))


@pytest.mark.parametrize("issue", ISSUES, ids=by_slug)
def test_an_entry_is_short(issue: KnownIssue) -> None:
    """Opened, it is no longer than a page may be; code is not counted."""
    prose = re.sub(r"```.*?```|<[^>]+>", "", entry_section(issue), flags=re.DOTALL)
    assert len(prose.split()) <= WORDS_AT_MOST


@pytest.mark.parametrize("area", AREAS)
def test_an_area_can_be_looked_through(area: str) -> None:
    """Its entries are closed, and what they show is no longer than a page may be."""
    part = area_page(area)
    assert "<details open" not in part
    shown = re.sub(r"</summary>.*?</details>", "", part, flags=re.DOTALL)
    assert len(shown.split()) <= WORDS_AT_MOST


def test_the_index_begins_with_the_failure_of_sqlite3() -> None:
    """It stops the most readers: text and way to its fix come before the table."""
    first, table = index_page().split("## Every error text")
    assert "DLL load failed while importing _sqlite3" in first
    assert "지정된 모듈을 찾을 수 없습니다" in first
    assert "(data.md#sqlite-dll)" in first
    assert len(first.split()) <= WORDS_BEFORE_THE_TABLE
    assert table.count("\n| ") > len(ISSUES)


def test_the_first_entry_about_data_is_the_failure_of_sqlite3() -> None:
    """Its fix is complete in one place, with the question that finds the cause."""
    assert area_page("data").partition("\n## ")[2].startswith("Windows cannot load")
    assert "sys.base_prefix" in area_page("data")


def test_every_part_of_a_page_is_written(tmp_path: Path) -> None:
    """A page includes its part: there is one for each area, and the index."""
    generate_known_issues(tmp_path)
    written = {file.stem for file in (tmp_path / "known_issues").iterdir()}
    assert written == {*AREAS, "index"}


@pytest.mark.parametrize("name", [*AREAS, "index"])
def test_every_area_has_a_page_that_includes_its_part(name: str) -> None:
    """The page is a title, an introduction and the generated part."""
    page = (ROOT / f"docs/en/known_issues/{name}.md").read_text(encoding="utf-8")
    assert re.match(r"(---\n.*?\n---\n\n)?# ", page, re.DOTALL)
    assert f'\n--8<-- "known_issues/{name}.md"\n' in page


def write(folder: Path, text: str, name: str = "start.toml") -> Path:
    """Write a file of entries and return its folder."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_an_entry_is_read(tmp_path: Path) -> None:
    """The fields come as they are, and the file's name is the area."""
    (issue,) = read_known_issues(write(tmp_path, GOOD))
    assert (issue.number, issue.slug, issue.area) == (1, "a-slug", "start")
    assert issue.fixes[0].steps == ("One.", "Two.")
    assert issue.test is None


def replacing(old: str, new: str) -> Callable[[str], str]:
    """Return a function that damages a text in one place."""
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (replacing('when = "When."\n', ""), "without when"),
        (replacing('"Cause."', '""'), "cause is not a text"),
        (replacing('["all"]', '["all", "Linux"]'), "systems are"),
        (replacing('"Windows"', '"Amiga"'), "unknown system Amiga"),
        (replacing('["One.", "Two."]', "[]"), "steps of a fix"),
        (replacing('"a-slug"', '"A Slug"'), "the slug is not"),
        (replacing('"fastapi"', '"fastapy"'), "no package fastapy"),
        (replacing('"source"', '"rumour"'), "unknown evidence rumour"),
        (replacing('"source"', '"test"'), "test_start.py::test_a_slug"),
        (replacing("[[issue]]", "[[issue]]\nextra = 1"), "unknown: extra"),
        (replacing('"a `text` | more"', r'"two\nlines"'), "more than one line"),
        (lambda text: text * 2, "the same as number 1"),
        (lambda text: text + "]", "start.toml"),
    ],
)
def test_a_damaged_entry_is_named(
    tmp_path: Path, damage: Callable[[str], str], complaint: str
) -> None:
    """The error says which file, which entry, and what is wrong."""
    with pytest.raises(ValueError, match=r"docs/known_issues/start\.toml") as refused:
        read_known_issues(write(tmp_path, damage(GOOD)))
    assert complaint in str(refused.value)


def test_a_number_of_another_file_is_refused(tmp_path: Path) -> None:
    """Numbers and slugs are unique over all files."""
    write(tmp_path, GOOD, "install.toml")
    other = write(tmp_path, GOOD.replace("a-slug", "other"))
    with pytest.raises(ValueError, match="other: the same as number 1"):
        read_known_issues(other)


def test_a_file_of_an_unknown_area_is_refused(tmp_path: Path) -> None:
    """Its entries would stand on no page."""
    with pytest.raises(ValueError, match=r"weather\.toml"):
        read_known_issues(write(tmp_path, GOOD, "weather.toml"))


def text_blocks_of_how_to_read() -> list[list[str]]:
    """Return the lines of the traceback and of the log that the page explains."""
    page = ROOT / "docs/en/known_issues/how_to_read.md"
    blocks = blocks_of(page.read_text(encoding="utf-8"))
    return [block.text.splitlines() for block in blocks if block.language == "text"]


def test_the_traceback_that_the_page_explains_is_real(tmp_path: Path) -> None:
    """Chapter 3 with this line prints it, but for folders and carets."""
    folder = copy_chapter(find_step("3").path, tmp_path)
    file = folder / "blog" / "database.py"
    text = file.read_text(encoding="utf-8")
    assert 'f"sqlite:///{DATABASE_FILE}"' in text
    text = text.replace('f"sqlite:///{DATABASE_FILE}"', '"blog.db"')
    file.write_text(text, encoding="utf-8")
    command = (sys.executable, "-c", "import blog.main")
    printed = run(*command, folder=folder, PYTHONPATH="").stderr
    printed = re.sub(r'"[^"]*/site-packages/', '"…/site-packages/', printed)
    printed = printed.replace(str(tmp_path), "…")
    extra = re.compile(r"[ ~^]+| +import blog\.main")  # Python 3.13 shows the latter
    lines = [line for line in printed.splitlines() if not extra.fullmatch(line)]
    assert lines_fit(text_blocks_of_how_to_read()[0], lines), printed


def test_the_log_that_the_page_explains_is_real(tmp_path: Path) -> None:
    """uvicorn prints it for a blog that is there and for one that is not."""
    folder = copy_chapter(find_step("2").path, tmp_path)
    command = (sys.executable, "-m", "uvicorn", "blog.main:app", "--port", "0")
    with program(*command, folder=folder) as server:
        address = server.wait_for(r"running on (http://\S+)")
        for id in (4, 99):
            wait_until_it_answers(f"{address}/blog/{id}")
            server.wait_for(rf"/blog/{id} ")
    shown = "\n".join(text_blocks_of_how_to_read()[1])
    assert without_what_varies(server.seen.strip()) == without_what_varies(shown)
