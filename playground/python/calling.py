"""One HTTP request to the app, without a server."""

import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .faults import fault

USUAL = ("127.0.0.1", 8000)


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
        "raw_path": (prefix + path).encode(),
        "query_string": query.encode(),
        "root_path": prefix,
        "headers": [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers],
        "client": ("127.0.0.1", 50000),
        "server": (host, int(port or 80)) if host else USUAL,
        "state": dict(state),
    }


async def call(
    app: Any,
    request: dict[str, Any],
    body: bytes,
    state: dict[str, Any],
    folder: Path,
) -> tuple[dict[str, Any], bytes]:
    """Return status, headers and time of the app's answer, and its body.

    An error that the app does not handle is a 500 with its `traceback` from the learner's
    code on, and with the `file` below the folder and the `line` where it was raised.
    """
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    response, trace, raised_at = Response(), None, (None, None)
    started = time.perf_counter()
    try:
        await app(scope_of(request, state), receive, response.take)
    except (Exception, SystemExit) as error:
        told = fault(error, folder)
        trace, raised_at = told["traceback"], (told["file"], told["line"])
        if not response.status:
            response.status, response.body = 500, bytearray(b"Internal Server Error")
    milliseconds = (time.perf_counter() - started) * 1000
    head = described(response, milliseconds)
    file, line = raised_at
    return {**head, "traceback": trace, "file": file, "line": line}, bytes(
        response.body
    )


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
