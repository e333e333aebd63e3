"""Ask one server as fast as it answers; a program of its own, standard library only.

It reads a job as JSON from its input and prints what happened as JSON. All requests
are made before the clock starts, so that this program is never what is slow.
"""

import json
import selectors
import signal
import socket
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice
from time import perf_counter

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "
CHUNK = 1 << 18
LONGEST = 60  # seconds


@dataclass
class Outcome:
    """What a load came to: good answers in these seconds, and what was none."""

    answers: int = 0
    seconds: float = 0.0
    longest_wait: float = 0.0
    lengths: list[int] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)

    def note(self, kind: str, wanted: str, wait: float, counts: bool) -> None:
        """Count what came back after this wait, or that nothing has come back yet."""
        self.longest_wait = max(self.longest_wait, wait)
        if kind != wanted:
            self.faults[kind] = self.faults.get(kind, 0) + 1
        elif counts:
            self.answers += 1


class Connection:
    """A connection that is kept alive and sends one request after the other."""

    def __init__(self, port: int, requests: list[bytes], first: int) -> None:
        self.requests = islice(cycle(requests), first, None)
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.ask()

    def ask(self) -> None:
        """Send the next request."""
        self.head, self.missing, self.length, self.asked = b"", -1, 0, perf_counter()
        self.socket.sendall(next(self.requests))

    def is_complete(self) -> bool:
        """Read what has come in; tell whether the answer is all here.

        Raises OSError if the server has closed the connection.
        """
        chunk = self.socket.recv(CHUNK)
        if not chunk:
            raise ConnectionResetError
        if self.missing < 0:
            self.head += chunk
            end = self.head.find(HEAD_END)
            if end < 0:
                return False
            at = self.head.lower().find(LENGTH) + len(LENGTH)
            self.length = int(self.head[at : self.head.index(b"\r", at)])
            self.missing = end + len(HEAD_END) + self.length - len(self.head)
        else:
            self.missing -= len(chunk)
        if self.missing < 0:
            raise ConnectionError("more than was announced")
        return self.missing == 0

    @property
    def status(self) -> str:
        """The status of the answer that is here."""
        return self.head[9:12].decode()


def load(
    port: int,
    requests: list[str],
    status: str,
    connections: int,
    seconds: float,
    warm_up: float,
    total: int = 0,
) -> Outcome:
    """Keep every connection busy for that time and return what came back.

    With a total, until so many requests are answered, from the first on.
    """
    texts = [text.encode() for text in requests]
    outcome, lengths = Outcome(), set()
    with selectors.DefaultSelector() as selector, ExitStack() as opened:
        begin = perf_counter() + (0 if total else warm_up)
        end = begin + (LONGEST if total else seconds)
        for number in range(connections):
            first = number * len(texts) // connections
            connection = Connection(port, texts, first)
            opened.enter_context(connection.socket)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        asked = connections
        while selector.get_map() and (left := end - perf_counter()) > 0:
            for key, _ in selector.select(left):
                connection = key.data
                try:
                    if not connection.is_complete():
                        continue
                    kind = connection.status
                except OSError as error:
                    kind = type(error).__name__
                now = perf_counter()
                outcome.note(kind, status, now - connection.asked, now >= begin)
                lengths.add(connection.length)
                if kind.isdigit() and not 0 < total <= asked:
                    connection.ask()
                    asked += 1
                else:
                    selector.unregister(connection.socket)
        outcome.seconds = perf_counter() - begin
        for key in selector.get_map().values():
            outcome.note("", "", perf_counter() - key.data.asked, False)
    outcome.lengths = sorted(lengths)
    return outcome


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if job := sys.stdin.read():  # none comes if the bench was stopped meanwhile
        json.dump(asdict(load(**json.loads(job))), sys.stdout)
