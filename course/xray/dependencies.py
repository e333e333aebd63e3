"""Each dependency with its own time: FastAPI has one span for all of them."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import replace
from functools import cache, wraps
from typing import Any

from fastapi import routing
from fastapi.dependencies.models import (
    Dependant,
    _is_async_gen_callable,
    _is_coroutine_callable,
    _is_gen_callable,
)
from fastapi.dependencies.utils import solve_dependencies as solve_untimed
from opentelemetry.trace import Span

from .spans import COLLECTED, FUNCTION, PROVIDER


def install() -> None:
    """Let FastAPI's routes solve their dependencies by way of this module."""
    routing.solve_dependencies = solve  # type: ignore[attr-defined]


async def solve(**arguments: Any) -> Any:
    """Solve dependencies as FastAPI does; of a watched request, each is a step.

    Overridden ones are found by the function that they stand for, so none is wrapped.
    """
    provider = arguments.get("dependency_overrides_provider")
    if COLLECTED.get() and not getattr(provider, "dependency_overrides", None):
        # FastAPI calls what it has met already only once: so each has one step in a request.
        arguments["dependant"] = timed(arguments["dependant"], cache(timed_call))
    return await solve_untimed(**arguments)


def timed(dependant: Dependant, as_step: Callable[[Any], Any]) -> Dependant:
    """Return a copy whose dependencies, at all depths, are steps."""
    below = [
        replace(timed(each, as_step), call=as_step(each.call))
        for each in dependant.dependencies
    ]
    return replace(dependant, dependencies=below)


def step(kind: str, call: Any) -> AbstractContextManager[Span]:
    """Open a step for a function, under the name that FastAPI's own spans use."""
    named = call if hasattr(call, "__qualname__") else type(call)
    name = f"{call.__module__}.{named.__qualname__}"
    tracer = PROVIDER.get_tracer("course.xray")
    return tracer.start_as_current_span(f"fastapi.{kind}", attributes={FUNCTION: name})


def timed_call(call: Any) -> Callable[..., Any]:
    """Return the function as one of the same kind that is a step when it runs."""
    if _is_gen_callable(call):
        wrapper = timed_generator(call)
    elif _is_async_gen_callable(call):
        wrapper = timed_async_generator(call)
    elif _is_coroutine_callable(call):
        wrapper = timed_coroutine(call)
    else:
        wrapper = timed_function(call)
    return wraps(call, updated=())(wrapper)


def timed_function(call: Any) -> Callable[..., Any]:
    """Time a plain function, or a class."""

    def wrapper(**values: Any) -> Any:
        with step("dependency", call):
            return call(**values)

    return wrapper


def timed_coroutine(call: Any) -> Callable[..., Any]:
    """Time an `async` function."""

    async def wrapper(**values: Any) -> Any:
        with step("dependency", call):
            return await call(**values)

    return wrapper


def timed_generator(call: Any) -> Callable[..., Any]:
    """Time what stands before `yield`, and apart from it what stands behind."""

    def wrapper(**values: Any) -> Iterator[Any]:
        manager = contextmanager(call)(**values)
        with step("dependency", call):
            value = manager.__enter__()
        try:
            yield value
        except BaseException as error:
            with step("teardown", call):
                handled = manager.__exit__(type(error), error, error.__traceback__)
            if not handled:
                raise
        else:
            with step("teardown", call):
                manager.__exit__(None, None, None)

    return wrapper


def timed_async_generator(call: Any) -> Callable[..., Any]:
    """Do the same for an `async` function with `yield`."""

    async def wrapper(**values: Any) -> AsyncIterator[Any]:
        manager = asynccontextmanager(call)(**values)
        with step("dependency", call):
            value = await manager.__aenter__()
        try:
            yield value
        except BaseException as error:
            with step("teardown", call):
                trace = error.__traceback__
                handled = await manager.__aexit__(type(error), error, trace)
            if not handled:
                raise
        else:
            with step("teardown", call):
                await manager.__aexit__(None, None, None)

    return wrapper
