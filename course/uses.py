"""Where the course uses a name: read from the code, so that it cannot go stale."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from course.steps import ROOT, Step, read_manifest

PAGES = ROOT / "docs" / "en"
REQUEST = re.compile(r'--8<-- "uses/(\w+)\.md"')
UVICORN_COMMAND = re.compile(r"^\s*[$>] (.*\buvicorn\b.*)$", re.MULTILINE)
UVICORN_WORDS = {
    "uvicorn_app": "blog.main:app",
    "uvicorn_app_dir": "--app-dir",
    "uvicorn_reload": "--reload",
    "uvicorn_workers": "--workers",
}
# Names that the pages explain because older code has them; the course has none.
NOT_USED = ("sqlalchemy.orm.declarative_base",)
NOWHERE = "Nowhere in the chapters.\n"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Found = tuple[str, int, str]


class UnknownName(ValueError):
    """A page asks for the uses of a name that the course does not import."""


@dataclass(frozen=True)
class Use:
    """One place where a file uses an imported name.

    `name` is the whole dotted name, such as `fastapi.status.HTTP_404_NOT_FOUND`;
    `place` is the function or class around it, or the variable that it defines.
    """

    name: str
    step: str
    file: str
    line: int
    place: str


class NameFinder(ast.NodeVisitor):
    """Collects the dotted name, line and place of each use of an imported name."""

    def __init__(self, imports: dict[str, str]) -> None:
        self.imports = imports
        self.places: list[str] = []
        self.hidden: list[set[str]] = []
        self.found: list[Found] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Visit a function; its own variables hide imports of the same name."""
        self.visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Visit an async function like any other."""
        self.visit_function(node)

    def visit_function(self, node: Function) -> None:
        """Visit the head of a function, then its body, where its variables hide."""
        self.places.append(node.name)
        returned = [node.returns] if node.returns else []
        self.visit_all([*node.decorator_list, node.args, *returned])
        self.hidden.append(variables(node))
        self.visit_all(node.body)
        self.hidden.pop()
        self.places.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Visit a class: what is used there stands in it."""
        self.places.append(node.name)
        self.generic_visit(node)
        self.places.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        """Visit an assignment such as `app = FastAPI()`."""
        self.visit_assignment(node, node.targets[0])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Visit an assignment with a type."""
        self.visit_assignment(node, node.target)

    def visit_assignment(self, node: ast.AST, target: ast.expr) -> None:
        """Visit an assignment; outside functions and classes it is a place itself."""
        is_place = not self.places and isinstance(target, ast.Name)
        self.places += [ast.unparse(target)] if is_place else []
        self.generic_visit(node)
        if is_place:
            self.places.pop()

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note `status.HTTP_404_NOT_FOUND` once, not its parts too."""
        dotted = ast.unparse(node)
        if re.fullmatch(r"[\w.]+", dotted):
            self.note(dotted, node.lineno)
        else:
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that is read."""
        if isinstance(node.ctx, ast.Load):
            self.note(node.id, node.lineno)

    def visit_all(self, nodes: Iterable[ast.AST]) -> None:
        """Visit several nodes in order."""
        for node in nodes:
            self.visit(node)

    def note(self, dotted: str, line: int) -> None:
        """Keep this use if its first name was imported and nothing hides it."""
        first, _, rest = dotted.partition(".")
        if first in self.imports and not any(first in names for names in self.hidden):
            name = self.imports[first] + (f".{rest}" if rest else "")
            self.found.append((name, line, ".".join(self.places)))


def variables(function: Function) -> set[str]:
    """Return the parameters and variables of a function."""
    nodes = list(ast.walk(function))
    stored = {
        node.id
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def imports_of(tree: ast.Module) -> dict[str, str]:
    """Return what each imported name stands for, such as `users` for `blog.user`."""
    imports = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                imports[alias.asname or first] = alias.name if alias.asname else first
    return imports


def uses_in(source: str) -> list[Found]:
    """Return the dotted name, line and place of each use in a file's text."""
    tree = ast.parse(source)
    finder = NameFinder(imports_of(tree))
    finder.visit(tree)
    return sorted(finder.found, key=lambda found: found[1])


def all_uses() -> list[Use]:
    """Return every use in the course, step by step, file by file, line by line.

    A file is read only where a step added or changed it: its copies say nothing new.
    """
    return [
        Use(name, step.key, file, line, place)
        for step in read_manifest()
        for file in sorted({*step.added, *step.changed})
        if file.endswith(".py")
        for name, line, place in uses_in((step.path / file).read_text(encoding="utf-8"))
    ]


