"""When a row was made and last changed, always in UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, TypeDecorator, func
from sqlalchemy.orm import Mapped, mapped_column


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def the_same(context: Any) -> datetime:
    """Return the moment at which the row is made."""
    made: datetime = context.get_current_parameters()["created_at"]
    return made


# --8<-- [start:type]
class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite has no type for it, so there it is text with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """Return what makes a value of the database of a moment."""
        return str if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Return what makes a moment of a value of the database."""
        return datetime.fromisoformat if dialect.name == "sqlite" else None
        # --8<-- [end:type]


# --8<-- [start:columns]
class Timestamps:
    """The two columns that every table has."""

    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, server_default=func.now()
    )
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=the_same, onupdate=now, server_default=func.now()
    )
    # --8<-- [end:columns]
