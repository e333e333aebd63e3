"""The file pages promise: every file of final has its page, every public name is on it."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from course.file_map import FOLDER, generate_files, read_sources
from course.steps import ROOT

PAGES = ROOT / "docs" / "en" / "files"
FILES = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in FOLDER.rglob("*.py")
    if path.name != "__init__.py"
)
LINK = re.compile(r"\]\(([\w.]+\.md)\)")
HEADING = re.compile(r"^### `(\w+)`$", re.MULTILINE)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated page parts."""
    target = tmp_path_factory.mktemp("generated")
    generate_files(target)
    return target / "files"


def page_name(file: str) -> str:
    """Return the name of a file's page: two underscores for each slash."""
    return file.replace("/", "__").replace(".py", ".md")


def public_names(file: str) -> list[str]:
    """Return what a file defines at its top, found without the code under test."""
    tree = ast.parse((FOLDER / file).read_text(encoding="utf-8"))
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [each.id for each in node.targets if isinstance(each, ast.Name)]
        elif isinstance(node, ast.AnnAssign):
            names.append(ast.unparse(node.target))
    return [name for name in names if not name.startswith("_")]


def test_every_file_has_a_page_and_every_page_a_file() -> None:
    """Write `docs/en/files/<name>.md` for a new file; delete that of a file gone."""
    pages = {page.name for page in PAGES.glob("*.md")}
    assert pages == {"index.md", *map(page_name, FILES)}


@pytest.mark.parametrize("file", FILES)
def test_a_page_says_the_files_job_and_includes_what_is_generated(file: str) -> None:
    """A title, two sentences at least, and the generated part at the end."""
    title, text = (PAGES / page_name(file)).read_text(encoding="utf-8").split("\n", 1)
    job, _, rest = text.partition("--8<--")
    assert title == "# " + file.replace("__", r"\_\_")  # else it is bold
    assert job.count(". ") + job.count(".\n") >= 2
    assert rest == f' "files/{page_name(file)}"\n'


@pytest.mark.parametrize("file", FILES)
def test_every_public_name_is_on_the_page(parts: Path, file: str) -> None:
    """In the order of the file, each with how it is written and a line about it."""
    part = (parts / page_name(file)).read_text(encoding="utf-8")
    assert HEADING.findall(part) == public_names(file)
    for entry in HEADING.split(part)[2::2]:
        _, signature, rest = entry.split("```")
        assert signature.removeprefix("python\n").strip()
        assert rest.strip().endswith(".")


@pytest.mark.parametrize("file", FILES)
def test_the_arrows_are_those_of_the_code(parts: Path, file: str) -> None:
    """Each file that the text imports is linked, and it links back."""
    part = (parts / page_name(file)).read_text(encoding="utf-8")
    imports, importers = re.findall(r"^- Import.*: (.*)\.$", part, re.MULTILINE)
    text = (FOLDER / file).read_text(encoding="utf-8")
    modules = set(re.findall(r"^from blog\.([\w.]+) import", text, re.MULTILINE))
    for module in modules - {"repository", "routers"}:
        assert f"({module.replace('.', '__')}.md)" in imports
    for package in modules & {"repository", "routers"}:
        assert f"({package}__" in imports
    for other in LINK.findall(imports):
        back = (parts / other).read_text(encoding="utf-8")
        assert f"({page_name(file)})" in back.partition("## Public")[0]
    assert page_name(file) not in LINK.findall(imports + importers)


def test_every_link_leads_to_a_page(parts: Path) -> None:
    """No arrow points into nothing."""
    for part in parts.glob("*.md"):
        for target in LINK.findall(part.read_text(encoding="utf-8")):
            assert (PAGES / target).is_file(), f"{part.name}: {target}"


def test_the_index_lists_every_file(parts: Path) -> None:
    """A row for each, with its job in the words of its docstring."""
    index = (parts / "index.md").read_text(encoding="utf-8")
    rows = index.splitlines()[2:]
    assert len(rows) == len(FILES)
    for row, file in zip(rows, FILES, strict=True):
        docstring = ast.get_docstring(ast.parse((FOLDER / file).read_text("utf-8")))
        assert row.startswith(f"| [`{file}`]({page_name(file)}) |")
        assert str(docstring).splitlines()[0] in row


def test_the_diagram_has_every_file_and_no_circle(parts: Path) -> None:
    """Its arrows, followed, lead to exactly what each file needs, and never back."""
    text = (parts / "diagram.md").read_text(encoding="utf-8")
    found = re.findall(r"^ +(\S+) --> (\S+)$", text, re.MULTILINE)
    assert len(found) == len(set(found)) == len(text.splitlines()) - 3
    shown = TopologicalSorter[str]()
    for box, other in found:
        shown.add(box, other)
    below: dict[str, set[str]] = {}
    for box in shown.static_order():
        direct = {other for start, other in found if start == box}
        below[box] = direct.union(*(below[other] for other in direct))
    assert set(below) == {re.sub(r"/.*", "/", file) for file in FILES}
    for file in FILES:
        box = re.sub(r"/.*", "/", file)
        code = (FOLDER / file).read_text(encoding="utf-8")
        for module in re.findall(r"^from blog\.(\w+)[.\w]* import", code, re.MULTILINE):
            needed = f"{module}/" if (FOLDER / module).is_dir() else f"{module}.py"
            assert needed in below[box] | {box}, f"{file} needs {needed}"


def test_where_a_name_is_used_is_found_through_modules_too(tmp_path: Path) -> None:
    """`from package import module as other` and then `other.name` counts as a use."""
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "store.py").write_text(
        '"""Keeps things."""\n\nLIMIT = 3\n\n\ndef keep() -> int:\n'
        '    """Keep."""\n    return LIMIT\n',
        encoding="utf-8",
    )
    (tmp_path / "top.py").write_text(
        '"""Uses things."""\n\nfrom blog.part import store as things\n\n'
        "kept = things.keep()\n",
        encoding="utf-8",
    )
    store, top = read_sources(tmp_path)
    assert top.imports == ("part/store.py",)
    assert ("part/store.py", "keep") in top.uses
    assert ("part/store.py", "LIMIT") not in top.uses
    assert ("part/store.py", "LIMIT") in store.uses


@pytest.mark.parametrize(
    ("file", "lines"),
    [
        ("routers/own_blog.py", ["Answers `PUT /blog/{id}`: write anew."]),
        ("models.py", ["A row of the table `users`.", "Inside: `id`, `name`, `email`"]),
        ("hashing.py", ["Used in this file, [`schema_base.py`](schema_base.md)."]),
        ("repository/user.py", ["class EmailTaken(Exception)\n```"]),
    ],
)
def test_the_page_tells_what_a_reader_looks_for(
    parts: Path, file: str, lines: list[str]
) -> None:
    """The request of a route, the table of a model, who uses a name, its signature."""
    part = (parts / page_name(file)).read_text(encoding="utf-8")
    for line in lines:
        assert line in part
