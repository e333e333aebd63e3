"""Final promises: a collector of OpenTelemetry sees what happens, and no secret."""

import sys
from pathlib import Path

import httpx2
import pytest

from course.loading import copy_chapter
from course.steps import find_step
from tests.collector import Collector, attributes, collector
from tests.conftest import app_dir
from tests.loading import uvicorn_server
from tests.people import ADA, BLOG, bearer
from tests.programs import run

__all__ = ["collector"]

DATABASES = ["sqlite"]


def use(folder: Path, endpoint: str) -> str:
    """Sign up, log in, write a blog and read it; return the token. The app then ends."""
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "BCRYPT_ROUNDS": "4"}
    with uvicorn_server(folder, **settings) as address:
        assert httpx2.post(f"{address}/user/", json=ADA).status_code == 201
        form = {"username": ADA["email"], "password": ADA["password"]}
        access_token: str = httpx2.post(f"{address}/login", data=form).json()[
            "access_token"
        ]
        with httpx2.Client(base_url=address, headers=bearer(access_token)) as client:
            id = client.post("/blog/", json=BLOG).json()["id"]
            assert client.get(f"/blog/{id}").status_code == 200
            assert client.post("/user/", json={**ADA, "x": 1}).status_code == 422
    return access_token


@pytest.fixture(scope="module")
def token(
    request: pytest.FixtureRequest,
    collector: Collector,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The token of somebody whose requests the collector has heard of."""
    final = app_dir(request.config) or find_step("final").path
    folder = copy_chapter(final, tmp_path_factory.mktemp("watched") / "final")
    return use(folder, collector.url)


def test_a_request_is_a_trace_with_its_statements(
    token: str, collector: Collector
) -> None:
    """The route, FastAPI's own steps and each SQL statement, one inside the other."""
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


def test_durations_are_measured(token: str, collector: Collector) -> None:
    """The metrics that every dashboard for HTTP knows."""
    assert "http.server.request.duration" in collector.metrics()


def test_nothing_that_is_sent_holds_a_secret(token: str, collector: Collector) -> None:
    """No password, no token, no e-mail address, no hash: statements without values."""
    sent = b"".join(body for bodies in collector.bodies.values() for body in bodies)
    assert b"INSERT INTO users" in sent
    for secret in (ADA["password"], ADA["email"], token, "$2b$", BLOG["body"]):
        assert str(secret).encode() not in sent


def test_without_a_collector_nothing_is_watched(folder: Path) -> None:
    """The statements are not even listened to."""
    question = (
        "import blog.main; from blog.engine import engine; "
        "print(list(engine.dispatch.before_cursor_execute))"
    )
    asked = run(sys.executable, "-W", "ignore", "-c", question, folder=folder)
    assert asked.stdout == "[]\n", asked.stderr
