"""Where the data is kept, and one session for each request."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from blog.settings import settings

# --8<-- [start:engine]
IS_SQLITE = settings.database_url.startswith("sqlite")

engine = create_engine(
    settings.database_url,
    pool_size=settings.database_pool_size,
    max_overflow=0,
    pool_pre_ping=not IS_SQLITE,
)
SessionLocal = sessionmaker(engine)
# --8<-- [end:engine]


# --8<-- [start:connection]
if IS_SQLITE:

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        """Say once to each connection what SQLite does only when it is asked."""
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA busy_timeout = 10000")
        # --8<-- [end:connection]


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
