"""When a row was made and last changed, always in UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, TypeDecorator
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
    """A moment in UTC on every database: SQLite forgets the zone, so we add it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(
        self, value: datetime | None, dialect: Any
    ) -> datetime | None:
        """Return the moment that was stored, in UTC."""
        if value is None or value.tzinfo is UTC:
            return value
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        # --8<-- [end:type]


# --8<-- [start:columns]
class Timestamps:
    """The two columns that every table has."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=the_same, onupdate=now
    )
    # --8<-- [end:columns]
