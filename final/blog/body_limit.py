"""A request has an end: its head in bytes, its body in bytes and in time."""

import asyncio

from fastapi import HTTPException, status
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog.errors import problem

MAX_HEAD_BYTES = 16_384
TOO_LARGE = "The body is too large"
TOO_SLOW = "The body took too long to arrive"
GOODBYE = {"Connection": "close"}  # or the rest of the body would still be read


# --8<-- [start:head]
def head_bytes(scope: Scope) -> int:
    """Return how long the address and the headers of a request are."""
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return headers + len(scope["path"]) + len(scope["query_string"])
    # --8<-- [end:head]


# --8<-- [start:limit]
class BodyLimit:
    """Stands before the app; counts what comes in, whatever Content-Length says."""

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: int) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 431 or 413 to what is too large, and pass any other request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, refusal = Headers(scope=scope), None
        length = int(headers.get("Content-Length", 0))
        if head_bytes(scope) > MAX_HEAD_BYTES:
            refusal = problem(431, "The headers and the path are too long")
        elif length > self.max_bytes:
            refusal = problem(status.HTTP_413_CONTENT_TOO_LARGE, TOO_LARGE)
        if refusal:
            refusal.headers.update(GOODBYE)
            await refusal(scope, receive, send)
            return
        if not length and "Transfer-Encoding" not in headers:  # then none comes
            await self.app(scope, receive, send)
            return
        seen, complete = 0, False
        end = asyncio.get_running_loop().time() + self.seconds

        async def receive_counted() -> Message:
            nonlocal seen, complete
            try:
                async with asyncio.timeout_at(None if complete else end):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(
                    status.HTTP_408_REQUEST_TIMEOUT, TOO_SLOW, GOODBYE
                ) from None
            seen += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if seen > self.max_bytes:
                raise HTTPException(
                    status.HTTP_413_CONTENT_TOO_LARGE, TOO_LARGE, GOODBYE
                )
            return message

        async def send_goodbye(message: Message) -> None:
            if message["type"] == "http.response.start" and not complete:
                MutableHeaders(scope=message).update(GOODBYE)
            await send(message)

        await self.app(scope, receive_counted, send_goodbye)
        # --8<-- [end:limit]
