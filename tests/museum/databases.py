"""Databases that are gone after a test, and what happens in them at the same moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine, event

T = TypeVar("T")


@contextmanager
def hasty_databases() -> Iterator[None]:
    """Let SQLite not wait for the disk: these data may be lost."""

    def hurry(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")

    event.listen(Engine, "connect", hurry)
    try:
        yield
    finally:
        event.remove(Engine, "connect", hurry)


@contextmanager
def before_a_user_is_written(act: Callable[[], T]) -> Iterator[list[T]]:
    """Act once in the moment before the app stores a user; what comes of it is listed."""
    done: list[T] = []
    begun: list[str] = []

    def interrupt(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("INSERT INTO users") and not begun:
            begun.append(statement)
            done.append(act())

    event.listen(Engine, "before_cursor_execute", interrupt)
    try:
        yield done
    finally:
        event.remove(Engine, "before_cursor_execute", interrupt)
