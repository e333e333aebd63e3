"""Clients of a byte a second, and some that hardly read: everybody else is answered."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.crowds import LONGEST_ANSWER, Ask, ask
from tests.faults.service import POOL_SIZE, Service, serving
from tests.people import BLOG
from tests.waiting import wait_until

BODY_SECONDS = 3
SLOW = 20  # clients of each kind
HEAD = b"POST /user/ HTTP/1.1\r\nHost: blog\r\nContent-Type: application/json\r\n"
SLOW_BODY = HEAD + b"Content-Length: 100\r\n\r\n"
SLOW_HEADER = HEAD + b"X-Slow: "


@pytest.fixture(scope="module")
def service(final: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The app on SQLite; a body must be there after three seconds."""
    folder = tmp_path_factory.mktemp("slow")
    with serving(final, folder, BODY_TIMEOUT_SECONDS=str(BODY_SECONDS)) as service:
        yield service


def connect(
    service: Service, stack: ExitStack, beginning: bytes, seconds: float = 1
) -> socket.socket:
    """Return a connection on which a request has begun."""
    place = ("127.0.0.1", service.server.port)
    client = socket.create_connection(place, timeout=seconds)
    stack.enter_context(client).sendall(beginning)
    return client


def trickle(client: socket.socket) -> bytes:
    """Send a byte a second until the server hangs up; return what it said."""
    said = b""
    for _ in range(3 * BODY_SECONDS):
        try:
            client.sendall(b"x")
            while heard := client.recv(4096):
                said += heard
            return said
        except TimeoutError:
            continue
        except ConnectionError:  # our last byte came after the end
            return said
    raise AssertionError(f"it was never cut off, and heard {said!r}")


def test_a_byte_a_second(service: Service, count: Callable[[str], None]) -> None:
    """A slow body ends with 408; a slow header costs a connection, and no more."""
    token = service.log_in()
    wait_until(lambda: not service.has_visitors())
    files = service.open_files()
    times: list[float] = []
    with ExitStack() as stack, ThreadPoolExecutor(SLOW) as people:
        clients = [connect(service, stack, SLOW_BODY) for _ in range(SLOW)]
        patient = [connect(service, stack, SLOW_HEADER) for _ in range(SLOW)]
        answers = [people.submit(trickle, client) for client in clients]
        while not all(answer.done() for answer in answers):
            for client in patient:
                client.sendall(b"x")
            started = time.monotonic()
            blog = ask(service.server.port, Ask("POST", "/blog/", token, BLOG))
            times.append(time.monotonic() - started)
            assert blog.status == 201
            wait(answers, timeout=0.2)
        for client in patient:
            client.settimeout(LONGEST_ANSWER)
            client.sendall(b"\r\nContent-Length: 2\r\n\r\n{}")
            assert client.recv(4096).startswith(b"HTTP/1.1 422 ")
    ends = Counter(answer.result().splitlines()[0].decode() for answer in answers)
    count(
        f"slow bodies: {dict(ends)}; {SLOW} slow headers served at their end; "
        f"{len(times)} others answered meanwhile, the slowest after {max(times):.2f} s"
    )
    assert ends == {"HTTP/1.1 408 Request Timeout": SLOW}
    assert max(times) < BODY_SECONDS
    wait_until(lambda: service.open_files()["socket"] == files["socket"])


def test_clients_that_do_not_read(
    service: Service, count: Callable[[str], None]
) -> None:
    """More of them than the pool has connections: none is held for their sake."""
    port, token = service.server.port, service.log_in()
    long = {**BLOG, "body": "x" * 50_000}
    for _ in range(100):
        assert ask(port, Ask("POST", "/blog/", token, long)).status == 201
    line = f"Authorization: {token['Authorization']}"
    page = f"GET /blog/?limit=100 HTTP/1.1\r\nHost: blog\r\n{line}\r\n\r\n"
    with ExitStack() as stack:
        readers = [
            connect(service, stack, page.encode(), 20) for _ in range(2 * POOL_SIZE)
        ]
        beginnings = [reader.recv(100) for reader in readers]
        assert all(b.startswith(b"HTTP/1.1 200 ") for b in beginnings)
        started = time.monotonic()
        answer = ask(port, Ask("POST", "/blog/", token, BLOG))
        seconds = time.monotonic() - started
    count(
        f"{len(readers)} clients do not read 5 MB each, the pool has {POOL_SIZE}; "
        f"somebody else: {answer.status} after {seconds:.2f} s"
    )
    assert answer.status == 201
