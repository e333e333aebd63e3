"""Code with SQLAlchemy: addresses of databases, connections, and sessions left open."""

from __future__ import annotations

import ast

from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    at,
    calls,
    constant,
    dotted_name,
    functions,
    keyword,
    last_name,
    sources,
)

IN_MEMORY = ("sqlite://", "sqlite:///:memory:")


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
                "A file for the app: create_engine('sqlite:///...'), a session per request.",
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
    Check((43,), no_such_table),
    Check((45,), other_thread),
    Check((47,), pool_exhausted),
)
