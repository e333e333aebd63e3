"""Code with FastAPI: what it refuses at the start, and what it answers unexpectedly."""

from __future__ import annotations

import ast

from course.doctor.code_tables import models
from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    at,
    calls,
    constant,
    dotted_name,
    imports_from,
    keyword,
    last_name,
    routes,
    sources,
    sources_in,
)


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    """Return all arguments of a function."""
    return [*function.args.args, *function.args.kwonlyargs]


def defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the names of the arguments that have a default."""
    positional = function.args.args[
        len(function.args.args) - len(function.args.defaults) :
    ]
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults)
    return {a.arg for a in positional} | {a.arg for a, d in pairs if d is not None}


def bad_annotation(machine: Machine) -> list[Finding]:
    """Find a session that FastAPI would take for a part of the request."""
    return [
        Finding(
            "bad-annotation",
            23,
            f"{function.name} has {argument.arg}: Session without Depends.",
            "The app does not start: Invalid args for response field.",
            (f"Write: {argument.arg}: Annotated[Session, Depends(get_db)]",),
            at(machine, source, argument),
        )
        for source in sources(machine)
        for function, _ in routes(source.tree)
        for argument in arguments(function)
        if last_name(argument.annotation) == "Session"
        and argument.arg not in defaults(function)
    ]


def table_in_route(machine: Machine) -> list[Finding]:
    """Find a table's class where a route needs a schema: as its body, or its answer."""
    return [
        Finding(
            "bad-annotation",
            23,
            f"{function.name} names {last_name(named)}, a table, as its body or answer.",
            "The app does not start: Invalid args for response field.",
            ("Write a schema of Pydantic in its place, from schemas.py.",),
            at(machine, source, named),
        )
        for source in sources(machine)
        for function, route in routes(source.tree)
        for named in data_types(function, route)
        if is_table(named, source)
    ]


def data_types(
    function: ast.FunctionDef | ast.AsyncFunctionDef, route: ast.Call
) -> list[ast.expr]:
    """Return the names in the types that FastAPI reads or writes."""
    model = keyword(route, "response_model")
    typed = [
        a.annotation for a in arguments(function) if a.arg not in defaults(function)
    ]
    typed.append(function.returns if model is None else model)
    return [
        node
        for annotation in typed
        if annotation is not None and not list(calls(annotation, "Depends"))
        for node in outer_names(annotation)
    ]


def outer_names(annotation: ast.expr) -> list[ast.expr]:
    """Return the whole names in an annotation: `models.Blog`, and not `models`, too."""
    if isinstance(annotation, (ast.Name, ast.Attribute)):
        return [annotation]
    parts = [n for n in ast.iter_child_nodes(annotation) if isinstance(n, ast.expr)]
    return [name for part in parts for name in outer_names(part)]


def is_table(named: ast.expr, source: Source) -> bool:
    """Tell whether a name is that of a table's class, by the file that it comes from."""
    path, _, name = dotted_name(named).rpartition(".")
    file = path.rpartition(".")[2] or origin(name, source)
    return any(
        node.name == name
        for each in sources_in(source.folder)
        if each.path.stem == file
        for node in models(each)
    )


def origin(name: str, source: Source) -> str:
    """Return the file, without `.py`, that a name is imported from, or this one."""
    for node in imports_from(source.tree):
        if any((alias.asname or alias.name) == name for alias in node.names):
            return (node.module or "").rpartition(".")[2]
    return source.path.stem


def answers_204(route: ast.Call) -> bool:
    """Tell whether a route's status code is 204."""
    status = keyword(route, "status_code")
    return constant(status) == 204 or last_name(status) == "HTTP_204_NO_CONTENT"


def status_204(machine: Machine) -> list[Finding]:
    """Find a route that promises no body, and says which body it has."""
    return [
        Finding(
            "status-204",
            24,
            f"{function.name} answers 204, which has no body, and declares one.",
            "The app does not start, or the answer is cut off.",
            ("Write -> None, no response_model, and return nothing.",),
            at(machine, source, function),
        )
        for source in sources(machine)
        for function, route in routes(source.tree)
        if answers_204(route) and declares_body(function, route)
    ]


def declares_body(
    function: ast.FunctionDef | ast.AsyncFunctionDef, route: ast.Call
) -> bool:
    """Tell whether a route has a response model or a returned type."""
    model = keyword(route, "response_model")
    returns = function.returns
    has_type = returns is not None and not is_none(returns)
    return (model is not None and not is_none(model)) or (
        has_type and last_name(returns) != "Response"
    )


def is_none(node: ast.expr) -> bool:
    """Tell whether an expression is the word None."""
    return isinstance(node, ast.Constant) and node.value is None


def router_module(machine: Machine) -> list[Finding]:
    """Find `include_router(blog)` where `blog` is the module, not its router."""
    return [
        Finding(
            "router-module",
            25,
            f"include_router gets the module {name}, not its router.",
            "The app does not start.",
            (f"Write: include_router({name}.router)",),
            at(machine, source, call),
        )
        for source in sources(machine)
        for call in calls(source.tree, "include_router")
        for name in [dotted_name(call.args[0]) if call.args else ""]
        if name in imported_modules(source)
    ]


def imported_modules(source: Source) -> set[str]:
    """Return the names under which a file imports modules of its own folder."""
    found = set()
    for node in imports_from(source.tree):
        package = (node.module or "").replace(".", "/")
        start = source.path.parent if node.level else source.folder
        for alias in node.names:
            if (start / package / f"{alias.name}.py").is_file():
                found.add(alias.asname or alias.name)
    return found


CHECKS = (
    Check((23,), bad_annotation),
    Check((23,), table_in_route),
    Check((24,), status_204),
    Check((25,), router_module),
)
