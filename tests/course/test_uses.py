"""The lists of uses promise: every use is found, once, and nothing else is."""

from pathlib import Path

import pytest

from course.steps import read_manifest
from course.uses import (
    NOT_USED,
    NOWHERE,
    UVICORN_WORDS,
    UnknownName,
    Use,
    all_uses,
    generate_uses,
    requested,
    use_list,
    uses_in,
    uses_of,
)

RUN = "```console\n$ uvicorn blog.main:app --reload\n```\n"


def pages_that_ask_for(folder: Path, *names: str) -> Path:
    """Make the pages of a site that include the lists with these names."""
    (folder / "modules").mkdir(parents=True)
    text = "".join(f'--8<-- "uses/{name}.md"\n' for name in names)
    (folder / "modules" / "page.md").write_text(text, encoding="utf-8")
    return folder


def lines_of(source: str, name: str) -> list[int]:
    """Return the lines on which a file's text uses exactly this name."""
    return [line for found, line, _ in uses_in(source) if found == name]


def test_a_name_is_found_whatever_it_is_called_in_the_file() -> None:
    """By itself, under another name, and through the module that holds it."""
    source = (
        "import fastapi\n"
        "import fastapi as api\n"
        "from fastapi import Depends, Depends as Needs\n"
        "Depends(1)\n"
        "Needs(2)\n"
        "fastapi.Depends(3)\n"
        "api.Depends(4)\n"
    )
    assert lines_of(source, "fastapi.Depends") == [4, 5, 6, 7]


def test_an_import_alone_is_no_use() -> None:
    """The line of the import does not count, nor does setting a variable."""
    assert uses_in("from fastapi import Depends\n") == []
    assert uses_in("from fastapi import Depends\nDepends = 1\n") == []


def test_a_parameter_hides_an_import_of_the_same_name() -> None:
    """Inside the function the name is the parameter; in its head it is not."""
    source = (
        "from fastapi import status\n"
        "@route(code=status.OK)\n"
        "def show(status: int = status.LOW) -> int:\n"
        "    return status\n"
    )
    found = uses_in(source)
    assert [(name, line) for name, line, _ in found] == [
        ("fastapi.status.OK", 2),
        ("fastapi.status.LOW", 3),
    ]


def test_a_name_is_found_behind_a_call() -> None:
    """In `select(Blog).where(Blog.id == 1)` Blog is used twice."""
    source = (
        "from blog.models import Blog\n"
        "from sqlalchemy import select\n"
        "query = select(Blog).where(Blog.id == 1)\n"
    )
    assert [name for name, _, _ in uses_in(source)] == [
        "sqlalchemy.select",
        "blog.models.Blog",
        "blog.models.Blog.id",
    ]


def test_a_use_says_where_it_stands() -> None:
    """The function or class around it, or the variable that it defines."""
    source = (
        "from a import x\n"
        "alias = x\n"
        "typed: int = x\n"
        "class Parent(x):\n"
        "    y = x\n"
        "    def method(self) -> None:\n"
        "        x()\n"
        "async def wait(p: x) -> x: ...\n"
        "x()\n"
    )
    assert [place for _, _, place in uses_in(source)] == [
        "alias",
        "typed",
        "Parent",
        "Parent",
        "Parent.method",
        "wait",
        "wait",
        "",
    ]


def test_a_file_is_named_at_the_steps_that_changed_it_and_nowhere_else() -> None:
    """`database.py` of chapters 5 to 7 is that of chapter 4: one entry."""
    found = [u for u in uses_of("fastapi.Depends") if u.file == "blog/database.py"]
    assert [(use.step, use.place) for use in found] == [
        ("3", "DbSession"),
        ("4", "DbSession"),
        ("final", "DbSession"),
    ]


def test_every_line_that_is_named_holds_the_name() -> None:
    """The line in the file shows the last part of the name, or its alias."""
    steps = {step.key: step for step in read_manifest()}
    for use in uses_of("sqlalchemy.orm.relationship") + uses_of("jose.jwt"):
        file = steps[use.step].path / use.file
        line = file.read_text(encoding="utf-8").splitlines()[use.line - 1]
        assert use.name.removeprefix("sqlalchemy.orm.").removeprefix("jose.") in line


def test_what_hangs_on_a_name_counts_and_a_longer_name_does_not() -> None:
    """`status.HTTP_…` uses status; `OAuth2PasswordRequestForm` is not its beginning."""
    assert {use.step for use in uses_of("fastapi.status")} >= {"1", "7"}
    assert uses_of("fastapi.security.OAuth2Password") == []


