"""Where the data is kept, and one session for each request."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

engine = create_engine("sqlite:///blog.db")
SessionLocal = sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine, "connect")
def check_foreign_keys(connection: Any, _: object) -> None:
    """SQLite checks foreign keys only when each connection asks for it."""
    connection.execute("PRAGMA foreign_keys = ON")


class Base(DeclarativeBase):
    """The parent of every table; SQLite never gives an id a second time."""

    __table_args__ = {"sqlite_autoincrement": True}


def get_db() -> Iterator[Session]:
    """Yield a session for a request."""
    session = SessionLocal()
    yield session
    session.close()


DbSession = Annotated[Session, Depends(get_db)]
