"""One HTTP request to the app, without a server."""

import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from string import punctuation
from typing import Any
from urllib.parse import quote, unquote

from .faults import fault

USUAL = ("127.0.0.1", 8000)
NO_FAULT = dict.fromkeys(("traceback", "message", "file", "line"))
PLAIN = (b"content-type", b"text/plain; charset=utf-8")


@dataclass
class Response:
    """What the app has answered so far."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    async def take(self, message: dict[str, Any]) -> None:
        """Take the next message of the app."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


def scope_of(request: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    """Return the ASGI scope of a request as uvicorn would make it."""
    path, _, query = request["path"].partition("?")
    prefix = request.get("root_path", "")
    host, _, port = request.get("host", "").partition(":")
    headers = [[name.lower(), value] for name, value in request["headers"]]
    if not any(name == "host" for name, _ in headers):
        headers.append(["host", request.get("host") or "{}:{}".format(*USUAL)])
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request["method"],
        "scheme": request.get("scheme", "http"),
        "path": unquote(prefix + path),
        "raw_path": quoted(prefix + path),
        "query_string": quoted(query),
        "root_path": prefix,
        "headers": [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers],
        "client": ("127.0.0.1", 50000),
        "server": (host, int(port or 80)) if host else USUAL,
        "state": dict(state),
    }


def quoted(text: str) -> bytes:
    """Return a part of an address as a browser sends it; what is quoted stays so."""
    return quote(text, safe=punctuation).encode()


async def call(
    app: Any,
    request: dict[str, Any],
    body: bytes,
    state: dict[str, Any],
    folder: Path,
) -> tuple[dict[str, Any], bytes]:
    """Return status, headers and time of the app's answer, and its body.

    An error that the app does not handle is a 500 with its `traceback` from the learner's
    code on, its `message`, and the `file` below the folder and the `line` where it was
    raised.
    """
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    response, told = Response(), NO_FAULT
    started = time.perf_counter()
    try:
        await app(scope_of(request, state), receive, response.take)
    except BaseException as error:
        told = {name: fault(error, folder)[name] for name in NO_FAULT}
        if not response.status:
            response.status, response.headers = 500, [PLAIN]
            response.body = bytearray(b"Internal Server Error")
    milliseconds = (time.perf_counter() - started) * 1000
    return {**described(response, milliseconds), **told}, bytes(response.body)


def described(response: Response, ms: float) -> dict[str, Any]:
    """Return a response as plain data."""
    known = {status.value: status.phrase for status in HTTPStatus}
    headers = [[n.decode("latin-1"), v.decode("latin-1")] for n, v in response.headers]
    return {
        "status": response.status,
        "reason": known.get(response.status, ""),
        "headers": headers,
        "ms": ms,
    }
