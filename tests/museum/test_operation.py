"""Faults of the settings: who is let in, what errors show, where the data are."""

from pathlib import Path
from typing import cast

from fastapi import FastAPI
from fastapi.testclient import TestClient


# --8<-- [start:other_websites]
def test_other_websites_do_not_read_the_answers(client: TestClient) -> None:
    """A page of `evil.example` that a browser shows is not let in."""
    headers = {"Origin": "https://evil.example", "Cookie": "session=1"}
    answer = client.get("/user/", headers=headers)
    assert "Access-Control-Allow-Origin" not in answer.headers
    # --8<-- [end:other_websites]


# --8<-- [start:traceback_shown]
def test_an_error_does_not_show_the_code(client: TestClient) -> None:
    """A 500 says that something is wrong, and nothing about the code."""
    app = cast(FastAPI, client.app)
    app.add_api_route("/broken", broken)
    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "a route is broken" not in answer.text


def broken() -> None:
    """Fail, as any route may do one day."""
    raise RuntimeError("a route is broken")
    # --8<-- [end:traceback_shown]


# --8<-- [start:wandering_database]
def test_the_data_stay_beside_the_app(client: TestClient, folder: Path) -> None:
    """Started from whatever folder: the database file is beside `blog`."""
    assert len(list(folder.glob("*.db"))) == 1
    # --8<-- [end:wandering_database]
