"""The answer to a fault that nobody has handled: 500, and nothing of the inside."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog.errors import problem

OUR_FAULT = "Something went wrong here; it has been noted"


# --8<-- [start:fault]
class OurFault:
    """Stands around what may fail; the error goes on to the log, and to uvicorn."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 500 in place of an app that fails before it has answered."""
        has_answered = scope["type"] != "http"

        async def send_noted(message: Message) -> None:
            nonlocal has_answered
            await send(message)
            has_answered = True

        try:
            await self.app(scope, receive, send_noted)
        except Exception:
            if not has_answered:
                await problem(500, OUR_FAULT)(scope, receive, send)
            raise
        # --8<-- [end:fault]
