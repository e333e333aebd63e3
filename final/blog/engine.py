"""Where the data is kept, and what each connection to it is told."""

from contextlib import suppress
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import ExceptionContext, create_engine, event

from blog.settings import settings

# --8<-- [start:postgresql]
IS_SQLITE = settings.database_url.startswith("sqlite")
MILLISECONDS = settings.database_timeout_seconds * 1000
POSTGRESQL = {
    "connect_timeout": settings.database_timeout_seconds,
    "options": f"-c statement_timeout={MILLISECONDS} -c timezone=UTC",
}
# --8<-- [end:postgresql]

# --8<-- [start:engine]
engine = create_engine(
    settings.database_url,
    pool_size=settings.database_pool_size,
    max_overflow=0,
    pool_timeout=settings.database_timeout_seconds,
    pool_pre_ping=not IS_SQLITE,
    connect_args={} if IS_SQLITE else POSTGRESQL,
    hide_parameters=True,
)
# --8<-- [end:engine]


# --8<-- [start:reading]
# Who only reads needs no transaction: PostgreSQL is told of neither its begin nor its end.
READING = (
    engine if IS_SQLITE else engine.execution_options(isolation_level="AUTOCOMMIT")
)
# --8<-- [end:reading]


# --8<-- [start:read_only]
READ_ONLY = ("25006", "SQLITE_READONLY")  # as PostgreSQL and SQLite call it


@event.listens_for(engine, "handle_error")
def reopen(happened: ExceptionContext) -> None:
    """Give up connections that may only read: a new one may be able to write again."""
    error = happened.original_exception
    names = (getattr(error, "sqlstate", ""), getattr(error, "sqlite_errorname", ""))
    if any(name and name.startswith(READ_ONLY) for name in names):
        happened.is_disconnect = True
        # --8<-- [end:read_only]


# --8<-- [start:connection]
if IS_SQLITE:

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        """Say once to each connection what SQLite does only when it is asked."""
        connection.execute(f"PRAGMA busy_timeout = {MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        with suppress(OperationalError):  # another process is just doing it
            connection.execute("PRAGMA journal_mode = WAL")
        # --8<-- [end:connection]

else:
    from blog.patience import PatientConnection, is_alive, open_patiently

    # What pool_pre_ping calls before each use of a connection.
    engine.dialect.do_ping = is_alive  # type: ignore[method-assign]

    @event.listens_for(engine, "do_connect")
    def connect(_: object, __: object, place: Any, options: Any) -> PatientConnection:
        """Open connections that do not wait without end."""
        return open_patiently(place, options)
