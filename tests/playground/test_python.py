"""What Python tells the page about: the rows of a table, and what is wrong with code."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import BaseModel

from playground.python.faults import fault
from playground.python.tables import AT_MOST, EXACT, read_tables


def test_the_last_rows_of_a_long_table_are_shown(tmp_path: Path) -> None:
    """What was just written is among them; the others are counted."""
    file = tmp_path / "blog.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE blogs (id INTEGER PRIMARY KEY, title TEXT)")
        rows = [(number, "Hello") for number in range(AT_MOST + 3)]
        database.executemany("INSERT INTO blogs VALUES (?, ?)", rows)
        database.commit()
    (table,) = read_tables(file)
    assert table["rows"] == [[number, title] for number, title in rows[3:]]
    assert table["more"] == 3


def test_a_number_that_javascript_does_not_have_is_text(tmp_path: Path) -> None:
    """It is shown as SQLite has it."""
    file = tmp_path / "blog.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE numbers (number)")
        for number in (EXACT + 1, float("inf"), 1.5):
            database.execute("INSERT INTO numbers VALUES (?)", (number,))
        database.commit()
    (table,) = read_tables(file)
    assert table["rows"] == [[str(EXACT + 1)], ["inf"], [1.5]]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("Kept(id='x')", "1 validation error for Kept"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def def", "SyntaxError: invalid syntax"),
    ],
)
def test_an_error_is_named_by_its_first_line(
    code: str, said: str, tmp_path: Path
) -> None:
    """Not by a link or a statement below it; a wrong syntax is shown before its name."""

    class Kept(BaseModel):
        id: int

    with pytest.raises(Exception, match=said.rpartition(": ")[2]) as raised:
        exec(code, {"Kept": Kept})
    told = fault(raised.value, tmp_path)
    assert told["message"].endswith(said)
    assert told["message"] in told["traceback"]