def uses_of(qualified: str) -> list[Use]:
    """Return where the course uses a name such as `sqlalchemy.orm.relationship`.

    What hangs on the name counts too: `fastapi.status.HTTP_404_NOT_FOUND` is a use
    of `fastapi.status`. The line of the import is none.
    """
    return matching(qualified, all_uses())


def matching(qualified: str, uses: Iterable[Use]) -> list[Use]:
    """Return those of the uses that are of this name, or of what hangs on it."""
    return [use for use in uses if f"{use.name}.".startswith(f"{qualified}.")]


def generate_uses(target: Path, pages: Path = PAGES) -> None:
    """Write target/uses/: a list for each name that the pages on modules ask for.

    The lists for uvicorn read the commands from target/<slug>/run.md too, so those
    must be there already. Raises UnknownName for a name that nothing explains.
    """
    folder = target / "uses"
    folder.mkdir(parents=True, exist_ok=True)
    uses = all_uses()
    names = names_by_file(uses)
    for stem in requested(pages / "modules"):
        if stem in UVICORN_WORDS:
            text = command_list(UVICORN_WORDS[stem], target, pages)
        elif stem in names:
            text = use_list(matching(names[stem], uses))
        else:
            raise UnknownName(f"uses/{stem}.md: the course imports no such name.")
        (folder / f"{stem}.md").write_text(text, encoding="utf-8")


def requested(folder: Path) -> list[str]:
    """Return the names of the lists that the pages in this folder include."""
    pages = [page.read_text(encoding="utf-8") for page in sorted(folder.glob("*.md"))]
    return sorted({stem for page in pages for stem in REQUEST.findall(page)})


def names_by_file(uses: Iterable[Use]) -> dict[str, str]:
    """Return the dotted name for each name of a list, such as `fastapi_status`."""
    names = {*NOT_USED}
    for use in uses:
        parts = use.name.split(".")
        names.update(".".join(parts[:end]) for end in range(1, len(parts) + 1))
    return {name.replace(".", "_"): name for name in names}


def use_list(uses: list[Use]) -> str:
    """Return the uses as a Markdown list, one line for each step."""
    lines = [
        f"- {link(step)}: {'; '.join(by_file(u for u in uses if u.step == step.key))}"
        for step in read_manifest()
        if any(use.step == step.key for use in uses)
    ]
    return "\n".join([*lines, ""]) if lines else NOWHERE


def by_file(uses: Iterable[Use]) -> Iterator[str]:
    """Yield each file with the places in it, such as `a.py` in `f` (lines 1, 2)."""
    for file, group in groupby(uses, lambda use: use.file):
        places: dict[str, list[int]] = {}
        for use in group:
            places.setdefault(use.place, []).append(use.line)
        words = [place_words(place, lines) for place, lines in places.items()]
        yield f"`{file}`, {', '.join(words)}"


def place_words(place: str, lines: list[int]) -> str:
    """Return a place with its lines, each line once."""
    numbers = ", ".join(map(str, sorted(set(lines))))
    counted = f"line{'s' if ',' in numbers else ''} {numbers}"
    return f"`{place}` ({counted})" if place else counted


def command_list(word: str, target: Path, pages: Path) -> str:
    """Return the uvicorn commands with this word, one line for each step."""
    lines = []
    for step in read_manifest():
        found = [c for c in uvicorn_commands(step, target, pages) if word in c.split()]
        if found:
            commands = ", ".join(f"`{command}`" for command in found)
            lines.append(f"- {link(step)}: {commands}")
    return "\n".join([*lines, ""]) if lines else NOWHERE


def uvicorn_commands(step: Step, target: Path, pages: Path) -> list[str]:
    """Return the commands that a step's pages show, each once."""
    files = [target / step.slug / "run.md"]
    files += sorted((pages / "chapters" / step.slug).rglob("*.md"))
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    found = [command for text in texts for command in UVICORN_COMMAND.findall(text)]
    return list(dict.fromkeys(command.strip() for command in found))


def link(step: Step) -> str:
    """Return the link from a page on modules to a step's page."""
    number = "" if step.key == "final" else f"{step.key} · "
    return f"[{number}{step.title}](../chapters/{step.slug}/index.md)"
