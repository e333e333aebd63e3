"""A reader's blog.db: too old, locked, damaged, with plain passwords; never changed."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from course.loading import copy_chapter
from course.steps import find_step
from tests.doctor.conditions import assert_found, assert_quiet, machine
from tests.programs import run

START = "from blog import models; from blog.database import Base, engine; "
START += "Base.metadata.create_all(engine)"


@pytest.fixture
def chapter_7(tmp_path: Path) -> Path:
    """A copy of chapter 7 with the database that its own models make."""
    folder = copy_chapter(find_step("7").path, tmp_path / "7")
    make_database(folder)
    return folder


def make_database(folder: Path) -> None:
    """Make the tables of a chapter in its blog.db."""
    python = find_step("7").path.parents[1] / ".venv" / "bin" / "python"
    done = run(str(python), "-c", START, folder=folder)
    assert done.returncode == 0, done.stderr


def change(folder: Path, statement: str) -> None:
    """Run one statement in a folder's blog.db."""
    with closing(sqlite3.connect(folder / "blog.db")) as connection, connection:
        connection.execute(statement)


def test_a_database_that_is_older_than_the_models(tmp_path: Path) -> None:
    """Chapter 3's file under chapter 4's code; the fix keeps it under another name."""
    before = copy_chapter(find_step("3").path, tmp_path / "3")
    after = copy_chapter(find_step("4").path, tmp_path / "4")
    make_database(before)
    (before / "blog.db").rename(after / "blog.db")
    old = (after / "blog.db").read_bytes()
    found = assert_found(44, machine(after))
    assert "blogs.user_id" in found.what
    assert found.fix is not None
    found.fix.do()
    assert (after / "blog.db.old").read_bytes() == old
    make_database(after)
    assert_quiet(44, machine(after))


def test_a_locked_database_and_by_whom(chapter_7: Path) -> None:
    """Another connection writes in it; when it is done, all is well."""
    with closing(sqlite3.connect(chapter_7 / "blog.db")) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        found = assert_found(46, machine(chapter_7))
        if sys.platform == "linux":
            assert f"(PID {os.getpid()})" in found.repair[0]
    assert_quiet(46, machine(chapter_7))


def test_a_file_that_is_no_database(chapter_7: Path) -> None:
    """SQLite's own words are shown, and the command that puts it out of the way."""
    (chapter_7 / "blog.db").write_text("no database" * 100, encoding="ascii")
    found = assert_found("unusable-database", machine(chapter_7))
    assert "not a database" in found.what
    assert 'blog.db.old"' in found.repair[0]


def test_passwords_that_are_no_hashes(chapter_7: Path) -> None:
    """They are counted, and none is shown; a hash is quiet."""
    user = "INSERT INTO users (name, email, password_hash) VALUES ('A', '{}', '{}')"
    change(chapter_7, user.format("a@example.com", "$2b$12$abc"))
    assert_quiet(54, machine(chapter_7))
    change(chapter_7, user.format("b@example.com", "my-own-password"))
    found = assert_found(54, machine(chapter_7))
    assert found.what.startswith("1 password")
    assert "my-own-password" not in repr(found)


def test_looking_changes_nothing(chapter_7: Path) -> None:
    """The same bytes, and no file beside it."""
    before = {file.name: file.read_bytes() for file in chapter_7.glob("blog.db*")}
    assert_quiet(44, machine(chapter_7))
    after = {file.name: file.read_bytes() for file in chapter_7.glob("blog.db*")}
    assert after == before
