"""Traces and metrics for a collector of OpenTelemetry, if one is named."""

import os
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import event

from blog.engine import engine
from blog.settings import settings

# --8<-- [start:config]
ENDPOINT = settings.otel_exporter_otlp_endpoint
TELEMETRY = TelemetryConfig(auto_configure=bool(ENDPOINT), logs=False)
if ENDPOINT:
    os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = ENDPOINT  # may come from .env
    os.environ.setdefault("OTEL_SERVICE_NAME", "blog")
# --8<-- [end:config]


# --8<-- [start:statements]
if ENDPOINT:
    tracer = trace.get_tracer("blog.database")

    @event.listens_for(engine, "before_cursor_execute")
    def begin(*call: Any) -> None:
        """Begin a span for a statement: its text with place-holders, never values."""
        _, _, statement, _, context, _ = call
        attributes = {"db.system.name": engine.name, "db.query.text": statement}
        name = statement.split(maxsplit=1)[0]
        context.span = tracer.start_span(
            name, kind=SpanKind.CLIENT, attributes=attributes
        )

    @event.listens_for(engine, "after_cursor_execute")
    def end(*call: Any) -> None:
        """End the statement's span."""
        call[4].span.end()

    @event.listens_for(engine, "handle_error")
    def end_in_error(happened: Any) -> None:
        """End the span of a statement that failed."""
        if span := getattr(happened.execution_context, "span", None):
            span.set_status(
                StatusCode.ERROR, type(happened.original_exception).__name__
            )
            span.end()
            # --8<-- [end:statements]
