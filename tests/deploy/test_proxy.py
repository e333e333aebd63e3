"""The proxy promises: what is too long ends there, and a server that is gone is no loss."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.deploy.cluster import Cluster
from tests.deploy.ports import neighbours
from tests.deploy.proxy import Proxy, needs_nginx

MAX_BODY_BYTES = 1_048_576


def test_headers_have_an_end(running: Cluster) -> None:
    """One that is too long, and too many of them: 431, as a problem with an id."""
    long = {"X-Long": "x" * 5_000}
    many = {f"X-Number-{number}": "x" * 1_000 for number in range(40)}
    with running.client() as client:
        for headers in (long, many):
            answer = client.get("/healthz", headers=headers)
            assert answer.status_code == 431
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["detail"] == "The headers are too long"
            assert answer.headers["x-request-id"]
        path = client.get("/" + "x" * 5_000)
        assert (path.status_code, path.json()["type"]) == (414, "/problems/long-path")
        most = {f"X-Number-{number}": "x" * 1_000 for number in range(10)}
        assert client.get("/healthz", headers=most).is_success


@pytest.mark.parametrize(
    "sent",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.0\r\nHost: blog\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: blog\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: blog\r\nTransfer-Encoding: x\r\n\r\n",
    ],
)
def test_what_is_no_request_is_a_problem_too(running: Cluster, sent: bytes) -> None:
    """400 in the form of every refusal, with an id, whatever is wrong with it."""
    with socket.create_connection(("127.0.0.1", running.proxy.port), 20) as client:
        client.sendall(sent)
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"Content-Type: application/problem+json" in head
    assert b"X-Request-ID: " in head
    assert json.loads(body)["type"] == "/problems/bad-request"


def in_pieces(size: int) -> Iterator[bytes]:
    """Yield a body whose size nobody is told."""
    for start in range(0, size, 65_536):
        yield b" " * min(65_536, size - start)


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_has_an_end(running: Cluster, announced: bool) -> None:
    """One byte over the limit is 413; the byte before it is the app's to judge."""
    as_json = {"Content-Type": "application/json"}
    with running.client() as client:
        for size, status in ((MAX_BODY_BYTES, 422), (MAX_BODY_BYTES + 1, 413)):
            body = b" " * size if announced else in_pieces(size)
            answer = client.post("/user/", content=body, headers=as_json)
            assert answer.status_code == status
    assert answer.json()["type"] == "/problems/too-large"


def test_a_dead_server_is_gone_around(running: Cluster) -> None:
    """Nobody listens there: its requests, writes as well, go to another one."""
    headers = running.log_in()
    dead = running.servers[0]
    dead.stop()
    try:
        with running.client() as client:
            for number in range(30):
                blog = {"title": f"Around {number}", "body": "A body."}
                written = client.post("/blog/", json=blog, headers=headers)
                assert written.status_code == 201
        titles = running.titles()
        assert all(titles.count(f"Around {number}") == 1 for number in range(30))
    finally:
        dead.start()


@needs_nginx
def test_no_answer_at_all_is_a_problem_too(tmp_path: Path) -> None:
    """With every server away the proxy says so, in the form of every refusal."""
    port, *nobody = neighbours(4)
    proxy = Proxy(tmp_path / "proxy", port, nobody)
    try:
        proxy.start()
        answer = httpx2.get(f"{proxy.url}/healthz", timeout=30)
        assert answer.status_code == 502
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "/problems/no-answer"
    finally:
        proxy.kill()
