"""Each SQL statement with its values and rows, in the step that sent it."""

from typing import Any

from fastapi.telemetry import get_telemetry_data
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import Engine, event

from .masking import MOST_ITEMS, masked, without
from .sent import secrets_sent
from .spans import COLLECTED, PROVIDER, STATEMENT, TreeSpan
from .tree import Json

WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")


class CountingCursor:
    """A database's cursor that counts the rows that are taken from it."""

    def __init__(self, cursor: Any, span: TreeSpan) -> None:
        self._cursor, self._step = cursor, span.step

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def _count(self, rows: int) -> None:
        self._step["rows"] = self._step.get("rows", 0) + rows

    def fetchone(self) -> Any:
        """Take one row."""
        row = self._cursor.fetchone()
        self._count(row is not None)
        return row

    def fetchmany(self, *size: int) -> Any:
        """Take some rows."""
        rows = self._cursor.fetchmany(*size)
        self._count(len(rows))
        return rows

    def fetchall(self) -> Any:
        """Take all rows that are left."""
        rows = self._cursor.fetchall()
        self._count(len(rows))
        return rows


def install() -> None:
    """Listen to every engine, those that exist and those to come."""
    event.listen(Engine, "before_cursor_execute", begin)
    event.listen(Engine, "after_cursor_execute", end)
    event.listen(Engine, "handle_error", end_in_error)
    event.listen(Engine, "commit", committed)
    event.listen(Engine, "rollback", rolled_back)


def start(connection: Any, text: str) -> TreeSpan | None:
    """Return a span for a statement, or None outside a watched request."""
    attributes = {"db.system.name": connection.dialect.name, STATEMENT: text}
    tracer = PROVIDER.get_tracer("course.xray")
    name = text.split(maxsplit=1)[0]
    span = tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)
    return span if isinstance(span, TreeSpan) else None


def begin(
    connection: Any, _: Any, text: str, values: Any, context: Any, many: bool
) -> None:
    """Begin a statement's step with its values."""
    if COLLECTED.get() is None or not (span := start(connection, text)):
        return
    context.xray_span = span
    if text.lstrip().upper().startswith(WRITES):
        connection.info["xray_unsaved"] = True
    if named := parameters(context, values, many):
        span.step["parameters"] = named
        if span.other.is_recording():
            tell_collector(span, named[0])


def tell_collector(span: TreeSpan, named: dict[str, Json]) -> None:
    """Give a collector the values, but for those that the request sent as a secret."""
    data = get_telemetry_data()
    sent = (
        secrets_sent(data.request.scope, data.body) if data and data.request else set()
    )
    for name, value in named.items():
        span.other.set_attribute(
            f"db.query.parameter.{name}", str(without(sent, value))
        )


def parameters(context: Any, values: Any, many: bool) -> list[dict[str, Json]]:
    """Return the values by name, masked; those of a statement for many rows, each."""
    rows = context.compiled_parameters if context.compiled else values
    rows = rows if isinstance(rows, list) else [rows]
    return [masked(named(row)) for row in rows[:MOST_ITEMS] if row]


def named(row: Any) -> Any:
    """Return the values of one row by name, or by number if they have none."""
    return row if hasattr(row, "items") else {str(n): v for n, v in enumerate(row, 1)}


def end(_: Any, cursor: Any, __: str, ___: Any, context: Any, ____: bool) -> None:
    """End a statement's step: what it wrote is known, what it read is counted later."""
    if not (span := getattr(context, "xray_span", None)):
        return
    span.end()
    if cursor.description is None and cursor.rowcount >= 0:
        span.step["rows"] = cursor.rowcount
    else:
        context.cursor = CountingCursor(cursor, span)


def end_in_error(happened: Any) -> None:
    """End the step of a statement that failed."""
    if span := getattr(happened.execution_context, "xray_span", None):
        span.record_exception(happened.original_exception)
        span.set_status(StatusCode.ERROR)
        span.end()


def committed(connection: Any) -> None:
    """Note that what was written is kept from here on."""
    connection.info.pop("xray_unsaved", None)
    note(connection, "COMMIT")


def rolled_back(connection: Any) -> None:
    """Note that what was written is taken back; after mere reading there is nothing."""
    if connection.info.pop("xray_unsaved", False):
        note(connection, "ROLLBACK")


def note(connection: Any, text: str) -> None:
    """Add a step without a duration, if a step is going on."""
    if not isinstance(trace.get_current_span(), TreeSpan):
        return
    if span := start(connection, text):
        span.end()
        span.step["ms"] = 0.0
