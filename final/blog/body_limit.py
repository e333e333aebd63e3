"""A request's body has an end: in bytes and in time."""

import asyncio

from fastapi import HTTPException, status
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog.errors import problem

TOO_LARGE = "The body is too large"
TOO_SLOW = "The body took too long to arrive"
GOODBYE = {"Connection": "close"}  # or the rest of the body would still be read


# --8<-- [start:limit]
class BodyLimit:
    """Stands before the app; counts what comes in, whatever Content-Length says."""

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: int) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 to a body that is too large, and pass any other on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if int(Headers(scope=scope).get("Content-Length", 0)) > self.max_bytes:
            answer = problem(status.HTTP_413_CONTENT_TOO_LARGE, TOO_LARGE)
            answer.headers.update(GOODBYE)
            await answer(scope, receive, send)
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

        await self.app(scope, receive_counted, send)
        # --8<-- [end:limit]
