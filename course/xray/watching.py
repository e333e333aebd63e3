"""Watch an app: a tree for each request, the app itself unchanged."""

import sys
from collections.abc import Callable, MutableMapping
from functools import cache
from time import perf_counter
from typing import Any

from fastapi.telemetry import TelemetryData
from opentelemetry import trace

from . import dependencies
from .masking import masked, without
from .sent import body_of, headers_of, query_of, secrets_sent
from .spans import COLLECTED, PROVIDER, Collected, since
from .tree import Step, Tree, new_step

OnTree = Callable[[Tree], None]
OF_REQUEST = ("path", "query", "headers", "body")
VALUES = (*OF_REQUEST, "arguments", "parameters", "value", "error")
SHOWN_HEADERS = ("authorization", "content-type", "cookie")


class Watched:
    """An app that tells of each request when it is over; `on_tree` None: of none."""

    def __init__(self, app: Any, on_tree: OnTree | None) -> None:
        self.app, self.on_tree = app, on_tree

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer as the app does, then give the tree away."""
        if scope["type"] != "http" or self.on_tree is None:
            await self.app(scope, receive, send)
            return
        collected, status, began = Collected(), [], perf_counter()

        async def noting(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                status.append(message["status"])
            await send(message)

        mark = COLLECTED.set(collected)
        try:
            await self.app(scope, receive, noting)
        finally:
            COLLECTED.reset(mark)
            collected.errors.clear()
            ms = since(began)
            self.on_tree(tree_of(scope, collected, status[0] if status else None, ms))


def watch(app: Any, on_tree: OnTree | None) -> Watched:
    """Return the ASGI app with a look inside: `on_tree` is called after each request.

    Import the app first: only then it is known whether there are statements to see.
    """
    listen()
    return Watched(app, on_tree)


def listen() -> None:
    """Listen in this process; what is not watched is let be."""
    listen_to_fastapi()
    if "sqlalchemy" in sys.modules:
        listen_to_sqlalchemy()


@cache
def listen_to_fastapi() -> None:
    """Take FastAPI's spans in this process.

    Raises RuntimeError if OpenTelemetry has another provider already.
    """
    trace.set_tracer_provider(PROVIDER)
    if trace.get_tracer_provider() is not PROVIDER:
        raise RuntimeError("OpenTelemetry has a tracer provider already.")
    dependencies.install()


@cache
def listen_to_sqlalchemy() -> None:
    """Take the statements of every engine in this process."""
    from . import statements

    statements.install()


def tree_of(scope: Any, collected: Collected, status: int | None, ms: float) -> Tree:
    """Return what was collected as plain data without secrets."""
    data = collected.data or TelemetryData()
    headers = headers_of(scope)
    steps = collected.root["steps"]
    tell_of_values(steps, data)
    endpoint = next((s["name"] for s in steps if s["kind"] == "dependencies"), None)
    tree: Tree = {
        "method": scope["method"],
        "path": masked(scope["path"]),
        "query": masked(query_of(scope)),
        "headers": {k: masked(v, k) for k, v in headers.items() if k in SHOWN_HEADERS},
        "body": masked(body_of(data.body)),
        "route": collected.route,
        "endpoint": endpoint,
        "status": status,
        "ms": ms,
        "steps": steps,
    }
    hide(secrets_sent(scope, data.body), tree)
    return tree


def hide(secrets: set[str], part: Any) -> None:
    """Mask these texts wherever somebody's values stand, in a tree or in a step."""
    told = [*VALUES, "name"] if part.get("kind") in ("statement", "invalid") else VALUES
    part.update({key: without(secrets, part[key]) for key in told if key in part})
    for step in part["steps"]:
        hide(secrets, step)


def tell_of_values(steps: list[Step], data: TelemetryData) -> None:
    """Put the endpoint's arguments and the refused values where they belong."""
    checks = steps
    for step in steps:
        if step["kind"] == "endpoint" and data.values is not None:
            step["arguments"] = masked(data.values)
        if step["kind"] == "dependencies":
            checks = step["steps"]
    checks.extend(map(refused, data.errors or []))


def refused(error: Any) -> Step:
    """Return a step for a value that did not fit, named by its place."""
    places = [str(place) for place in error["loc"]]
    step = new_step("invalid", masked(".".join(places)))
    step["error"] = masked(error["msg"])
    if error["type"] not in ("missing", "json_invalid"):
        step["value"] = masked(error.get("input"), step["name"])
    return step
