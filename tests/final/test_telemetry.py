"""Final promises: a collector of OpenTelemetry sees what happens, and no secret."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from course.loading import copy_chapter
from course.steps import find_step
from tests.collector import Collector, attributes, run_collector
from tests.conftest import app_dir
from tests.loading import uvicorn_server
from tests.people import ADA, BLOG, bearer
from tests.postgres import drop_database, new_database
from tests.programs import run

DATABASES = ["sqlite"]  # here each test has one of its own, see `database`


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The settings that name a database: none is SQLite."""
    if request.param == "sqlite":
        yield {}
        return
    url = new_database()
    yield {"DATABASE_URL": url}
    drop_database(url)


@pytest.fixture(scope="module")
def collector(database: dict[str, str]) -> Iterator[Collector]:
    """A collector for each database."""
    with run_collector() as started:
        yield started


def use(folder: Path, settings: dict[str, str]) -> str:
    """Sign up, log in, write a blog and read it; return the token. The app then ends."""
    with uvicorn_server(folder, BCRYPT_ROUNDS="4", **settings) as address:
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
    database: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The token of somebody whose requests the collector has heard of."""
    final = app_dir(request.config) or find_step("final").path
    folder = copy_chapter(final, tmp_path_factory.mktemp("watched") / "final")
    return use(folder, {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **database})


def test_a_request_is_a_trace_with_its_statements(
    token: str, collector: Collector, database: dict[str, str]
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
        kind = "postgresql" if database else "sqlite"
        assert attributes(span)["db.system.name"] == kind
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
