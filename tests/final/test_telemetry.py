"""Final promises: a collector of OpenTelemetry sees what happens, and no secret."""

import importlib
from pathlib import Path

import httpx2
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from course.loading import load_app
from tests.collector import Collector, attributes, collector
from tests.loading import uvicorn_server
from tests.people import ADA, BLOG, bearer

__all__ = ["collector"]

DATABASES = ["sqlite"]


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


def check_a_request_is_a_trace_with_its_statements(spans: list[Span]) -> None:
    """The route, FastAPI's own steps and each SQL statement, one inside the other."""
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


def check_nothing_that_is_sent_holds_a_secret(sent: bytes, token: str) -> None:
    """No password, no token, no e-mail address, no hash: statements without values."""
    assert b"INSERT INTO users" in sent
    for secret in (ADA["password"], ADA["email"], token, "$2b$", BLOG["body"]):
        assert str(secret).encode() not in sent


def test_a_collector_gets_traces_and_durations_and_no_secret(
    folder: Path, collector: Collector
) -> None:
    """A trace for each request, the metrics that every dashboard for HTTP knows."""
    token = use(folder, collector.url)
    check_a_request_is_a_trace_with_its_statements(collector.spans())
    assert "http.server.request.duration" in collector.metrics()
    sent = b"".join(body for bodies in collector.bodies.values() for body in bodies)
    check_nothing_that_is_sent_holds_a_secret(sent, token)


def test_without_a_collector_nothing_is_watched(folder: Path) -> None:
    """The statements are not even listened to."""
    load_app(folder)
    engine = importlib.import_module("blog.database").engine
    assert list(engine.dispatch.before_cursor_execute) == []
