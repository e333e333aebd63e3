"""Code that imports and starts: circles, uvicorn.run, tests, files without an encoding."""

from __future__ import annotations

import ast
from pathlib import Path

from course.doctor.finding import Check, Finding, place
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    at,
    calls,
    dotted_name,
    imports_from,
    keyword,
    sources,
    sources_in,
)


def uvicorn_runs(source: Source) -> list[ast.Call]:
    """Return the calls of uvicorn.run that start another process."""
    return [
        call
        for call in calls(source.tree, "uvicorn.run")
        if keyword(call, "reload") is not None or keyword(call, "workers") is not None
    ]


def import_string(machine: Machine) -> list[Finding]:
    """Find `uvicorn.run(app, reload=True)`: a new process cannot import an object."""
    return [
        Finding(
            "import-string",
            26,
            f"uvicorn.run gets {dotted_name(call.args[0])} itself, with reload or workers.",
            "uvicorn stops: the new process needs a name that it can import.",
            (f'Write: uvicorn.run("{source.module}:app", reload=True)',),
            at(machine, source, call),
        )
        for source in sources(machine)
        for call in uvicorn_runs(source)
        if call.args and isinstance(call.args[0], ast.Name)
    ]


def main_guard(machine: Machine) -> list[Finding]:
    """Find `uvicorn.run` with reload or workers at the top of a file."""
    return [
        Finding(
            "main-guard",
            27,
            "uvicorn.run stands at the top of the file.",
            "The new process reads the file, too, and starts once more.",
            ('Put it under: if __name__ == "__main__":',),
            at(machine, source, call),
        )
        for source in sources(machine)
        for line in source.tree.body
        if isinstance(line, ast.Expr) and line.value in uvicorn_runs(source)
        for call in [line.value]
    ]


def circular_import(machine: Machine) -> list[Finding]:
    """Find two files that take names from each other while they are read."""
    found = []
    for folder in machine.folders:
        graph = {s.module: needed(s, folder) for s in sources_in(folder)}
        seen = set()
        for source in sources_in(folder):
            circle = way_back(source.module, graph)
            if circle and frozenset(circle) not in seen:
                seen.add(frozenset(circle))
                found.append(circle_finding(machine, source, circle))
    return found


def circle_finding(machine: Machine, source: Source, circle: list[str]) -> Finding:
    """Return the finding for one circle."""
    return Finding(
        "circular-import",
        18,
        f"Files import each other: {' -> '.join([*circle, circle[0]])}.",
        "One of them is read while the other is half done: cannot import name.",
        ("Let imports go one way: what both need goes into a third file.",),
        place(machine, source.path),
    )


def needed(source: Source, folder: Path) -> set[str]:
    """Return the modules from which a file takes names as it is read."""
    found = set()
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom) and not node.level:
            base = folder / (node.module or "").replace(".", "/")
            names = [a.name for a in node.names]
            if any(not (base / f"{name}.py").is_file() for name in names):
                found.add(node.module or "")
    return found - {source.module}


def way_back(start: str, graph: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle through this one; empty if there is none."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for following in sorted(graph.get(way[-1], ())):
            if following == start:
                return way
            if following in graph and following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def relative_start(machine: Machine) -> list[Finding]:
    """Find a file with relative imports that is meant to be started itself."""
    return [
        Finding(
            "relative-import",
            16,
            f"{source.path.name} is started as a file, and has a relative import.",
            "It fails: attempted relative import with no known parent package.",
            (f"cd {source.folder}", f"python -m {source.module}"),
            at(machine, source, node),
        )
        for source in sources(machine)
        if '__name__ == "__main__"' in source.text
        for node in imports_from(source.tree)
        if node.level and source.path.name != "__main__.py"
    ]


CHECKS = (
    Check((16,), relative_start),
    Check((18,), circular_import),
    Check((26,), import_string),
    Check((27,), main_guard),
)
