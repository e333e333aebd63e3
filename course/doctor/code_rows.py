"""Rows of tables in the code: which names of a function hold one."""

from __future__ import annotations

import ast

from course.doctor.code_tables import models
from course.doctor.source import (
    Source,
    calls,
    dotted_name,
    functions,
    last_name,
    names_in,
    sources_in,
)

SESSIONS = {"Session", "DbSession", "AsyncSession"}


def validated_rows(source: Source) -> list[ast.Call]:
    """Return each `model_validate` whose value is plainly a row."""
    found = []
    for function in functions(source.tree):
        rows = row_names(function, source)
        for call in calls(function, "model_validate"):
            value = call.args[0] if call.args else None
            is_row = isinstance(value, ast.Name) and value.id in rows
            if is_row or makes_row(value, session_names(function), tables(source)):
                found.append(call)
    return found


def row_names(
    function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source
) -> set[str]:
    """Return the names that a function gives to rows, or to each row of a list."""
    sessions, classes = session_names(function), tables(source)
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        elif isinstance(node, (ast.For, ast.comprehension)):
            target, value = node.target, node.iter
        else:
            continue
        is_list = isinstance(value, ast.Name) and value.id in found
        holds_rows = is_list or makes_row(value, sessions, classes)
        if holds_rows and isinstance(target, ast.Name):
            found.add(target.id)
    return found


def makes_row(value: ast.AST | None, sessions: set[str], classes: set[str]) -> bool:
    """Tell whether a call asks a session, or makes an object of a table's class."""
    if not isinstance(value, ast.Call):
        return False
    return root_name(value) in sessions or last_name(value) in classes


def root_name(node: ast.AST) -> str:
    """Return `db` for `db.scalars(...).all()`."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return dotted_name(node)


def session_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the arguments of a function that are sessions."""
    arguments = [*function.args.args, *function.args.kwonlyargs]
    return {a.arg for a in arguments if SESSIONS & names_in(a.annotation)}


def tables(source: Source) -> set[str]:
    """Return the names of the classes that are tables, in all files of the folder."""
    return {node.name for each in sources_in(source.folder) for node in models(each)}