@pytest.mark.parametrize("name", NOT_USED)
def test_a_name_said_to_be_unused_is_unused(name: str) -> None:
    """The list of older names only holds names that the course does not use."""
    assert uses_of(name) == []


def test_a_list_has_one_line_for_a_step_with_a_link_to_its_page(tmp_path: Path) -> None:
    """Files, places and lines of one step stand behind its link."""
    pages = pages_that_ask_for(tmp_path / "en", "sqlalchemy_orm_relationship")
    generate_uses(tmp_path / "generated", pages)
    text = (tmp_path / "generated/uses/sqlalchemy_orm_relationship.md").read_text(
        encoding="utf-8"
    )
    lines = text.splitlines()
    steps = list(dict.fromkeys(u.step for u in uses_of("sqlalchemy.orm.relationship")))
    assert len(lines) == len(steps) == 3
    first = uses_of("sqlalchemy.orm.relationship")[0]
    assert lines[0].startswith(
        "- [4 · Relationships](../chapters/04_relationships/index.md): "
        f"`blog/models.py`, `Blog` (line {first.line}), `User` (line "
    )


def test_several_lines_and_files_are_told_apart() -> None:
    """Several lines of a place stand together, files are parted by `;`."""
    uses = [
        Use("a.b", "1", "blog/one.py", 3, "f"),
        Use("a.b", "1", "blog/one.py", 5, "f"),
        Use("a.b", "1", "blog/one.py", 5, "f"),
        Use("a.b", "1", "blog/two.py", 7, ""),
    ]
    (line,) = use_list(uses).splitlines()
    assert line.endswith(": `blog/one.py`, `f` (lines 3, 5); `blog/two.py`, line 7")


@pytest.mark.parametrize("name", ["fastapi_Dependz", "uvicorn_port"])
def test_a_name_that_nobody_imports_stops_the_build(tmp_path: Path, name: str) -> None:
    """A typing error in an include is not answered with an empty list."""
    pages = pages_that_ask_for(tmp_path / "en", name)
    with pytest.raises(UnknownName, match=name):
        generate_uses(tmp_path / "generated", pages)


def test_a_name_without_a_use_is_nowhere(tmp_path: Path) -> None:
    """The list of an older name says so."""
    name = "sqlalchemy_orm_declarative_base"
    generate_uses(tmp_path / "generated", pages_that_ask_for(tmp_path / "en", name))
    text = (tmp_path / f"generated/uses/{name}.md").read_text("utf-8")
    assert text == NOWHERE


def test_uvicorns_words_are_found_in_the_commands_of_the_chapters_pages(
    tmp_path: Path,
) -> None:
    """In what is generated and in what is written; each command once."""
    pages = pages_that_ask_for(tmp_path / "en", "uvicorn_reload", "uvicorn_workers")
    chapter = pages / "chapters" / "03_sqlite_models"
    chapter.mkdir(parents=True)
    (chapter / "run.md").write_text(RUN + RUN + "uvicorn --workers 2\n", "utf-8")
    generated = tmp_path / "generated" / "05_routers_repository"
    generated.mkdir(parents=True)
    (generated / "run.md").write_text(RUN, encoding="utf-8")
    generate_uses(tmp_path / "generated", pages)
    uses = tmp_path / "generated" / "uses"
    assert (uses / "uvicorn_reload.md").read_text(encoding="utf-8") == (
        "- [3 · SQLite models](../chapters/03_sqlite_models/index.md): "
        "`uvicorn blog.main:app --reload`\n"
        "- [5 · Routers and repository](../chapters/05_routers_repository/index.md): "
        "`uvicorn blog.main:app --reload`\n"
    )
    assert (uses / "uvicorn_workers.md").read_text(encoding="utf-8") == NOWHERE


def test_every_list_that_a_page_asks_for_is_written(tmp_path: Path) -> None:
    """The lists of the real pages, and no other."""
    generate_uses(tmp_path)
    written = sorted(file.stem for file in (tmp_path / "uses").iterdir())
    assert written == requested(Path(__file__).parents[2] / "docs" / "en" / "modules")
    assert set(UVICORN_WORDS) <= set(written)


def test_the_course_uses_what_it_imports() -> None:
    """Chapters 1 to 7 and final each have uses: no step is left out."""
    assert {use.step for use in all_uses()} == {step.key for step in read_manifest()}
