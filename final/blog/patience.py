"""A connection to PostgreSQL that does not wait for an answer without end."""

from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection

from blog.settings import settings


# --8<-- [start:patience]
class PatientConnection(psycopg.Connection[Any]):
    """Gives itself up when the server says nothing for longer than its own time-out.

    The server ends a statement that takes too long, unless it hangs itself.
    """

    seconds: float | None = settings.database_timeout_seconds + 1

    def wait(
        self, gen: Any, interval: float = 0.1, timeout: float | None = None
    ) -> Any:
        """Return the answer; raise OperationalError when there is none."""
        try:
            return super().wait(gen, interval, timeout or self.seconds)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise
            # --8<-- [end:patience]


# --8<-- [start:open]
def open_patiently(place: Any, options: Any) -> PatientConnection:
    """Open a connection; what came to nothing is closed at once.

    The error's traceback would keep it half open until Python collects garbage.
    """
    try:
        return PatientConnection.connect(*place, **options)
    except psycopg.OperationalError as error:
        raise error.with_traceback(None) from None
    # --8<-- [end:open]


# --8<-- [start:is_alive]
def is_alive(dbapi_connection: Any) -> bool:
    """Tell whether the server keeps this connection, without a question to it.

    Raises OperationalError if it does not: what it said last is read first, then its end.
    """
    dbapi_connection.pgconn.consume_input()
    dbapi_connection.pgconn.consume_input()
    return True
    # --8<-- [end:is_alive]


# --8<-- [start:without_end]
def wait_without_end(connection: Connection) -> None:
    """Let this one connection take its time; nobody uses it afterwards."""
    raw = connection.connection.driver_connection
    if isinstance(raw, PatientConnection):
        raw.seconds = None
        connection.detach()
        # --8<-- [end:without_end]
