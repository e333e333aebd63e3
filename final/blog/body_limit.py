"""A request's body has an end: what is longer is refused before it is in memory."""

from fastapi import HTTPException, status
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog.errors import problem

TOO_LARGE = "The body is too large"


# --8<-- [start:limit]
class BodyLimit:
    """Stands before the app; counts what comes in, whatever Content-Length says."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 to a body that is too large, and pass any other on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if int(Headers(scope=scope).get("Content-Length", 0)) > self.max_bytes:
            answer = problem(status.HTTP_413_CONTENT_TOO_LARGE, TOO_LARGE)
            await answer(scope, receive, send)
            return
        seen = 0

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.max_bytes:
                raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, TOO_LARGE)
            return message

        await self.app(scope, receive_counted, send)
        # --8<-- [end:limit]
