"""What a learner has read up to a page: the text of the chapters' pages, with their code."""

import ast
import re
from functools import cache

from course.practice.patching import Files
from course.sections import section_of
from course.steps import ROOT

PAGES = ROOT / "docs" / "en"
INCLUDED = re.compile(r'--8<-- "([^"]+)"')
NUMBERED = re.compile(r"(\w+)/numbered/(.+)\.(\w+)\.py")


@cache
def reading_order() -> tuple[str, ...]:
    """Return the pages of the seven chapters in the order of the site's menu."""
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return tuple(re.findall(r"- (chapters/0\d\S+\.md)", menu))


@cache
def read_up_to(page: str) -> str:
    """Return the text of all chapters' pages up to this one."""
    order = reading_order()
    return "\n".join(map(text_of, order[: order.index(page) + 1]))


@cache
def text_of(page: str) -> str:
    """Return a page's text with the sections of code that it includes."""
    text = (PAGES / page).read_text(encoding="utf-8")
    return INCLUDED.sub(lambda found: included(found[1]), text)


def included(name: str) -> str:
    """Return a section of a chapter's code; nothing for whatever else is included."""
    if numbered := NUMBERED.fullmatch(name):
        file = f"chapters/{numbered[1]}/blog/{numbered[2].replace('.', '/')}.py"
        section = numbered[3]
    else:
        file, _, section = name.partition(":")
    if not section:
        return ""
    code = (ROOT / file).read_text(encoding="utf-8")
    return "\n".join(section_of(code, section) or [])


def taken(files: Files) -> set[str]:
    """Return the names that code takes from libraries, and those of what it calls."""
    found = set()
    for tree in trees(files):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import) or is_from_library(node):
                found |= {alias.name for alias in node.names}  # type: ignore[attr-defined]
            elif isinstance(node, ast.Call):
                function = node.func
                found.add(getattr(function, "attr", getattr(function, "id", "")))
    return found - made(files) - {""}


def is_from_library(node: ast.AST) -> bool:
    """Tell whether this imports names, and not from the package itself."""
    return isinstance(node, ast.ImportFrom) and not str(node.module).startswith("blog")


def made(files: Files) -> set[str]:
    """Return the names that code makes itself."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for tree in trees(files) for node in ast.walk(tree)]
    stored = {
        node.id
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return stored | {node.name for node in nodes if isinstance(node, kinds)}


def trees(files: Files) -> list[ast.Module]:
    """Return the syntax trees of the Python files."""
    return [ast.parse(text) for name, text in files.items() if name.endswith(".py")]
