"""A tracer for OpenTelemetry's API that puts spans into the tree of their request.

FastAPI makes the spans. A second tracer may get each of them too, to send it away.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from fastapi.telemetry import TelemetryData, get_telemetry_data
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanContext, SpanKind, Status, StatusCode

from .masking import MASK, SECRET_FORM, masked_text
from .tree import Step, new_step

FUNCTION, STATEMENT = "code.function.name", "db.query.text"


class Collected:
    """What the spans of one request told; `root` stands for the request itself."""

    def __init__(self) -> None:
        self.root = new_step("request", "")
        self.route: str | None = None
        self.data: TelemetryData | None = None
        self.errors: list[BaseException] = []


COLLECTED: ContextVar[Collected | None] = ContextVar("xray_collected", default=None)


class TreeSpan(Span):
    """A step of a tree that is going on."""

    def __init__(self, step: Step, collected: Collected | None, other: Span) -> None:
        self.step, self.collected, self.other = step, collected, other
        self.began = perf_counter()

    def end(self, end_time: int | None = None) -> None:
        """Note how long it took; the request's own span notes what was sent, too."""
        self.step["ms"] = since(self.began)
        if self.collected and (data := get_telemetry_data()):
            kept = {"body": data.body, "values": data.values, "errors": data.errors}
            self.collected.data = TelemetryData(**kept)
        self.other.end(end_time)

    def get_span_context(self) -> SpanContext:
        """Return the identity under which the span is sent away, if it is."""
        return self.other.get_span_context()

    def set_attributes(self, attributes: Mapping[str, Any]) -> None:
        """Set each attribute."""
        for key, value in attributes.items():
            self.set_attribute(key, value)

    def set_attribute(self, key: str, value: Any) -> None:
        """Pass an attribute on; the request's route is kept."""
        if key == "http.route" and self.collected:
            self.collected.route = value
        self.other.set_attribute(key, sendable(key, value))

    def add_event(self, name: str, *_: Any, **__: Any) -> None:
        """Leave events out: nobody knows what they hold."""

    def add_link(self, *_: Any, **__: Any) -> None:
        """Leave links out, too."""

    def update_name(self, name: str) -> None:
        """Rename what is sent away; a step keeps its name."""
        self.other.update_name(name)

    def is_recording(self) -> bool:
        """Return True."""
        return True

    def set_status(
        self, status: Status | StatusCode, description: str | None = None
    ) -> None:
        """Pass the status on, without a description."""
        code = status.status_code if isinstance(status, Status) else status
        self.other.set_status(code)

    def record_exception(self, exception: BaseException, *_: Any, **__: Any) -> None:
        """Note an error in the step where it came up, not in those that it passes."""
        collected = COLLECTED.get()
        if collected and not any(exception is each for each in collected.errors):
            collected.errors.append(exception)
            self.step["error"] = error_text(exception)


class TreeTracer(trace.Tracer):
    """Makes spans of requests that are watched, and none of others."""

    def __init__(self, other: trace.Tracer) -> None:
        self.other = other

    def start_span(
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Any = None,
        *_: Any,
        **__: Any,
    ) -> Span:
        """Return a span below the current one, or one that does nothing."""
        collected = COLLECTED.get()
        if collected is None:
            return trace.INVALID_SPAN
        attributes = dict(attributes or {})
        sent = {key: sendable(key, value) for key, value in attributes.items()}
        parent = trace.get_current_span(context)
        if isinstance(parent, TreeSpan):
            context = trace.set_span_in_context(parent.other, context)
        other = self.other.start_span(name, context, kind, sent)
        if kind is SpanKind.SERVER:
            return TreeSpan(collected.root, collected, other)
        step = new_step(*kind_and_name(name, attributes))
        above = parent.step if isinstance(parent, TreeSpan) else collected.root
        above["steps"].append(step)
        return TreeSpan(step, None, other)

    @contextmanager
    def start_as_current_span(  # type: ignore[override]
        self, name: str, *arguments: Any, end_on_exit: bool = True, **options: Any
    ) -> Iterator[Span]:
        """Make a span the current one; an error that passes is noted."""
        span = self.start_span(name, *arguments, **options)
        with trace.use_span(
            span, end_on_exit, record_exception=False, set_status_on_exception=False
        ):
            try:
                yield span
            except Exception as error:
                span.record_exception(error)
                raise


class TreeProvider(trace.TracerProvider):
    """Gives out tracers; `other` is the provider that sends spans away."""

    def __init__(self) -> None:
        self.other: trace.TracerProvider = trace.NoOpTracerProvider()

    def get_tracer(self, *names: Any, **more: Any) -> trace.Tracer:
        """Return a tracer for this library."""
        return TreeTracer(self.other.get_tracer(*names, **more))


PROVIDER = TreeProvider()


def since(began: float) -> float:
    """Return the milliseconds since a moment of `perf_counter`."""
    return round((perf_counter() - began) * 1000, 3)


def kind_and_name(name: str, attributes: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a span is in a tree."""
    if name.startswith("fastapi."):
        return name.removeprefix("fastapi."), str(attributes.get(FUNCTION, ""))
    if STATEMENT in attributes:
        return "statement", in_one_line(attributes[STATEMENT])
    return "span", in_one_line(name)


def in_one_line(text: object) -> str:
    """Return a text with single spaces, its secrets masked."""
    return SECRET_FORM.sub(MASK, " ".join(str(text).split()))


def sendable(key: str, value: Any) -> Any:
    """Return an attribute that may leave: what was asked behind `?` may not."""
    if key == "url.query":
        return MASK
    if key == STATEMENT:
        return in_one_line(value)
    return masked_text(value, key) if isinstance(value, str) else value


def error_text(error: BaseException) -> str:
    """Return an error in one line: its type, its status if it has one, and its words.

    Only the first line of the words: SQLAlchemy's others hold the parameters.
    """
    status, detail = getattr(error, "status_code", ""), getattr(error, "detail", error)
    words = f"{type(error).__name__} {status}".rstrip()
    said = masked_text(str(detail).partition("\n")[0])
    return f"{words}: {said}" if said else words
