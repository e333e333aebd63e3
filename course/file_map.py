"""What each file of final imports, who imports it, and what it offers: for the site.

All of it is read from the source (`ast`), so that it cannot go stale.
"""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course.steps import find_step, step_files

PACKAGE = "blog"
FOLDER = find_step("final").path / PACKAGE
METHODS = ("get", "post", "put", "patch", "delete")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.ClassDef | Function
Documented = ast.Module | Definition


@dataclass(frozen=True)
class Name:
    """A public name: how it is written, what it is for, and what it has inside."""

    name: str
    signature: str
    line: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One file of final; `uses` holds pairs of a file and a public name in it.

    A name that the file itself uses is among them.
    """

    file: str
    promise: str
    imports: tuple[str, ...]
    uses: frozenset[tuple[str, str]]
    names: tuple[Name, ...]

    @property
    def page(self) -> str:
        """The name of the file's page, such as `routers__blog.md`."""
        return page_of(self.file)


def page_of(file: str) -> str:
    """Return the name of a file's page: the slashes of the path are `__`."""
    return file.removesuffix(".py").replace("/", "__") + ".md"


@cache
def read_sources(folder: Path = FOLDER) -> tuple[Source, ...]:
    """Return the package's files in the order of their names, but for `__init__`."""
    names = [name for name in step_files(folder) if name.endswith(".py")]
    files = [name for name in names if Path(name).name != "__init__.py"]
    return tuple(read_source(folder, file, files) for file in files)


def read_source(folder: Path, file: str, files: list[str]) -> Source:
    """Return what a file imports from these files, and what it offers."""
    text = (folder / file).read_text(encoding="utf-8")
    tree = ast.parse(text)
    modules, uses = imports_of(tree, files)
    own = {(file, name) for name in names_read(tree)}
    return Source(
        file,
        promise_of(tree),
        tuple(sorted({*modules.values(), *(other for other, _ in uses)})),
        frozenset({*uses, *attributes_of(tree, modules), *own}),
        tuple(name for node in tree.body for name in names_of(node, tree, text)),
    )


def names_read(tree: ast.Module) -> set[str]:
    """Return the names that a file reads, its own and others."""
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in nodes if isinstance(node.ctx, ast.Load)}


def imports_of(
    tree: ast.Module, files: list[str]
) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Return the modules by their names in this file, and the names imported."""
    modules: dict[str, str] = {}
    uses: set[tuple[str, str]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = file_of(f"{node.module}.{alias.name}")
                if whole in files:
                    modules[alias.asname or alias.name] = whole
                elif file_of(node.module) in files:
                    uses.add((file_of(node.module), alias.name))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if file_of(alias.name) in files:
                    modules[alias.asname or alias.name] = file_of(alias.name)
    return modules, uses


def file_of(module: str) -> str:
    """Return the file of a module of the package, or an empty text for any other."""
    package, _, rest = module.partition(".")
    return rest.replace(".", "/") + ".py" if package == PACKAGE and rest else ""


def attributes_of(tree: ast.Module, modules: dict[str, str]) -> set[tuple[str, str]]:
    """Return what is used of the imported modules, such as `blogs.newest`."""
    return {
        (modules[ast.unparse(node.value)], node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules
    }


def promise_of(node: Documented) -> str:
    """Return the first line of a docstring, or an empty text."""
    docstring = ast.get_docstring(node)
    return docstring.splitlines()[0] if docstring else ""


def names_of(node: ast.stmt, tree: ast.Module, text: str) -> list[Name]:
    """Return the public names that a statement at the top of a file defines."""
    if isinstance(node, ast.ClassDef):
        line = promise_of(node) or table_line(node)
        found = [Name(node.name, signature_of(node, text), line, fields_of(node))]
    elif isinstance(node, Function):
        line = " ".join(filter(None, [route_line(node, tree), promise_of(node)]))
        found = [Name(node.name, signature_of(node, text), line, ())]
    else:
        written = ast.get_source_segment(text, node) or ""
        found = [Name(n, written, value_line(n, node), ()) for n in assigned_by(node)]
    return [name for name in found if not name.name.startswith("_")]


def table_line(node: ast.ClassDef) -> str:
    """Return which table a class of SQLAlchemy stands for, if it is one."""
    for each in node.body:
        if isinstance(each, ast.Assign) and assigned_by(each) == ["__tablename__"]:
            return f"A row of the table `{ast.literal_eval(each.value)}`."
    return ""


def route_line(node: ast.FunctionDef | ast.AsyncFunctionDef, tree: ast.Module) -> str:
    """Return which requests a route answers, and its summary."""
    for call in node.decorator_list:
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr in METHODS and call.args:
            path = prefix_of(tree) + ast.unparse(call.args[0]).strip("'")
            summary = text_keyword(call, "summary")
            reason = f": {summary[0].lower()}{summary[1:]}" if summary else ""
            return f"Answers `{call.func.attr.upper()} {path}`{reason}."
    return ""


def prefix_of(tree: ast.Module) -> str:
    """Return the prefix of a file's router, or an empty text."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    routers = [call for call in calls if ast.unparse(call.func) == "APIRouter"]
    return text_keyword(routers[0], "prefix") if routers else ""


