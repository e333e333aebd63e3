"""Seen from outside: an id for every request, a line about it, and safe headers."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("blog.request")
REQUEST_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
# --8<-- [start:headers]
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
# --8<-- [end:headers]


def log_to_stdout() -> None:
    """Print each request's line, in place of uvicorn's, which holds the query."""
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler(sys.stdout))
    logger.setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)


# --8<-- [start:request_id]
def request_id(scope: Scope) -> str:
    """Return the id that came along, if it looks like one, or a new one."""
    given = Headers(scope=scope).get("X-Request-ID", "")
    return given if REQUEST_ID.fullmatch(given) else uuid4().hex
    # --8<-- [end:request_id]


# --8<-- [start:line]
def line(scope: Scope, id: str, status: int, seconds: float) -> str:
    """Return what happened as JSON: no body, no query, no header, no address."""
    route = scope.get("route")
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request_id": id,
        "user_id": scope.get("state", {}).get("user_id"),
        "method": scope["method"],
        "route": getattr(route, "path", None),
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
    }
    return json.dumps(entry)
    # --8<-- [end:line]


# --8<-- [start:middleware]
class RequestLog:
    """Runs around the whole app; writes its line when the answer has been sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the app, and what it answers back to the server."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id, started, status = request_id(scope), perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(
                    {"X-Request-ID": id, **SAFE_HEADERS}
                )
            await send(message)
            status = status or message["status"]

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:  # uvicorn logs it
            error.add_note(f"request_id: {id}")
            status = status or 500
            raise
        finally:
            if logger.isEnabledFor(logging.INFO):
                logger.info(line(scope, id, status, perf_counter() - started))
        # --8<-- [end:middleware]
