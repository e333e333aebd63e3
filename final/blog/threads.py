"""Threads for what asks the database: a request changes threads once, there and back."""

from asyncio import wait, wrap_future
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial, wraps

from fastapi import Response

from blog.engine import IS_SQLITE
from blog.settings import settings

# --8<-- [start:threads]
# SQLite lets other threads run at every row, and lets one write at a time: more threads
# would only get in each other's way. No reader waits for a writer.
NUMBER = 1 if IS_SQLITE else settings.database_pool_size
READERS = ThreadPoolExecutor(NUMBER, "reader")
WRITERS = ThreadPoolExecutor(NUMBER, "writer")
LONGEST = 2 * settings.database_timeout_seconds
# --8<-- [end:threads]

Route = Callable[..., Response]
Awaited = Callable[..., Awaitable[Response]]


# --8<-- [start:run_in]
def run_in(threads: ThreadPoolExecutor) -> Callable[[Route], Awaited]:
    """Make a route run in one of these threads; nobody waits for a turn without end.

    What has begun may write: it ends by the time-outs of the database, and its answer
    is the true one. FastAPI's own way to a thread costs twice as much.
    """

    def changed(route: Route) -> Awaited:
        @wraps(route)
        async def in_a_thread(**values: object) -> Response:
            call = partial(copy_context().run, route, **values)
            work = threads.submit(call)
            answer = wrap_future(work)
            await wait([answer], timeout=LONGEST)
            if work.cancel():
                raise TimeoutError("no turn in a thread")
            return await answer

        return in_a_thread

    return changed
    # --8<-- [end:run_in]
