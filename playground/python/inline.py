"""Threads, where there are none: blocking calls run in line, portals turn a loop.

A WebAssembly Python cannot start a thread. FastAPI runs plain `def` routes in threads,
Starlette's TestClient runs the app in one. `install` replaces the three functions that
they meet there; what is imported afterwards uses the replacements.
"""

import asyncio
import concurrent.futures
import contextvars
import time
from asyncio import events
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def outer_loop_at_rest() -> Iterator[None]:
    """Let another loop run here: asyncio forgets the running one and its task for now."""
    loop = events._get_running_loop()
    task = asyncio.current_task(loop) if loop else None
    if task:
        asyncio.tasks._leave_task(loop, task)
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(loop)
        if task:
            asyncio.tasks._enter_task(loop, task)


class Clock:
    """A selector without input: it only lets time pass."""

    def select(self, timeout: float | None) -> list[Any]:
        """Wait until the next timer; raise RuntimeError if nothing can ever happen."""
        if timeout is None:
            raise RuntimeError("the app waits for something that cannot come any more")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self) -> None:
        """There is nothing to close."""


class Loop(asyncio.BaseEventLoop):
    """An event loop of timers and callbacks alone, which may run inside another one."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = Clock()

    def _process_events(self, event_list: list[Any]) -> None:
        """There is no input."""

    def _write_to_self(self) -> None:
        """Nobody else is to be woken up."""

    def run_until_complete(self, future: Any) -> Any:
        """Run until this has ended and return its result; the page's loop waits."""
        with outer_loop_at_rest():
            return super().run_until_complete(future)

    def run_in_executor(self, _: Any, func: Callable[..., Any], *args: Any) -> Any:
        """Run the function at once; return a future with its result."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except BaseException as error:
            future.set_exception(error)
        return future


class Promised(concurrent.futures.Future[Any]):
    """A future whose `result` turns the loop until it is there."""

    def __init__(self, loop: Loop) -> None:
        super().__init__()
        self.loop = loop

    def result(self, timeout: float | None = None) -> Any:
        """Return the result of the task; raise what it raised."""
        self.wait()
        return super().result(timeout)

    def wait(self) -> None:
        """Turn the loop until the task has ended."""
        if not self.done() and not self.loop.is_running():
            self.loop.run_until_complete(asyncio.wrap_future(self, loop=self.loop))


class Portal:
    """What TestClient needs of anyio's BlockingPortal, in this thread."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop

    def call(self, func: Callable[..., Any], *args: Any) -> Any:
        """Run a function in the loop and return its result."""
        return self.loop.run_until_complete(outcome(func, *args))

    def start_task_soon(
        self, func: Callable[..., Any], *args: Any, name: object = None
    ) -> Promised:
        """Start a task and return its future; cancelling that cancels the task."""
        return self.follow(outcome(func, *args))

    def start_task(
        self, func: Callable[..., Any], *args: Any, name: object = None
    ) -> tuple[Promised, Any]:
        """Start a task and return its future, and what it says when it is ready."""
        ready = Promised(self.loop)
        future = self.follow(func(*args, task_status=Status(ready)))
        return future, ready.result()

    def follow(self, work: Any) -> Promised:
        """Start a coroutine as a task whose end a future tells."""
        future = Promised(self.loop)
        future.set_running_or_notify_cancel()
        task = self.loop.create_task(work)
        task.add_done_callback(lambda ended: tell(ended, future))
        return future


class Status:
    """How a task says that it is ready."""

    def __init__(self, ready: Promised) -> None:
        self.ready = ready

    def started(self, value: Any = None) -> None:
        """Note the value that the starter of the task waits for."""
        self.ready.set_result(value)


def tell(task: "asyncio.Task[Any]", future: Promised) -> None:
    """Give a future the outcome of a task."""
    if task.cancelled():
        future.set_exception(concurrent.futures.CancelledError())
    elif error := task.exception():
        future.set_exception(error)
    else:
        future.set_result(task.result())


async def outcome(func: Callable[..., Any], *args: Any) -> Any:
    """Return what a function returns, awaited if it must be."""
    value = func(*args)
    return await value if isinstance(value, Awaitable) else value


@contextmanager
def start_blocking_portal(*_: Any, **__: Any) -> Iterator[Portal]:
    """Give a portal to a loop of its own; close the loop at the end."""
    loop = Loop()
    try:
        yield Portal(loop)
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def wait(futures: Iterable[Any], *_: Any, **__: Any) -> tuple[set[Any], set[Any]]:
    """Wait for the futures of portals, like `concurrent.futures.wait`."""
    futures = set(futures)
    for future in futures:
        if isinstance(future, Promised):
            future.wait()
    done = {future for future in futures if future.done()}
    return done, futures - done


async def run_sync(func: Callable[..., Any], *args: Any, **_: Any) -> Any:
    """Run a blocking function here and now, in a copy of the context as a thread does."""
    return contextvars.copy_context().run(func, *args)


def install() -> None:
    """Put the replacements in place; call it before anything imports TestClient."""
    import anyio.from_thread
    import anyio.to_thread

    concurrent.futures.wait = wait
    anyio.from_thread.start_blocking_portal = start_blocking_portal
    anyio.to_thread.run_sync = run_sync
    asyncio.new_event_loop = Loop
