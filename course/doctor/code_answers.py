"""What routes answer: rows without a schema, schemas as dictionaries, origins."""

from __future__ import annotations

import ast

from course.doctor.code_routes import answers_204, arguments
from course.doctor.code_rows import SESSIONS
from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    at,
    calls,
    constant,
    dotted_name,
    keyword,
    last_name,
    names_in,
    nodes_in,
    routes,
    schemas_in,
    sources,
)


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
    return [node for node in nodes_in(source.tree) if isinstance(node, kinds)]


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
    Check((49,), row_as_answer),
    Check((50,), update_with_schema),
    Check((60,), cors),
)
