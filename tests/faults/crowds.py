"""Many requests that are sent at the same moment."""

import http.client
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

LONGEST_ANSWER = 60  # seconds


@dataclass(frozen=True)
class Ask:
    """A request; `json` or `form` is its body."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None
    form: dict[str, str] | None = None


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any


def ask(port: int, request: Ask) -> Answer:
    """Send a request on a connection of its own."""
    form = urlencode(request.form) if request.form else None
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    body = form or (json.dumps(request.json) if request.json is not None else None)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_ANSWER)
    headers = {"Content-Type": kind, **request.headers}
    try:
        connection.request(request.method, request.path, body, headers)
        with connection.getresponse() as answer:
            text = answer.read()
            return Answer(answer.status, json.loads(text) if text else None)
    finally:
        connection.close()


def ask_together(port: int, requests: Sequence[Ask]) -> list[Answer]:
    """Send all of them at the same moment; return the answers in the same order."""
    ready = threading.Barrier(len(requests))

    def wait_and_ask(request: Ask) -> Answer:
        ready.wait()
        return ask(port, request)

    with ThreadPoolExecutor(len(requests)) as crowd:
        return list(crowd.map(wait_and_ask, requests))