def text_keyword(call: ast.Call, name: str) -> str:
    """Return the text that a call is given under this name, or an empty text."""
    found = [word.value for word in call.keywords if word.arg == name]
    value = found[0].value if found and isinstance(found[0], ast.Constant) else ""
    return value if isinstance(value, str) else ""


def value_line(name: str, node: ast.stmt) -> str:
    """Return in one sentence what kind of value a name at the top of a file is."""
    written = ast.unparse(node)
    if "Depends(" in written:
        return "A dependency, written as a type."
    if "Annotated[" in written and not name.isupper():
        return "A type with its rules."
    if name.isupper():
        return "A constant."
    return "Made once, when the file is imported."


def assigned_by(node: ast.stmt) -> list[str]:
    """Return the names that a statement assigns, or []."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [each.id for each in targets if isinstance(each, ast.Name)]


def signature_of(node: Definition, text: str) -> str:
    """Return the decorators and the head, as they are written, without the colon."""
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    lines = text.splitlines()[first - 1 : node.body[0].lineno - 1]
    while lines and not lines[-1].rstrip().endswith(":"):
        lines.pop()
    return "\n".join(lines).rstrip().removesuffix(":")


def fields_of(node: ast.ClassDef) -> tuple[str, ...]:
    """Return the public fields and methods of a class."""
    names = []
    for each in node.body:
        if isinstance(each, Function):
            names.append(f"{each.name}()")
        else:
            names += assigned_by(each)
    return tuple(name for name in names if not name.startswith("_"))


def generate_files(target: Path) -> None:
    """Write for each file the page part `files/<page>`, an index, and a diagram."""
    folder = target / "files"
    folder.mkdir(parents=True, exist_ok=True)
    for source in read_sources():
        (folder / source.page).write_text(page_part(source), encoding="utf-8")
    (folder / "index.md").write_text(jobs(), encoding="utf-8")
    (folder / "diagram.md").write_text(diagram(), encoding="utf-8")


def page_part(source: Source) -> str:
    """Return a file's arrows to and from other files, and its public names."""
    lines = ["## Who uses whom", ""]
    lines += [f"- Imports from: {links(source.imports)}."]
    lines += [f"- Imported by: {links(importers(source.file))}.", ""]
    lines += ["## Public names", ""]
    if not source.names:
        lines += ["None: the file is run, nobody imports it.", ""]
    return "\n".join(lines + [line for n in source.names for line in entry(source, n)])


def links(files: tuple[str, ...]) -> str:
    """Return links to the pages of these files."""
    linked = ", ".join(f"[`{file}`]({page_of(file)})" for file in files)
    return linked or "no other file of the app"


def importers(file: str) -> tuple[str, ...]:
    """Return the files that import this one."""
    return tuple(each.file for each in read_sources() if file in each.imports)


def users(file: str, name: str) -> tuple[str, ...]:
    """Return the files that use a public name of this one, itself among them."""
    return tuple(each.file for each in read_sources() if (file, name) in each.uses)


def entry(source: Source, name: Name) -> list[str]:
    """Return the part of a page about one public name."""
    fence = "```{ .python data-search-exclude='' }"  # a search finds the name
    lines = [f"### `{name.name}`", "", fence, *name.signature.splitlines(), "```", ""]
    if name.line:
        lines += [name.line, ""]
    if name.fields:
        lines += [f"Inside: {', '.join(f'`{field}`' for field in name.fields)}.", ""]
    if used_in := users(source.file, name.name):
        here = "this file" if source.file in used_in else ""
        others = tuple(file for file in used_in if file != source.file)
        places = filter(None, [here, links(others) if others else ""])
        lines += [f"Used in {', '.join(places)}.", ""]
    return lines


def jobs() -> str:
    """Return the table of all files, and what each is for."""
    lines = ["| File | Job |", "|-|-|"]
    for source in read_sources():
        lines.append(f"| {links((source.file,))} | {source.promise} |")
    return "\n".join([*lines, ""])


def diagram() -> str:
    """Return the arrows as a Mermaid diagram, a folder as one box.

    An arrow is left out if the others lead to the same box.
    """
    graph = boxes()
    lines = [
        f"    {box} --> {other}"
        for box in graph
        for other in sorted(graph[box])
        if other not in reached(graph, graph[box] - {other})
    ]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```", ""])


def boxes() -> dict[str, set[str]]:
    """Return which boxes each box imports: a box is a file, or a folder of files."""
    graph: dict[str, set[str]] = {}
    for source in read_sources():
        others = graph.setdefault(box_of(source.file), set())
        others |= set(map(box_of, source.imports)) - {box_of(source.file)}
    return graph


def box_of(file: str) -> str:
    """Return the box of a file: its folder if it is in one, else itself."""
    folder, slash, _ = file.rpartition("/")
    return folder + slash or file


def reached(graph: dict[str, set[str]], start: set[str]) -> set[str]:
    """Return every box that arrows lead to from these."""
    found: set[str] = set()
    ahead = list(start)
    while ahead:
        new = graph[ahead.pop()] - found
        found |= new
        ahead += new
    return found
