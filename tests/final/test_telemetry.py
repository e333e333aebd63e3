"""Final promises: a collector of OpenTelemetry sees what happens, and no secret."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.loading import uvicorn_server
from tests.people import ADA, BLOG, bearer

DATABASES = ["sqlite"]


class Collector:
    """What was sent to a real server that speaks OTLP over HTTP, by its path."""

    def __init__(self) -> None:
        self.bodies: dict[str, list[bytes]] = {}
        bodies = self.bodies

        class Receive(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Keep a body and answer that all is well."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    import gzip

                    body = gzip.decompress(body)
                bodies.setdefault(self.path, []).append(body)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Keep the terminal quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receive)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def spans(self) -> list[Span]:
        """Return every span that came."""
        return [
            span
            for body in self.bodies.get("/v1/traces", [])
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def metrics(self) -> set[str]:
        """Return the names of the metrics that came."""
        return {
            metric.name
            for body in self.bodies.get("/v1/metrics", [])
            for resource in ExportMetricsServiceRequest.FromString(
                body
            ).resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector on a port of its own."""
    started = Collector()
    thread = threading.Thread(target=started.server.serve_forever)
    thread.start()
    yield started
    started.server.shutdown()
    started.server.server_close()
    thread.join()


def use(folder: Path, endpoint: str) -> str:
    """Sign up, log in, write a blog and read it; return the token. The app then ends."""
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "BCRYPT_ROUNDS": "4"}
    with uvicorn_server(folder, **settings) as address:
        assert httpx2.post(f"{address}/user/", json=ADA).status_code == 201
        form = {"username": ADA["email"], "password": ADA["password"]}
        token: str = httpx2.post(f"{address}/login", data=form).json()["access_token"]
        with httpx2.Client(base_url=address, headers=bearer(token)) as client:
            id = client.post("/blog/", json=BLOG).json()["id"]
            assert client.get(f"/blog/{id}").status_code == 200
            assert client.post("/user/", json={**ADA, "x": 1}).status_code == 422
    return token


def attributes(span: Span) -> dict[str, str]:
    """Return what a span says of itself."""
    return {a.key: a.value.string_value for a in span.attributes}


def test_a_request_is_a_trace_with_its_statements(
    folder: Path, collector: Collector
) -> None:
    """The route, FastAPI's own steps and each SQL statement, one inside the other."""
    use(folder, collector.url)
    spans = collector.spans()
    (request,) = [span for span in spans if span.name == "GET /blog/{id}"]
    trace = [span for span in spans if span.trace_id == request.trace_id]
    names = {span.name for span in trace}
    assert {"fastapi.dependencies", "fastapi.endpoint"} <= names
    statements = [span for span in trace if "db.query.text" in attributes(span)]
    assert statements
    for span in statements:
        assert span.name == "SELECT"
        assert attributes(span)["db.system.name"] == "sqlite"
        assert span.parent_span_id in {other.span_id for other in trace}


def test_durations_are_measured(folder: Path, collector: Collector) -> None:
    """The metrics that every dashboard for HTTP knows."""
    use(folder, collector.url)
    assert "http.server.request.duration" in collector.metrics()


def test_nothing_that_is_sent_holds_a_secret(
    folder: Path, collector: Collector
) -> None:
    """No password, no token, no e-mail address, no hash: statements without values."""
    token = use(folder, collector.url)
    sent = b"".join(body for bodies in collector.bodies.values() for body in bodies)
    assert b"INSERT INTO users" in sent
    for secret in (ADA["password"], ADA["email"], token, "$2b$", BLOG["body"]):
        assert str(secret).encode() not in sent


def test_without_a_collector_nothing_is_watched(folder: Path) -> None:
    """The statements are not even listened to."""
    import importlib

    from course.loading import load_app

    load_app(folder)
    engine = importlib.import_module("blog.database").engine
    assert not list(engine.dispatch.before_cursor_execute)
