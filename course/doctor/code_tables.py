"""Code with SQLAlchemy: relationships, addresses of databases, and sessions left open."""

from __future__ import annotations

import ast

from course.doctor.code_schemas import at
from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    calls,
    classes,
    constant,
    dotted_name,
    functions,
    imports_from,
    keyword,
    last_name,
    sources,
    sources_in,
)

IN_MEMORY = ("sqlite://", "sqlite:///:memory:")


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


def engines(machine: Machine) -> list[tuple[Source, ast.Call, str]]:
    """Return each `create_engine` with the address it is given as plain text."""
    found = []
    for source in sources(machine):
        texts = {
            last_name(node.targets[0]): constant(node.value)
            for node in source.tree.body
            if isinstance(node, ast.Assign)
        }
        for call in calls(source.tree, "create_engine"):
            first = call.args[0] if call.args else None
            address = constant(first) or texts.get(dotted_name(first))
            found.append((source, call, str(address or "")))
    return found


def no_such_table(machine: Machine) -> list[Finding]:
    """Note a database that depends on the folder that the program is started in."""
    return [
        Finding(
            "no-such-table",
            43,
            f"{address} is another file in every folder that you start from.",
            "Started elsewhere, the app finds an empty database: no such table.",
            ("Make an absolute path: Path(__file__).resolve().parent / 'blog.db'",),
            at(machine, source, call),
            is_note=True,
        )
        for source, call, address in engines(machine)
        if address.startswith("sqlite:///") and address not in IN_MEMORY
        if not address.startswith(("sqlite:////", "sqlite:///C:", "sqlite:///file:"))
    ]


def other_thread(machine: Machine) -> list[Finding]:
    """Find a database in memory, or one connection, that other threads cannot use."""
    found = [
        (source, call, "create_engine makes a database in memory for each thread.")
        for source, call, address in engines(machine)
        if address in IN_MEMORY and keyword(call, "poolclass") is None
    ]
    for source in sources(machine):
        for line in source.tree.body:
            if (
                isinstance(line, ast.Assign)
                and dotted_name(line.value) == "sqlite3.connect"
            ):
                found.append(
                    (source, line.value, "One sqlite3 connection serves the whole app.")  # type: ignore[arg-type]
                )
    return [
        Finding(
            "other-thread",
            45,
            what,
            "FastAPI works in several threads: a connection belongs to one of them.",
            (
                "A file for the app: create_engine('sqlite:///…'), a session per request.",
                "In a test: poolclass=StaticPool, "
                "connect_args={'check_same_thread': False}",
            ),
            at(machine, source, node),
        )
        for source, node, what in found
    ]


def pool_exhausted(machine: Machine) -> list[Finding]:
    """Find a dependency that opens a session and does not close it."""
    return [
        Finding(
            "pool-exhausted",
            47,
            f"{function.name} opens a session and does not close it.",
            "After some requests the pool is empty: QueuePool limit reached.",
            ("with SessionLocal() as session:\n    yield session",),
            at(machine, source, function),
        )
        for source in sources(machine)
        for function in functions(source.tree)
        if hands_out_session(function) and not closes(function)
    ]


def hands_out_session(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function yields or returns a session that it made itself."""
    made = {
        dotted_name(node.targets[0])
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and last_name(node.value) in ("SessionLocal", "Session")
    }
    given = [
        n.value for n in ast.walk(function) if isinstance(n, (ast.Yield, ast.Return))
    ]
    return any(dotted_name(value) in made for value in given if value is not None)


def closes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether `close()` stands in a `finally`, so that it is always called."""
    tries = [node for node in ast.walk(function) if isinstance(node, ast.Try)]
    return any(list(calls(line, "close")) for node in tries for line in node.finalbody)


CHECKS = (
    Check((40,), declarative_base),
    Check((41,), unknown_class),
    Check((42,), defined_twice),
    Check((43,), no_such_table),
    Check((45,), other_thread),
    Check((47,), pool_exhausted),
)
