"""A tree as text, drawn with lines."""

import json
import textwrap
from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

from .tree import Json, Step, Tree

WIDTH = 88
TODAY = {413: "Content Too Large", 422: "Unprocessable Content"}  # RFC 9110
ASCII = str.maketrans({"├": "|", "└": "`", "│": "|", "─": "-", "→": ">", "…": "~"})
OWN_WORDS = {"teardown": ", after its yield", "background_task": ", in the background"}


class Line(NamedTuple):
    """One line: the drawing before it, the words, and what they are about."""

    guide: str
    words: str
    kind: str


def as_text(tree: Tree, times: bool = True, width: int = WIDTH) -> str:
    """Return the tree as lines of text; without times it is the same at each run."""
    lines = lines_of(tree, times, width)
    return "\n".join((line.guide + line.words).rstrip() for line in lines)


def in_ascii(text: str) -> str:
    """Return a drawing in signs that every console has."""
    return text.translate(ASCII)


def lines_of(tree: Tree, times: bool = True, width: int = WIDTH) -> Iterator[Line]:
    """Yield the lines of a tree: what came in, what happened, how it ended."""
    query = "&".join(f"{name}={value}" for name, value in tree["query"].items())
    address = tree["path"] + (f"?{query}" if query else "")
    yield Line("", f"{tree['method']} {address}", "request")
    told = [f"{name}: {value}" for name, value in tree["headers"].items()]
    if tree["body"] is not None:
        told.append("body: " + json.dumps(tree["body"], ensure_ascii=False))
    for text in told:
        yield from wrapped(text, "│   ", "│   ", width, "note")
    route = f"route {tree['route']}" if tree["route"] else "no route fits"
    if tree["endpoint"]:
        route += f" → {tree['endpoint']}"
    yield Line("├── ", route, "route")
    for step in tree["steps"]:
        yield from lines_of_step(step, "", False, times, width)
    took = f", {milliseconds(tree['ms'])}" if times else ""
    yield Line("└── ", status_text(tree["status"]) + took, status_kind(tree["status"]))


def lines_of_step(
    step: Step, guide: str, last: bool, times: bool, width: int
) -> Iterator[Line]:
    """Yield the lines of a step and of those inside it."""
    first, further = ("└── ", "    ") if last else ("├── ", "│   ")
    inside = guide + further
    kind = "error" if "error" in step else step["kind"]
    hanging = inside + ("│   " if step["steps"] else "    ")
    yield from wrapped(words(step, times), guide + first, hanging, width, kind)
    if note := told_below(step, times):
        yield from wrapped(note, hanging, hanging, width, "note")
    if "error" in step:
        yield from wrapped(step["error"], hanging, hanging, width, "error")
    for number, each in enumerate(step["steps"], start=1):
        is_last = number == len(step["steps"])
        yield from lines_of_step(each, inside, is_last, times, width)


def wrapped(
    text: str, first: str, hanging: str, width: int, kind: str
) -> Iterator[Line]:
    """Yield a text in as many lines as it needs."""
    room = max(width - len(hanging), 30)
    for number, line in enumerate(textwrap.wrap(text, room) or [""]):
        yield Line(hanging if number else first, line, kind)


def words(step: Step, times: bool) -> str:
    """Return what a step is called, and how long it took."""
    kind, name = step["kind"], step["name"]
    if kind == "statement":
        return name
    if kind in ("dependencies", "serialization"):
        text = kind
    elif kind == "invalid":
        text = f"{name} = {written(step['value'])}" if "value" in step else name
    else:
        text = name.rpartition(".")[2] + OWN_WORDS.get(kind, "")
    if kind == "endpoint":
        text = f"endpoint {text}({arguments(step)})"
    return f"{text}, {milliseconds(step['ms'])}" if times and step["ms"] else text


def arguments(step: Step) -> str:
    """Return what an endpoint was called with."""
    given = step.get("arguments", {})
    return ", ".join(f"{name}={value}" for name, value in given.items())


def told_below(step: Step, times: bool) -> str:
    """Return what stands below a statement: its values, its rows and its time."""
    if step["kind"] != "statement":
        return ""
    values = "; ".join(map(values_of, step.get("parameters", [])))
    rows = step.get("rows")
    found = [] if rows is None else ["1 row" if rows == 1 else f"{rows} rows"]
    if times and step["ms"]:
        found.append(milliseconds(step["ms"]))
    return f"{values} → {', '.join(found)}".strip() if found else values


def values_of(row: dict[str, Json]) -> str:
    """Return the values for one row, by name."""
    return ", ".join(f"{name} = {written(value)}" for name, value in row.items())


def written(value: Json) -> str:
    """Return a value as Python writes it."""
    return "***" if value == "***" else repr(value)


def milliseconds(ms: float) -> str:
    """Return a time that can be compared at a glance."""
    return f"{ms:.2f} ms" if ms < 10 else f"{ms:.0f} ms"


def status_text(status: int | None) -> str:
    """Return the status with its words."""
    if status is None:
        return "no answer"
    try:
        return f"{status} {TODAY.get(status) or HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def status_kind(status: int | None) -> str:
    """Tell whether a status is good news."""
    return "answer" if status and status < 400 else "error"
