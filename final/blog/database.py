"""The parent of all tables, and one session for each request."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from blog.engine import engine
from blog.settings import settings


# --8<-- [start:base]
class Base(DeclarativeBase):
    """The parent of every table: numbers have 64 bits, no id is given twice."""

    type_annotation_map = {int: BigInteger().with_variant(Integer, "sqlite")}
    __table_args__ = {"sqlite_autoincrement": True}
    # --8<-- [end:base]


# --8<-- [start:get_db]
SessionLocal = sessionmaker(engine, expire_on_commit=False)


def get_db() -> Iterator[Session]:
    """Yield a session, and close it before the answer is sent."""
    with SessionLocal() as session:
        yield session


# Who has no session waits without a thread: those that have one need theirs.
DbSession = Annotated[
    Session,
    Depends(get_db, scope="function", max_concurrency=settings.database_pool_size),
]
# --8<-- [end:get_db]
