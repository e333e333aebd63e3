"""Code with Pydantic: names of version 1, defaults, and passwords without a limit."""

from __future__ import annotations

import ast
from pathlib import Path

from course.doctor.code_rows import validated_rows
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
        if sets_orm_mode(node)
    ]


def old_config(machine: Machine) -> list[Finding]:
    """Note a `class Config` without `orm_mode`: the form of Pydantic 1."""
    return [
        Finding(
            "class-config",
            35,
            f"{schema.name} has a class Config, the form of Pydantic 1.",
            "It is still read, with a warning. The next version will not know it.",
            ("Write: model_config = ConfigDict(...)",),
            at(machine, source, node),
            is_note=True,
        )
        for folder in machine.folders
        for source, schema in schemas_in(folder).values()
        for node in schema.body
        if isinstance(node, ast.ClassDef) and node.name == "Config"
        if not any(sets_orm_mode(line) for line in node.body)
    ]


def sets_orm_mode(line: ast.AST) -> bool:
    """Tell whether a line sets `orm_mode`."""
    return isinstance(line, ast.Assign) and any(
        last_name(target) == "orm_mode" for target in line.targets
    )


def from_orm(machine: Machine) -> list[Finding]:
    """Find a row that is given to a schema which does not read attributes."""
    found = []
    for source in sources(machine):
        schemas = schemas_in(source.folder)
        for call in [*calls(source.tree, "from_orm"), *validated_rows(source)]:
            path, _, method = dotted_name(call).rpartition(".")
            name = path.rpartition(".")[2]
            if name in schemas and not reads_attributes(name, source.folder):
                found.append(
                    Finding(
                        "from-attributes",
                        36,
                        f"{name}.{method} gets a row, and {name} reads no attributes.",
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
        if source.error and source.is_text
    ]


def not_utf_8(machine: Machine) -> list[Finding]:
    """Find a file in an encoding that Python cannot read, such as UTF-16."""
    return [
        Finding(
            "not-utf8",
            None,
            f"{source.path.name} is not saved as UTF-8.",
            "Python reads nothing else: the app may not start.",
            (
                "In VS Code: click the encoding in the bar at the bottom, then Save with "
                "Encoding, UTF-8.",
            ),
            place(machine, source.path),
        )
        for source in sources(machine)
        if not source.is_text
    ]


CHECKS = (
    Check((), syntax_error),
    Check((), not_utf_8),
    Check((35,), orm_mode),
    Check((35,), old_config),
    Check((36,), from_orm),
    Check((37,), base_settings),
)
