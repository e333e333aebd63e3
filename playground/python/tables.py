"""What is in a SQLite file."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

AT_MOST = 200  # rows of a table


def read_tables(file: Path) -> list[dict[str, Any]]:
    """Return name, columns and rows of each table; `more` counts the rows left out."""
    if not file.is_file():
        return []
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
        return [read_table(connection, name) for (name,) in names.fetchall()]


def read_table(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    """Return one table as data."""
    quoted = '"' + name.replace('"', '""') + '"'
    cursor = connection.execute(f"SELECT * FROM {quoted} LIMIT {AT_MOST}")
    rows = [list(map(shown, row)) for row in cursor]
    (count,) = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()
    columns = [column[0] for column in cursor.description]
    return {"name": name, "columns": columns, "rows": rows, "more": count - len(rows)}


def shown(value: Any) -> Any:
    """Return a value that JSON can carry."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else value
