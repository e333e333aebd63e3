"""Where the data is kept, and one session for each request."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from blog.settings import settings

# --8<-- [start:engine]
engine = create_engine(settings.database_url)
SessionLocal = sessionmaker(engine)
# --8<-- [end:engine]


# --8<-- [start:foreign_keys]
@event.listens_for(engine, "connect")
def check_foreign_keys(connection: Any, _: object) -> None:
    """SQLite checks foreign keys only when each connection asks for it."""
    if engine.dialect.name == "sqlite":
        connection.execute("PRAGMA foreign_keys = ON")
    # --8<-- [end:foreign_keys]


# --8<-- [start:base]
class Base(DeclarativeBase):
    """The parent of every table; SQLite never gives an id a second time."""

    __table_args__ = {"sqlite_autoincrement": True}
    # --8<-- [end:base]


# --8<-- [start:get_db]
def get_db() -> Iterator[Session]:
    """Yield a session, and close it when the request is over."""
    with SessionLocal() as session:
        yield session


DbSession = Annotated[Session, Depends(get_db)]
# --8<-- [end:get_db]
