"""Final promises: what somebody sends has an end, the body and the headers."""

import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.people import ADA, BLOG, Person
from tests.programs import program
from tests.refusals import sentence

DATABASES = ["sqlite"]
MAX_BODY_BYTES = 1_048_576
FEW_BYTES = 100


def padded(size: int) -> bytes:
    """Return the JSON of a blog in exactly so many bytes."""
    body = b'{"title": "A title", "body": "A body."'
    return body + b" " * (size - len(body) - 1) + b"}"


def in_pieces(content: bytes) -> Iterator[bytes]:
    """Yield a body without saying its length first."""
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


@pytest.mark.parametrize("said", [True, False], ids=["length said", "in pieces"])
def test_a_body_has_an_end(ada: Person, said: bool) -> None:
    """A mebibyte is read, one byte more is 413, whether its length is said or not."""
    headers = {**ada.headers, "Content-Type": "application/json"}
    for size, status in ((MAX_BODY_BYTES, 201), (MAX_BODY_BYTES + 1, 413)):
        content = padded(size) if said else in_pieces(padded(size))
        answer = ada.client.post("/blog/", content=content, headers=headers)
        assert answer.status_code == status
    assert sentence(answer) == "The body is too large"


def test_limits_of_a_real_server(folder: Path) -> None:
    """`MAX_BODY_BYTES` is a setting; headers end with 400 under `python -m blog`."""
    words = (sys.executable, "-m", "blog")
    settings = {"PORT": "0", "MAX_BODY_BYTES": str(FEW_BYTES)}
    with program(*words, folder=folder, **settings) as server:
        address = server.wait_for(r"running on (http://\S+)")
        check_the_limit_is_a_setting(address)
        for size, status in ((8_000, 200), (2_000_000, 400)):
            assert status_of_headers(address, size) == f"HTTP/1.1 {status}".encode()
        server.press_ctrl_c()


def check_the_limit_is_a_setting(address: str) -> None:
    """For a form as well as for JSON; what is shorter is read."""
    form = {"username": ADA["email"], "password": "x" * FEW_BYTES}
    assert httpx2.post(f"{address}/login", data=form).status_code == 413
    long = {**ADA, "x": BLOG}
    assert httpx2.post(f"{address}/user/", json=long).status_code == 413
    assert httpx2.post(f"{address}/user/", json={}).status_code == 422


def status_of_headers(address: str, size: int) -> bytes:
    """Return how the answer to a request with so long a header begins."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=20) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: blog\r\nX-Long: ")
        with suppress(ConnectionError):  # it may hang up before we are done
            client.sendall(b"a" * size + b"\r\n\r\n")
        return client.recv(12)
