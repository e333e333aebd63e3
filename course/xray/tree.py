"""What a tree is: plain data that JSON can hold, secrets masked."""

from typing import Any, NotRequired, TypedDict

Json = Any  # None, bool, int, float, str, and lists and dicts of them


class Step(TypedDict):
    """One thing that happened in a request, and what happened inside it.

    `kind` and what `name` then is:

    - `dependencies`: all of them and the checks of what was sent; the endpoint's name
    - `dependency`, `teardown`: one function, or its part behind `yield`
    - `invalid`: the place of a value that was refused, such as `body.title`
    - `endpoint`, `serialization`, `background_task`: the function's full name
    - `statement`: the SQL
    - `span`: what another library told OpenTelemetry
    """

    kind: str
    name: str
    ms: float
    steps: list["Step"]
    arguments: NotRequired[dict[str, Json]]  # of an endpoint; an object is its type
    parameters: NotRequired[list[dict[str, Json]]]  # of a statement, for each row
    rows: NotRequired[int]  # of a statement: read or written
    value: NotRequired[Json]  # what was refused
    error: NotRequired[str]


class Tree(TypedDict):
    """A request from its first line to its status."""

    method: str
    path: str
    query: dict[str, Json]
    headers: dict[str, str]  # those that say who asks, and what kind of body it is
    body: Json
    route: str | None  # the path's template, such as `/blog/{id}`
    endpoint: str | None
    status: int | None
    ms: float
    steps: list[Step]


def new_step(kind: str, name: str) -> Step:
    """Return a step in which nothing has happened yet."""
    return {"kind": kind, "name": name, "ms": 0.0, "steps": []}
