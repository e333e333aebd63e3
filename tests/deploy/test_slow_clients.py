"""The proxy promises: a client that is slow harms nobody but itself."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.deploy.cluster import Cluster
from tests.deploy.conftest import BODY_SECONDS
from tests.deploy.ports import neighbours
from tests.deploy.proxy import Proxy
from tests.people import BLOG
from tests.waiting import wait_until

HEADER_SECONDS = 3  # in nginx.conf it is more
PAUSE = 0.05  # seconds
HEAD = b"POST /user/ HTTP/1.1\r\nHost: blog\r\nContent-Type: application/json\r\n"
LONGEST = "\N{HANGUL SYLLABLE GEUL}" * 50_000  # three bytes each
BLOGS = 40


def trickle(url: str, head: bytes, rest: bytes) -> tuple[bytes, float]:
    """Send the rest a byte a second until something comes back, or the end of it.

    Return that, and after how many seconds it came: nothing if a byte came after the end.
    """
    address = urlsplit(url)
    started = time.monotonic()
    with socket.create_connection((address.hostname, address.port), 1) as client:
        client.sendall(head)
        for byte in rest:
            try:
                client.sendall(bytes([byte]))
                return client.recv(4096), time.monotonic() - started
            except TimeoutError:
                continue
            except ConnectionError:
                return b"", time.monotonic() - started
    raise AssertionError("it was never cut off")


@pytest.fixture
def proxy(running: Cluster, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy before the first server alone, not started yet."""
    (port,) = neighbours(1)
    proxy = Proxy(tmp_path / "proxy", port, [running.servers[0].port])
    yield proxy
    proxy.kill()


def test_a_byte_a_second_is_cut_off_while_others_are_answered(
    running: Cluster, proxy: Proxy
) -> None:
    """Slow headers by the proxy, a slow body by the app; the rest notices nothing."""
    seen: dict[str, tuple[bytes, float]] = {}
    proxy.shorten("client_header_timeout", HEADER_SECONDS)
    proxy.start()

    def send(name: str, head: bytes, rest: bytes) -> None:
        seen[name] = trickle(proxy.url, head, rest)

    header = ("header", HEAD, b"X-Slow: " + b"x" * 60)
    body = ("body", HEAD + b"Content-Length: 60\r\n\r\n", b"{" * 60)
    people = [threading.Thread(target=send, args=slow) for slow in 20 * [header, body]]
    for person in people:
        person.start()
    times = []
    headers = running.log_in()
    with httpx2.Client(base_url=proxy.url, timeout=60) as client:
        while any(person.is_alive() for person in people):
            answer = client.get("/blog/?limit=1", headers=headers)
            assert answer.status_code == 200
            times.append(answer.elapsed.total_seconds())
            time.sleep(PAUSE)
    for person in people:
        person.join()
    print(f"{len(times)} others were answered, the slowest after {max(times):.2f} s")
    end, seconds = seen["header"]
    assert end == b"" or b" 408 " in end.splitlines()[0]
    assert seconds < HEADER_SECONDS + 5
    end, seconds = seen["body"]
    assert b" 408 " in end.splitlines()[0]
    assert seconds < int(BODY_SECONDS) + 5


def test_who_reads_slowly_gets_everything_and_keeps_no_server(
    running: Cluster, proxy: Proxy
) -> None:
    """The proxy takes the answer at once: even without any server it gives all of it."""
    headers = running.log_in()
    server = running.servers[0]
    proxy.start()
    with running.client() as client:
        for _ in range(BLOGS):
            blog = {**BLOG, "body": LONGEST}
            assert client.post("/blog/", json=blog, headers=headers).is_success
    headers["X-Request-ID"] = "slow-reader"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET /blog/?limit={BLOGS} HTTP/1.0\r\n{lines}\r\n"
    try:
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect(("127.0.0.1", proxy.port))
            slow.sendall(request.encode())
            wait_until(lambda: running.has_answered("slow-reader"))
            server.stop()
            received = bytearray()
            while piece := slow.recv(65_536):
                received += piece
    finally:
        server.start()
    assert received.count(LONGEST.encode()) == BLOGS
