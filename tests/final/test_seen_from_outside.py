"""Final promises to those who run it: health, a line for each request, safe headers."""

import asyncio
import importlib
import json
import logging
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import httpx2
import pytest
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from tests.people import ADA, Person, log_in
from tests.programs import program
from tests.refusals import sentence

DATABASES = ["sqlite"]
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "k" * 32}

SHARES_APP = True


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, Any]]]:
    """A function that returns what was logged of the requests so far."""
    caplog.set_level(logging.INFO, "blog.request")

    def entries() -> list[dict[str, Any]]:
        mine = [r for r in caplog.records if r.name == "blog.request"]
        return [json.loads(record.getMessage()) for record in mine]

    return entries


def test_a_healthy_app_says_so(client: TestClient) -> None:
    """Both questions are answered without a token."""
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.sqlite
def test_an_app_whose_tables_are_gone_is_alive_but_not_ready(
    client: TestClient, folder: Path
) -> None:
    """A restart would not help, so only `/readyz` says no."""
    with closing(sqlite3.connect(folder / "blog.db")) as database:
        database.execute("DROP TABLE users")
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert sentence(answer) == "The database does not answer"


def test_each_request_has_one_line(
    ada: Person, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    """When, who, which route, which status, how long."""
    id = ada.write().json()["id"]
    ada.get(f"/blog/{id}")
    entry = lines()[-1]
    age = datetime.now(UTC) - datetime.fromisoformat(entry.pop("time"))
    assert timedelta(0) <= age < timedelta(minutes=1)
    assert entry.pop("milliseconds") >= 0
    assert re.fullmatch("[0-9a-f]{32}", entry.pop("request_id"))
    assert entry == {
        "user_id": ada.id,
        "method": "GET",
        "route": "/blog/{id}",
        "status": 200,
    }


def test_an_answer_that_cannot_be_sent_is_a_fault(
    client: TestClient, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    """A server refuses a header with a line break; the line does not say 200."""

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await JSONResponse({}, headers={"X-Broken": "a\nb"})(scope, receive, send)

    async def send(message: Message) -> None:
        if any(b"\n" in value for _, value in message.get("headers", [])):
            raise ValueError("not a header")

    async def receive() -> Message:
        return {"type": "http.request"}

    module = importlib.import_module("blog.request_log")
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(ValueError, match="not a header"):
        asyncio.run(module.RequestLog(broken)(scope, receive, send))
    assert lines()[-1]["status"] == 500


def test_a_line_about_nobody_and_nothing(
    client: TestClient, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    """An unknown path and an unknown caller are null, not an error."""
    client.get("/nothing/here?secret=1")
    entry = lines()[-1]
    assert (entry["user_id"], entry["route"], entry["status"]) == (None, None, 404)


def test_no_line_holds_a_secret(
    client: TestClient, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither password, token nor e-mail address is logged, whatever fails."""
    caplog.set_level(logging.DEBUG)
    log_in(client, ADA["email"], ADA["password"])
    log_in(client, ADA["email"], "a wrong password")
    client.post("/user/", json={**ADA, "extra": 1})
    ada.get(f"/blog/?email={ADA['email']}")
    token = ada.headers["Authorization"].removeprefix("Bearer ")
    for secret in (ADA["email"], ADA["password"], "a wrong password", token):
        own = [r for r in caplog.records if r.name.startswith(("blog", "uvicorn"))]
        assert own
        assert not [r for r in own if secret in r.getMessage()]


@pytest.mark.sqlite
def test_asking_for_a_websocket_is_no_way_around(folder: Path) -> None:
    """The answer and the line are those of every request; the query is nowhere."""
    settings = {**PRODUCTION, "PORT": "0"}
    asking = {"Connection": "Upgrade", "Upgrade": "websocket"}
    asking |= {
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "MTIzNDU2Nzg5MDEyMzQ1Ng==",
    }
    with program(sys.executable, "-m", "blog", folder=folder, **settings) as server:
        address = server.wait_for(r"running on (http://\S+)")
        answer = httpx2.get(f"{address}/blog/?token=secret", headers=asking)
        assert answer.status_code == 401
        assert answer.headers["x-request-id"]
        server.wait_for('"route": "/blog/"')
        server.press_ctrl_c()
        assert "token=secret" not in server.seen


def test_a_request_id_goes_through(
    client: TestClient, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    """What a proxy calls the request is in the answer and in the log."""
    answer = client.get("/healthz", headers={"X-Request-ID": "from-the-proxy_1"})
    assert answer.headers["x-request-id"] == "from-the-proxy_1"
    assert lines()[-1]["request_id"] == "from-the-proxy_1"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, '"}{"', "가"])
def test_a_strange_request_id_is_replaced(client: TestClient, given: str) -> None:
    """Nobody writes into the log what they like."""
    answer = client.get("/healthz", headers=[(b"X-Request-ID", given.encode())])
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/blog/", "/docs"])
def test_every_answer_has_safe_headers(client: TestClient, path: str) -> None:
    """Refusals and pages as well."""
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(("settings", "printed"), [(PRODUCTION, True), ({}, False)])
def test_production_prints_the_lines(
    folder: Path, settings: dict[str, str], printed: bool
) -> None:
    """One JSON object a line; on a laptop uvicorn's own line, with the query, is enough."""
    words = (sys.executable, "-m", "uvicorn", "blog.main:app", "--port", "0")
    with program(*words, folder=folder, **settings) as server:
        address = server.wait_for(r"running on (http://\S+)")
        with urlopen(f"{address}/healthz?email=ada@example.com") as answer:
            id = answer.headers["x-request-id"]
        server.press_ctrl_c()
    assert ("ada@example.com" in server.seen) != printed
    lines = [line for line in server.seen.splitlines() if line.startswith("{")]
    assert [json.loads(line)["request_id"] for line in lines] == [id] * printed


def test_the_pages_for_developers_can_be_switched_off(
    restart: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`API_DOCS=false` takes all three away, and nothing else."""
    monkeypatch.setenv("API_DOCS", "false")
    client = restart()
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404
    assert client.get("/healthz").status_code == 200


def test_other_websites_are_kept_out(client: TestClient) -> None:
    """Without a setting no browser lets a script of another website read an answer."""
    answer = client.get("/healthz", headers={"Origin": "https://app.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_a_named_website_may_call(
    restart: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`CORS_ORIGINS` lets those in that it names, and no others."""
    monkeypatch.setenv("CORS_ORIGINS", "https://app.example https://two.example")
    client = restart()
    for origin, allowed in (
        ("https://app.example", "https://app.example"),
        ("https://two.example", "https://two.example"),
        ("https://evil.example", None),
    ):
        answer = client.get("/healthz", headers={"Origin": origin})
        assert answer.headers.get("access-control-allow-origin") == allowed
    shown = answer.headers["access-control-expose-headers"]
    assert shown == "Link, Retry-After, X-Request-ID"


@pytest.mark.parametrize("said", [True, False], ids=["length said", "in pieces"])
def test_a_named_website_may_read_why_its_body_was_refused(
    restart: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch, said: bool
) -> None:
    """The limit for bodies answers a script like everything else does."""
    monkeypatch.setenv("CORS_ORIGINS", "https://app.example")
    monkeypatch.setenv("MAX_BODY_BYTES", "10")
    body = b"x" * 11
    content = body if said else iter([body])
    form = "application/x-www-form-urlencoded"
    headers = {"Origin": "https://app.example", "Content-Type": form}
    answer = restart().post("/login", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
