"""Final promises: every refusal has the form of RFC 9457, whoever refuses."""

import importlib
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.people import ADA, Person, log_in, sign_up

Ask = Callable[[Person, Person], Response]
REFUSALS: dict[str, Ask] = {
    "401 /problems/not-logged-in": lambda ada, _: ada.client.get("/blog/"),
    "403 /problems/not-allowed": lambda ada, grace: ada.delete(
        grace.write().json()["id"]
    ),
    "404 /problems/not-found": lambda ada, _: ada.get("/blog/99"),
    "405 /problems/method-not-allowed": lambda ada, _: ada.send("PATCH", "/blog/1"),
    "409 /problems/conflict": lambda ada, _: sign_up(ada.client, "final", ADA),
    "422 /problems/does-not-fit": lambda ada, _: ada.write(title=""),
}

SHARES_APP = True


def test_a_fault_of_ours_is_a_problem_without_details(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 says nothing of the inside; it has an id and safe headers like any other."""

    def break_down(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    repository = importlib.import_module("blog.repository.user")
    monkeypatch.setattr(repository, "find", break_down)
    with TestClient(client.app, raise_server_exceptions=False) as visitor:
        answer = visitor.get("/user/1")
    with pytest.raises(RuntimeError) as fault:
        client.get("/user/1", headers={"X-Request-ID": "at-noon"})
    assert fault.value.__notes__ == ["request_id: at-noon"]
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/our-fault"
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_named_website_may_read_of_a_fault_of_ours(
    restart: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its script gets the 500, where a browser would else tell it of CORS alone."""
    monkeypatch.setenv("CORS_ORIGINS", "https://app.example")
    app = restart().app
    monkeypatch.delattr(importlib.import_module("blog.repository.user"), "find")
    with TestClient(app, raise_server_exceptions=False) as visitor:
        answer = visitor.get("/user/1", headers={"Origin": "https://app.example"})
    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == "https://app.example"


@pytest.mark.parametrize("expected", REFUSALS)
def test_a_refusal_is_a_problem(ada: Person, grace: Person, expected: str) -> None:
    """Type, title, status and one sentence, with the media type made for it."""
    answer = REFUSALS[expected](ada, grace)
    body = answer.json()
    assert f"{answer.status_code} {body['type']}" == expected
    assert body["status"] == answer.status_code
    assert body["title"]
    assert isinstance(body["detail"], str)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_path_that_nobody_serves_is_a_problem(client: TestClient) -> None:
    """The router's own refusal has the same form."""
    answer = client.get("/nothing")
    assert answer.json()["type"] == "/problems/not-found"


def test_the_headers_of_a_refusal_stay(client: TestClient) -> None:
    """A 401 still says how to log in, a 405 what is allowed."""
    answer = log_in(client, ADA["email"], "a wrong password")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert client.patch("/user/me").headers["allow"] == "GET, DELETE"


def test_all_faults_are_listed_with_their_places(ada: Person) -> None:
    """FastAPI's `loc`, `type` and `msg`, and never the rejected value."""
    answer = ada.write(title="", published="yes", autor="a secret word")
    errors = answer.json()["errors"]
    places = [["body", "title"], ["body", "published"], ["body", "autor"]]
    assert [fault["loc"] for fault in errors] == places
    assert all(set(fault) == {"type", "loc", "msg"} for fault in errors)
    assert "a secret word" not in answer.text


def test_the_documentation_describes_the_problems(client: TestClient) -> None:
    """Each refusal of each route has the schema of a problem."""
    document = client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                if status < "4":
                    continue
                ((_, content),) = response["content"].items()
                name = content["schema"]["$ref"].rsplit("/", 1)[1]
                wanted = "InvalidRequest" if status == "422" else "Problem"
                assert name == wanted, (method, path, status)
