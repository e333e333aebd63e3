"""The readers' databases: older than the models, locked, damaged, with odd passwords."""

from __future__ import annotations

import ast
from contextlib import closing
from pathlib import Path
from typing import Any

from course.doctor.code_tables import models, table_name
from course.doctor.finding import Check, Finding, Fix, place
from course.doctor.machine import Machine
from course.doctor.source import bases, classes, constant, last_name, sources_in

COLUMN_MAKERS = ("mapped_column", "Column")
MIGRATED_BY_ITSELF = "alembic_version"


def connect(file: Path, mode: str) -> Any:
    """Return a connection that makes no file; raise ImportError without sqlite3."""
    import sqlite3

    return sqlite3.connect(
        f"{file.resolve().as_uri()}?mode={mode}", uri=True, timeout=0
    )


def databases(machine: Machine) -> list[tuple[Path, Path]]:
    """Return each folder with each database in it."""
    return [
        (folder, file)
        for folder in machine.folders
        for pattern in ("*.db", "*/*.db")
        for file in sorted(folder.glob(pattern))
        if file.is_file() and file.stat().st_size
    ]


def columns(node: ast.ClassDef, everything: dict[str, ast.ClassDef]) -> set[str]:
    """Return the names of a model's columns, with those of its parents in the folder."""
    found = {name for line in node.body for name in [column(line)] if name}
    for base in bases(node):
        if base in everything and base != node.name:
            found |= columns(everything[base], everything)
    return found


def column(line: ast.stmt) -> str:
    """Return the name of the column that a line of a model makes; else empty."""
    target: ast.expr
    if isinstance(line, ast.AnnAssign):
        target, value = line.target, line.value
        is_column = value is None and last_name(outer(line.annotation)) == "Mapped"
    elif isinstance(line, ast.Assign):
        target, value, is_column = line.targets[0], line.value, False
    else:
        return ""
    if isinstance(value, ast.Call) and last_name(value) in COLUMN_MAKERS:
        first = constant(value.args[0]) if value.args else None
        return first if isinstance(first, str) else last_name(target)
    return last_name(target) if is_column else ""


def outer(annotation: ast.expr) -> ast.expr:
    """Return the `Mapped` of `Mapped[int]`."""
    return annotation.value if isinstance(annotation, ast.Subscript) else annotation


def wanted_columns(folder: Path) -> dict[str, set[str]]:
    """Return the columns of every table by the models in a folder."""
    files = sources_in(folder)
    everything = {node.name: node for file in files for node in classes(file.tree)}
    return {
        table_name(node): columns(node, everything)
        for file in files
        for node in models(file)
    }


def columns_there(file: Path) -> dict[str, set[str]]:
    """Return the columns of every table in a database; nothing if it cannot be read."""
    try:
        with closing(connect(file, "ro")) as connection:
            rows = connection.execute(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c"
            ).fetchall()
    except Exception:  # no sqlite3, or no database: other checks say so
        return {}
    found: dict[str, set[str]] = {}
    for table, name in rows:
        found.setdefault(table, set()).add(name)
    return found


def new_column(machine: Machine) -> list[Finding]:
    """Find a database that was made before the models had all of their columns."""
    found = []
    for folder, file in databases(machine):
        if missing := missing_columns(folder, file):
            found.append(old_database(machine, file, missing))
    return found


def missing_columns(folder: Path, file: Path) -> list[str]:
    """Return the columns of a folder's models that the tables of a database lack."""
    there = columns_there(file)
    if MIGRATED_BY_ITSELF in there:
        return []
    return [
        f"{table}.{name}"
        for table, names in sorted(wanted_columns(folder).items())
        if table in there
        for name in sorted(names - there[table])
    ]


def old_database(machine: Machine, file: Path, missing: list[str]) -> Finding:
    """Return the finding for one database that is too old."""
    kept = file.with_name(f"{file.name}.old")
    command = "Move-Item" if machine.is_windows else "mv"
    return Finding(
        "new-column",
        44,
        f"{file.name} is older than the models: it has no {', '.join(missing)}.",
        "create_all makes tables, it never changes one. Requests fail with 500.",
        (
            "Stop the server (Ctrl+C).",
            f'{command} "{machine.seen(file)}" "{machine.seen(kept)}"',
            "The app makes a new one at its next start.",
        ),
        place(machine, file),
        fix=None
        if kept.exists()
        else Fix(
            f"rename {file} to {kept.name}; nothing is lost", lambda: move(file, kept)
        ),
    )


def move(file: Path, kept: Path) -> None:
    """Give a file another name, which must be free."""
    if not kept.exists():
        file.rename(kept)


def unknown_hash(machine: Machine) -> list[Finding]:
    """Find users whose stored password is no hash."""
    found = []
    for _, file in databases(machine):
        for table, names in columns_there(file).items():
            for name in sorted(
                names & {"password", "password_hash", "hashed_password"}
            ):
                count = plain_passwords(file, table, name)
                if count:
                    found.append(plain(machine, file, count))
    return found


def plain_passwords(file: Path, table: str, name: str) -> int:
    """Return how many passwords in a table are no hash."""
    question = f'SELECT count(*) FROM "{table}" WHERE "{name}" NOT LIKE \'$%\''
    with closing(connect(file, "ro")) as connection:
        return int(connection.execute(question).fetchone()[0])


def plain(machine: Machine, file: Path, count: int) -> Finding:
    """Return the finding for passwords that are no hashes."""
    return Finding(
        "unknown-hash",
        54,
        f"{count} password(s) in {file.name} are stored as they were typed.",
        "Login fails: hash could not be identified. And everybody can read them.",
        ("Stop the server, rename the file, and make the users again.",),
        place(machine, file),
    )


CHECKS = (
    Check((44,), new_column),
    Check((54,), unknown_hash),
)
