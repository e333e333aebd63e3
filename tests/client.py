"""A client of an app, like FastAPI's TestClient, that costs a test less than half of it."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, BaseTransport, Request, Response
from starlette.types import Receive, Scope, Send


class QuickClient(TestClient):
    """A TestClient that runs, from `with` on, and gets each answer whole."""

    def __init__(self, app: FastAPI, raise_server_exceptions: bool = True) -> None:
        super().__init__(app)
        self._transport = InOneCall(self, raise_server_exceptions)


class InOneCall(BaseTransport):
    """Crosses to the app's thread once for a request; TestClient's own does so eight times."""

    def __init__(self, client: TestClient, raises: bool) -> None:
        self.client = client
        visitor = ("testclient", 50000)
        self.inside = ASGITransport(self.with_state, raises, client=visitor)

    async def with_state(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the app, which has what its lifespan left for the requests."""
        state = self.client.app_state.copy()
        await self.client.app({**scope, "state": state}, receive, send)

    def handle_request(self, request: Request) -> Response:
        """Return the app's answer, or raise what the app raises."""
        assert self.client.portal, "the client is used outside of its `with`"
        request.read()
        return self.client.portal.call(self.answer, request)

    async def answer(self, request: Request) -> Response:
        """Return the answer with its body."""
        came = await self.inside.handle_async_request(request)
        content = await came.aread()
        return Response(came.status_code, headers=came.headers, content=content)
