"""What is in a SQLite file."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

AT_MOST = 200  # rows of a table
EXACT = 2**53  # a larger number of JavaScript may be another


def read_tables(file: Path) -> list[dict[str, Any]]:
    """Return name, columns and the last rows of each table; `more` counts the others."""
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
    (count,) = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()
    more = max(count - AT_MOST, 0)
    cursor = connection.execute(f"SELECT * FROM {quoted} LIMIT -1 OFFSET {more}")
    rows = [list(map(shown, row)) for row in cursor]
    columns = [column[0] for column in cursor.description]
    return {"name": name, "columns": columns, "rows": rows, "more": more}


def shown(value: Any) -> Any:
    """Return a value that JSON, and a number of JavaScript, can carry."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    is_exact = not isinstance(value, int | float) or abs(value) <= EXACT
    return value if is_exact else str(value)
