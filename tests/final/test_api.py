"""Final promises to those who program against it: who am I, the next page, an end."""

import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.loading import uvicorn_server
from tests.people import ADA, BLOG, Person
from tests.programs import program
from tests.refusals import sentence

MAX_BODY_BYTES = 1_048_576

SHARES_APP = True


def test_me_is_the_caller(ada: Person, grace: Person) -> None:
    """With the address, which nobody else sees."""
    for person, name, email in (
        (ada, "Ada", "ada@example.com"),
        (grace, "Grace", "grace@example.com"),
    ):
        account = person.get("/user/me").json()
        assert account == {"id": person.id, "name": name, "email": email}
        assert person.get("/user/me").headers["cache-control"] == "no-store"


def test_nobody_is_not_me(client: TestClient) -> None:
    """Without a token there is no `me`, and it is not taken for an id."""
    assert client.get("/user/me").status_code == 401


def test_the_next_page_is_linked_until_the_last(ada: Person) -> None:
    """Following `Link` shows every blog once, newest first, and then ends."""
    ids = [ada.write().json()["id"] for _ in range(7)]
    ada.write(published=False)
    path, seen, pages = "/blog/?limit=3", [], 0
    while path:
        answer = ada.get(path)
        seen += [blog["id"] for blog in answer.json()]
        path = answer.links.get("next", {}).get("url", "")
        pages += 1
    assert seen == sorted(ids, reverse=True)
    assert pages == 3


def test_a_full_last_page_has_no_next(ada: Person) -> None:
    """As many blogs as fit: there is nothing more, so nothing is linked."""
    for _ in range(3):
        ada.write()
    assert "link" not in ada.get("/blog/?limit=3").headers
    assert "link" not in ada.get("/blog/").headers


def test_the_next_page_asks_the_same_question(ada: Person, grace: Person) -> None:
    """What was asked for stays, `before` is replaced; what nobody knows does not come back."""
    for _ in range(4):
        ada.write(published=False)
    grace.write(published=False)
    first = ada.get("/blog/?published=false&limit=2&before=4&x=%0d%0a")
    url = first.links["next"]["url"]
    assert url == "/blog/?published=false&limit=2&before=2"
    assert [blog["id"] for blog in ada.get(url).json()] == [1]


@pytest.mark.parametrize("id", ["%0b{}", "{}%0c", "%E3%80%80{}", "+{}", "{}"])
def test_no_client_writes_a_header(ada: Person, id: str) -> None:
    """A path that means the same id gives the same link, and a link is always short."""
    for _ in range(2):
        ada.write()
    answer = ada.get(f"/user/{id.format(ada.id)}?limit=1&x={'a' * 3000}")
    assert answer.links["next"]["url"] == f"/user/{ada.id}?limit=1&before=2"


def test_a_path_without_its_slash_is_nowhere(client: TestClient) -> None:
    """A redirect would repeat what was sent, and name the server behind a proxy."""
    answer = client.get("/blog?x=1", follow_redirects=False)
    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_another_rule_of_the_database_is_not_about_the_address(
    client: TestClient, db: Session
) -> None:
    """Who broke another rule than that of the address is not told that it is taken."""
    db.execute(text("CREATE UNIQUE INDEX names ON users (name)"))
    db.commit()
    assert client.post("/user/", json=ADA).status_code == 201
    again = client.post("/user/", json={**ADA, "email": "another@example.com"})
    assert (again.status_code, "taken" in sentence(again)) == (409, False)
    same = client.post("/user/", json={**ADA, "name": "Another"})
    assert (same.status_code, "taken" in sentence(same)) == (409, True)


def padded(size: int) -> bytes:
    """Return the JSON of a blog in exactly so many bytes."""
    body = b'{"title": "A title", "body": "A body."'
    return body + b" " * (size - len(body) - 1) + b"}"


def in_pieces(content: bytes) -> Iterator[bytes]:
    """Yield a body without saying its length first."""
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


@pytest.mark.sqlite
@pytest.mark.parametrize("said", [True, False], ids=["length said", "in pieces"])
def test_a_body_has_an_end(ada: Person, said: bool) -> None:
    """A mebibyte is read, one byte more is 413, whether its length is said or not."""
    headers = {**ada.headers, "Content-Type": "application/json"}
    for size, status in ((MAX_BODY_BYTES, 201), (MAX_BODY_BYTES + 1, 413)):
        content = padded(size) if said else in_pieces(padded(size))
        answer = ada.client.post("/blog/", content=content, headers=headers)
        assert answer.status_code == status
    assert sentence(answer) == "The body is too large"


def test_every_allowed_blog_fits(ada: Person) -> None:
    """The longest body that the schema lets in is below the limit, however written."""
    longest = "\\ud55c\\uae00" * 25_000
    headers = {**ada.headers, "Content-Type": "application/json"}
    content = f'{{"title": "A title", "body": "{longest}"}}'.encode()
    answer = ada.client.post("/blog/", content=content, headers=headers)
    assert answer.status_code == 201


@pytest.mark.sqlite
def test_the_limit_is_a_setting(folder: Path) -> None:
    """`MAX_BODY_BYTES`, on a real server, for a form as well as for JSON."""
    with uvicorn_server(folder, MAX_BODY_BYTES="100", BCRYPT_ROUNDS="4") as address:
        form = {"username": ADA["email"], "password": "x" * 100}
        assert httpx2.post(f"{address}/login", data=form).status_code == 413
        assert (
            httpx2.post(f"{address}/user/", json={**ADA, "x": BLOG}).status_code == 413
        )
        assert httpx2.post(f"{address}/user/", json={}).status_code == 422


def test_a_body_that_nobody_reads_ends_with_the_connection(client: TestClient) -> None:
    """Its sender keeps no place; all others may send their next request."""
    answer = client.post("/nothing", content=b"a byte")
    assert answer.headers["connection"] == "close"
    for answer in (client.get("/nothing"), client.post("/user/", json=ADA)):
        assert "connection" not in answer.headers


def test_a_great_many_unknown_fields_are_one_fault(client: TestClient) -> None:
    """Thousands of faults in one answer would keep everybody else waiting."""
    answer = client.post("/user/", json={str(number): 1 for number in range(10_000)})
    assert answer.status_code == 422
    assert [fault["loc"] for fault in answer.json()["errors"]] == [["body"]]


def test_long_headers_are_refused(client: TestClient) -> None:
    """Also if they come in one piece, whatever server is before the app."""
    for long in (
        {"headers": {"X-Long": "x" * 16_384}},
        {"params": {"q": "x" * 16_384}},
    ):
        answer = client.get("/healthz", **long)  # type: ignore[arg-type]
        assert answer.status_code == 431
        assert answer.json()["type"] == "/problems/long-headers"
    assert client.get("/healthz", headers={"X-Long": "x" * 8_000}).is_success


@pytest.mark.sqlite
def test_headers_have_an_end(folder: Path) -> None:
    """`python -m blog` answers 400 to headers that do not stop; short ones are fine."""
    with program(sys.executable, "-m", "blog", folder=folder, PORT="0") as server:
        address = server.wait_for(r"running on (http://\S+)")
        for size, status in ((8_000, 200), (2_000_000, 400)):
            host, port = address.removeprefix("http://").split(":")
            with socket.create_connection((host, int(port)), timeout=20) as client:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: blog\r\nX-Long: ")
                with suppress(ConnectionError):  # it may hang up before we are done
                    client.sendall(b"a" * size + b"\r\n\r\n")
                answer = client.recv(12)
            assert answer == f"HTTP/1.1 {status}".encode()
        server.press_ctrl_c()
