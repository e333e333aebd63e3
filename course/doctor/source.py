"""The Python files of the examined folders, as syntax trees, and what is asked of them."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Iterator, NamedTuple

from course.doctor.finding import place
from course.doctor.machine import Machine
from course.text_files import is_text

LEFT_OUT = {".venv", "venv", "env", "node_modules", "site-packages", "__pycache__"}
MOST_FILES = 500


class Source(NamedTuple):
    """One file: `error` is the line of a syntax error, 0 if there is none.

    What is no text to Python has other letters in `text`.
    """

    folder: Path
    path: Path
    text: str
    tree: ast.Module
    error: int
    is_text: bool

    @property
    def module(self) -> str:
        """The name under which a program started in the folder imports it."""
        parts = self.path.relative_to(self.folder).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(machine: Machine) -> list[Source]:
    """Return every Python file in the examined folders."""
    return [source for folder in machine.folders for source in sources_in(folder)]


@lru_cache(maxsize=None)
def sources_in(folder: Path) -> tuple[Source, ...]:
    """Return the Python files of one folder, read once."""
    files = [file for file in sorted(folder.rglob("*.py")) if belongs(file, folder)]
    return tuple(read(folder, file) for file in files[:MOST_FILES])


def belongs(file: Path, folder: Path) -> bool:
    """Tell whether a file is the reader's own and no installed one."""
    return not LEFT_OUT.intersection(file.relative_to(folder).parts)


def read(folder: Path, file: Path) -> Source:
    """Return one file as it can be read."""
    text, line = file.read_text(encoding="utf-8-sig", errors="replace"), 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        tree, line = ast.parse(""), getattr(error, "lineno", 1) or 1
    return Source(folder, file, text, tree, line, is_text(file))


def at(machine: Machine, source: Source, node: ast.AST) -> str:
    """Return the file and line of a piece of code."""
    return place(machine, source.path, getattr(node, "lineno", 0))


def dotted_name(node: ast.AST | None) -> str:
    """Return `a.b.c` for such an expression, or for a call of it; else empty."""
    if isinstance(node, ast.Call):
        return dotted_name(node.func)
    if isinstance(node, ast.Attribute):
        before = dotted_name(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node: ast.AST | None) -> str:
    """Return the last part of the dotted name."""
    return dotted_name(node).rpartition(".")[2]


@lru_cache(maxsize=None)
def nodes_in(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return every node of a tree, which is walked once for all checks."""
    return tuple(ast.walk(tree))


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Yield the calls whose dotted name, or its last part, is one of these."""
    for node in nodes_in(tree):
        if isinstance(node, ast.Call):
            name = dotted_name(node.func)
            if name in names or name.rpartition(".")[2] in names:
                yield node


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return the value of a named argument, None if it is not given."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def constant(node: ast.AST | None) -> object:
    """Return the value of a literal, None for everything else."""
    return node.value if isinstance(node, ast.Constant) else None


def classes(tree: ast.AST) -> list[ast.ClassDef]:
    """Return every class."""
    return [node for node in nodes_in(tree) if isinstance(node, ast.ClassDef)]


def bases(node: ast.ClassDef) -> list[str]:
    """Return the last names of a class's parents."""
    return [
        last_name(b.value if isinstance(b, ast.Subscript) else b) for b in node.bases
    ]


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in nodes_in(tree) if isinstance(node, kinds)]


def imports_from(tree: ast.AST) -> list[ast.ImportFrom]:
    """Return every `from … import …`."""
    return [node for node in nodes_in(tree) if isinstance(node, ast.ImportFrom)]


def names_in(node: ast.AST | None) -> set[str]:
    """Return all names in an annotation, those in quotes, too."""
    if node is None:
        return set()
    found = set()
    for part in nodes_in(node):
        if isinstance(part, ast.Name):
            found.add(part.id)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            found.update(quoted_names(part.value))
    return found


def quoted_names(text: str) -> set[str]:
    """Return the names in an annotation that stands in quotes."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def routes(
    tree: ast.AST,
) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, ast.Call]]:
    """Yield each function of a route with its decorator, such as `@app.get("/")`."""
    methods = {"get", "post", "put", "patch", "delete"}
    for function in functions(tree):
        for decorator in function.decorator_list:
            is_call = isinstance(decorator, ast.Call)
            if (
                is_call
                and "." in dotted_name(decorator)
                and last_name(decorator) in methods
            ):
                assert isinstance(decorator, ast.Call)
                yield function, decorator


@lru_cache(maxsize=None)
def schemas_in(folder: Path) -> dict[str, tuple[Source, ast.ClassDef]]:
    """Return the classes of a folder that are Pydantic schemas, by their names."""
    everything = {
        node.name: (source, node)
        for source in sources_in(folder)
        for node in classes(source.tree)
    }
    found = {"BaseModel"}
    while True:
        more = {n for n, (_, c) in everything.items() if found.intersection(bases(c))}
        if more <= found:
            return {name: everything[name] for name in sorted(found & set(everything))}
        found |= more
