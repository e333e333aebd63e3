"""Code with FastAPI: what it refuses at the start, and what it answers unexpectedly."""

from __future__ import annotations

import ast

from course.doctor.code_schemas import at
from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    calls,
    constant,
    dotted_name,
    imports_from,
    keyword,
    last_name,
    names_in,
    routes,
    schemas_in,
    sources,
)

SESSIONS = {"Session", "DbSession", "AsyncSession"}


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


def row_as_answer(machine: Machine) -> list[Finding]:
    """Find a route with a session that returns something no schema filters."""
    return [
        Finding(
            "row-as-answer",
            49,
            f"{function.name} returns from the database without a response_model.",
            "The answer has every column, a password's hash, too; or it is empty.",
            ("Say what is shown: response_model=ShowBlog, or -> ShowBlog.",),
            at(machine, source, function),
        )
        for source in sources(machine)
        for function, route in routes(source.tree)
        if uses_session(function)
        and function.returns is None
        and keyword(route, "response_model") is None
        and not answers_204(route)
        and returns_row(function)
    ]


def returns_row(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function returns something that is not plainly text or a dict."""
    values = [n.value for n in ast.walk(function) if isinstance(n, ast.Return)]
    plain = (ast.Dict, ast.Constant, ast.JoinedStr)
    return any(value is not None and not isinstance(value, plain) for value in values)


def uses_session(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function has a session of the database."""
    return any(SESSIONS & names_in(a.annotation) for a in arguments(function))


def update_with_schema(machine: Machine) -> list[Finding]:
    """Find `query.update(blog)` with a schema, which is no dictionary."""
    found = []
    for source in sources(machine):
        schemas = schemas_in(source.folder)
        for function in source_functions(source):
            typed = {a.arg: last_name(a.annotation) for a in arguments(function)}
            for call in calls(function, "update", "values"):
                name = dotted_name(call.args[0]) if call.args else ""
                if typed.get(name) in schemas:
                    found.append(
                        Finding(
                            "update-with-schema",
                            50,
                            f"update gets {name}, which is a schema and no dictionary.",
                            "It fails: object has no attribute 'items'.",
                            (f"Write: {name}.model_dump(exclude_unset=True)",),
                            at(machine, source, call),
                        )
                    )
    return found


def source_functions(source: Source) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(source.tree) if isinstance(node, kinds)]


def cors(machine: Machine) -> list[Finding]:
    """Find origins that no browser sends, and a star that allows everybody."""
    found = []
    for source in sources(machine):
        for call in calls(source.tree, "add_middleware"):
            problem = cors_problem(call)
            if problem:
                found.append(
                    Finding(
                        "cors",
                        60,
                        problem,
                        "The browser blocks the answer, or every site may ask as you.",
                        ('List the origins: allow_origins=["http://localhost:5173"]',),
                        at(machine, source, call),
                    )
                )
    return found


def cors_problem(call: ast.Call) -> str:
    """Return what is wrong with the allowed origins; empty if nothing is."""
    origins = keyword(call, "allow_origins")
    values = [constant(node) for node in getattr(origins, "elts", [])]
    for value in values:
        if isinstance(value, str) and value.endswith("/"):
            return f"The origin {value} ends with a slash: no browser sends that."
    if "*" in values and constant(keyword(call, "allow_credentials")) is True:
        return "Every origin is allowed, and with credentials."
    return ""


CHECKS = (
    Check((23,), bad_annotation),
    Check((24,), status_204),
    Check((25,), router_module),
    Check((49,), row_as_answer),
    Check((50,), update_with_schema),
    Check((60,), cors),
)
