"""Code with SQLAlchemy: relationships, addresses of databases, and sessions left open."""

from __future__ import annotations

import ast

from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    at,
    calls,
    classes,
    constant,
    imports_from,
    last_name,
    sources,
    sources_in,
)


def declarative_base(machine: Machine) -> list[Finding]:
    """Find the place where `declarative_base` was before SQLAlchemy 2."""
    return [
        Finding(
            "declarative-base",
            40,
            "declarative_base has moved.",
            "It works, with a warning. SQLAlchemy 2 has a newer way.",
            ("Write: class Base(DeclarativeBase): pass   (from sqlalchemy.orm)",),
            at(machine, source, node),
        )
        for source in sources(machine)
        for node in imports_from(source.tree)
        if node.module == "sqlalchemy.ext.declarative"
    ]


def table_name(node: ast.ClassDef) -> str:
    """Return the `__tablename__` of a class; empty if it has none."""
    for line in node.body:
        if (
            isinstance(line, ast.Assign)
            and last_name(line.targets[0]) == "__tablename__"
        ):
            return str(constant(line.value) or "")
    return ""


def models(source: Source) -> list[ast.ClassDef]:
    """Return the classes of a file that are tables."""
    return [node for node in classes(source.tree) if table_name(node)]


def unknown_class(machine: Machine) -> list[Finding]:
    """Find a relationship or foreign key to what is in no file of the folder."""
    found = []
    for source in sources(machine):
        if not models(source):
            continue
        everything = [
            node for each in sources_in(source.folder) for node in models(each)
        ]
        for call in calls(source.tree, "relationship"):
            wanted = constant(call.args[0]) if call.args else None
            if wanted and wanted not in {node.name for node in everything}:
                found.append(unknown(machine, source, call, f"the class {wanted}"))
        for call in calls(source.tree, "ForeignKey"):
            target = str(constant(call.args[0]) or "") if call.args else ""
            table = target.rpartition(".")[0].rpartition(".")[2]
            if table and table not in {table_name(node) for node in everything}:
                found.append(unknown(machine, source, call, f"the table {table}"))
    return found


def unknown(machine: Machine, source: Source, node: ast.AST, what: str) -> Finding:
    """Return the finding for a name that leads nowhere."""
    return Finding(
        "unknown-class",
        41,
        f"A relationship names {what}, which is in no file here.",
        "The first query fails, or create_all does.",
        (
            "A relationship wants the name of the class, a foreign key that of the table.",
        ),
        at(machine, source, node),
    )


def defined_twice(machine: Machine) -> list[Finding]:
    """Find two classes for one table in one file."""
    found = []
    for source in sources(machine):
        seen = set()
        for node in models(source):
            name = table_name(node)
            if name in seen:
                found.append(
                    Finding(
                        "defined-twice",
                        42,
                        f"The table {name} is defined twice in {source.path.name}.",
                        "The app does not start.",
                        ("Keep one of the classes, or give the other another name.",),
                        at(machine, source, node),
                    )
                )
            seen.add(name)
    return found


CHECKS = (
    Check((40,), declarative_base),
    Check((41,), unknown_class),
    Check((42,), defined_twice),
)
