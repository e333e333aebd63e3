"""Code with Pydantic: names of version 1, defaults, and passwords without a limit."""

from __future__ import annotations

import ast
from pathlib import Path

from course.doctor.finding import Check, Finding, place
from course.doctor.machine import Machine
from course.doctor.source import (
    at,
    bases,
    calls,
    dotted_name,
    imports_from,
    last_name,
    nodes_in,
    schemas_in,
    sources,
)


def orm_mode(machine: Machine) -> list[Finding]:
    """Find `class Config` with `orm_mode`, which Pydantic 2 ignores."""
    return [
        Finding(
            "orm-mode",
            35,
            "orm_mode has another name in Pydantic 2.",
            "It is only a warning, but the setting has no effect.",
            ("Write: model_config = ConfigDict(from_attributes=True)",),
            at(machine, source, node),
        )
        for source in sources(machine)
        for node in nodes_in(source.tree)
        if isinstance(node, ast.Assign)
        and any(last_name(target) == "orm_mode" for target in node.targets)
    ]


def from_orm(machine: Machine) -> list[Finding]:
    """Find `from_orm` of a schema that does not read attributes."""
    found = []
    for source in sources(machine):
        schemas = schemas_in(source.folder)
        for call in calls(source.tree, "from_orm"):
            name = dotted_name(call).rpartition(".")[0].rpartition(".")[2]
            if name in schemas and not reads_attributes(name, source.folder):
                found.append(
                    Finding(
                        "from-attributes",
                        36,
                        f"{name}.from_orm is called, and {name} reads no attributes.",
                        "The call fails: You must set the config attribute.",
                        (
                            f"In {name}: model_config = ConfigDict(from_attributes=True)",
                            f"Call {name}.model_validate(row).",
                        ),
                        at(machine, source, call),
                    )
                )
    return found


def reads_attributes(name: str, folder: Path) -> bool:
    """Tell whether a schema, or a parent of it, sets `from_attributes`."""
    schemas = schemas_in(folder)
    if name not in schemas:
        return False
    source, node = schemas[name]
    text = "\n".join(source.text.splitlines()[node.lineno - 1 : end_of(node)])
    parents = [base for base in bases(node) if base != name]
    return "from_attributes" in text or any(
        reads_attributes(parent, folder) for parent in parents
    )


def end_of(node: ast.AST) -> int:
    """Return the last line of a piece of code."""
    return int(getattr(node, "end_lineno", 0) or 0)


def base_settings(machine: Machine) -> list[Finding]:
    """Find `BaseSettings` taken from Pydantic itself."""
    return [
        Finding(
            "base-settings",
            37,
            "BaseSettings is in a package of its own since Pydantic 2.",
            "The import fails.",
            ("Write: from pydantic_settings import BaseSettings",),
            at(machine, source, node),
        )
        for source in sources(machine)
        for node in imports_from(source.tree)
        if node.module == "pydantic"
        and any(a.name == "BaseSettings" for a in node.names)
    ]


def syntax_error(machine: Machine) -> list[Finding]:
    """Find a file that Python cannot read."""
    if machine.version < (3, 11):
        return []
    return [
        Finding(
            "syntax-error",
            None,
            f"Python cannot read {source.path.name}: a syntax error in line "
            f"{source.error}.",
            "The app does not start before it is repaired.",
            ("Look at this line and the one above it: a bracket, a quote, a colon?",),
            place(machine, source.path, source.error),
        )
        for source in sources(machine)
        if source.error
    ]


CHECKS = (
    Check((), syntax_error),
    Check((35,), orm_mode),
    Check((36,), from_orm),
    Check((37,), base_settings),
)
