"""People who write and read all the time, and count what they are answered."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlencode

from tests.deploy.outcome import Outcome
from tests.people import ADA, BLOG, bearer

REQUESTS_BETWEEN_LOGINS = 5


class Person(threading.Thread):
    """Somebody with an account of Ada's; logs in, and anew after some requests."""

    def __init__(self, name: str, port: int, seen: Outcome, pause: float) -> None:
        super().__init__(name=name)
        self.port, self.seen, self.pause = port, seen, pause
        self.headers: dict[str, str] = {}

    def run(self) -> None:
        """Do one thing after the other until it is over."""
        for number in count():
            if self.seen.over.is_set():
                return
            if number % REQUESTS_BETWEEN_LOGINS == 0:
                self.log_in()
            self.act(number)
            self.seen.over.wait(self.pause)

    def act(self, number: int) -> None:
        """Do what this person is there for, once."""
        raise NotImplementedError

    def ask(
        self, kind: str, path: str, body: str, type: str, expected: int
    ) -> bytes | None:
        """Post on a connection of its own; return the body, or None for a fault."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {**self.headers, "Content-Type": type, "Connection": "close"}
        try:
            connection.request("POST", path, body, headers)
            with connection.getresponse() as answer:
                content = answer.read()
                is_good = self.seen.note(kind, answer.status, expected)
        except (OSError, HTTPException) as error:
            is_good = self.seen.note(kind, type_of(error), expected)
        finally:
            connection.close()
        return content if is_good else None

    def log_in(self) -> None:
        """Get a new token; the old one stays if that fails."""
        form = urlencode({"username": ADA["email"], "password": ADA["password"]})
        type = "application/x-www-form-urlencoded"
        if answer := self.ask("login", "/login", form, type, 200):
            self.headers = bearer(json.loads(answer)["access_token"])
            self.seen.logins[self.name] += 1


def type_of(error: Exception) -> str:
    """Return the name by which a fault is counted."""
    return type(error).__name__


class Writer(Person):
    """Writes blogs, each with a title of its own."""

    def act(self, number: int) -> None:
        """Write a blog."""
        title = f"{self.name}, blog {number}"
        body = json.dumps({**BLOG, "title": title})
        written = self.ask("write", "/blog/", body, "application/json", 201)
        (self.seen.unclear if written is None else self.seen.written).append(title)


class Reader(Person):
    """Reads the newest blogs on one connection, for as long as it lasts.

    A connection that was kept open may be closed from the other side at any time;
    then this person asks once more, as every browser does (RFC 9110, section 9.2.2).
    """

    connection: HTTPConnection

    def run(self) -> None:
        """Read until it is over."""
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        super().run()
        self.connection.close()

    def act(self, number: int) -> None:
        """Read a page."""
        was_open = self.connection.sock is not None
        try:
            self.connection.request("GET", "/blog/?limit=5", headers=self.headers)
            with self.connection.getresponse() as answer:
                answer.read()
            self.seen.note("read", answer.status, 200)
        except (OSError, HTTPException) as error:
            self.connection.close()
            if was_open and isinstance(error, ConnectionError):
                self.seen.asked_again += 1
                self.act(number)
            else:
                self.seen.note("read", type_of(error), 200)


@contextmanager
def load(
    port: int, writers: int = 2, readers: int = 2, pause: float = 0.1
) -> Iterator[Outcome]:
    """Let people write and read while the block runs; afterwards all have stopped.

    Each rests `pause` seconds after a request. Ada must have signed up.
    """
    seen = Outcome()
    people: list[Person] = [
        Writer(f"Writer {number}", port, seen, pause) for number in range(writers)
    ]
    people += [
        Reader(f"Reader {number}", port, seen, pause) for number in range(readers)
    ]
    for person in people:
        seen.logins[person.name] = 0
        person.start()
    try:
        yield seen
    finally:
        seen.over.set()
        for person in people:
            person.join()
