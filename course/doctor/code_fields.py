"""Fields of Pydantic schemas: required, unknown, or without a limit."""

from __future__ import annotations

import ast
import builtins

from course.doctor.environment import lacks, with_environment_of
from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    at,
    constant,
    dotted_name,
    imports_from,
    last_name,
    names_in,
    quoted_names,
    schemas_in,
    sources,
)


def optional_field(machine: Machine) -> list[Finding]:
    """Note fields that may be None, without a default: they are required."""
    return [
        Finding(
            "optional-field",
            38,
            f"{node.name}.{last_name(line.target)} may be None, and is still required.",
            "Optional[...] or | None says only that. A default makes it optional.",
            ("Give it a default: ... = None",),
            at(machine, source, line),
            is_note=True,
        )
        for source, node in all_schemas(machine)
        for line in node.body
        if isinstance(line, ast.AnnAssign)
        and line.value is None
        and may_be_none(line.annotation)
    ]


def may_be_none(annotation: ast.expr) -> bool:
    """Tell whether a type is written `Optional[X]`, `Union[X, None]` or `X | None`."""
    if isinstance(annotation, ast.BinOp):
        return any(map(is_none, (annotation.left, annotation.right))) or may_be_none(
            annotation.left
        )
    if not isinstance(annotation, ast.Subscript):
        return False
    kind = last_name(annotation.value)
    return kind == "Optional" or (
        kind == "Union" and any(map(is_none, ast.walk(annotation.slice)))
    )


def is_none(node: ast.AST) -> bool:
    """Tell whether a piece of code is the word None."""
    return isinstance(node, ast.Constant) and node.value is None


def all_schemas(machine: Machine) -> list[tuple[Source, ast.ClassDef]]:
    """Return the schemas of all examined folders."""
    return [pair for folder in machine.folders for pair in schemas_in(folder).values()]


def forward_reference(machine: Machine) -> list[Finding]:
    """Find a name in quotes that its file does not know."""
    return [
        Finding(
            "forward-reference",
            39,
            f'{node.name} names "{name}" in quotes, which this file does not know.',
            "The schema is not fully defined, and /docs cannot be shown.",
            ("Compare the spelling, or define or import it in this file.",),
            at(machine, source, line),
        )
        for source, node in all_schemas(machine)
        for line in node.body
        if isinstance(line, ast.AnnAssign)
        for name in sorted(in_quotes(line.annotation) - known_names(source))
    ]


def in_quotes(annotation: ast.expr) -> set[str]:
    """Return the names in quotes; those of Literal and Field are no names."""
    if {"Literal", "Annotated"} & names_in(annotation):
        return set()
    texts = (constant(node) for node in ast.walk(annotation))
    return {n for text in texts if isinstance(text, str) for n in quoted_names(text)}


def known_names(source: Source) -> set[str]:
    """Return the names that a file defines or imports at its top, and Python's own."""
    names = set(dir(builtins))
    for node in source.tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(a.asname or a.name).split(".")[0] for a in node.names}
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        else:
            names |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return names


def email_validator(machine: Machine) -> list[Finding]:
    """Find `EmailStr` without the package that it needs."""
    return [
        Finding(
            "email-validator",
            22,
            "EmailStr is used, and email-validator is not installed.",
            "The app does not start.",
            (
                with_environment_of(machine, source.folder).with_python(
                    "-m pip install email-validator"
                ),
            ),
            at(machine, source, node),
        )
        for source in sources(machine)
        for node in imports_from(source.tree)
        if any(alias.name == "EmailStr" for alias in node.names)
        and lacks(machine, source.folder, "email_validator")
    ][:1]


def long_password(machine: Machine) -> list[Finding]:
    """Note a password that may have any length: bcrypt takes 72 bytes."""
    return [
        Finding(
            "long-password",
            53,
            f"{node.name}.password has no limit.",
            "bcrypt takes 72 bytes: 24 Korean syllables. More is an error, or cut off.",
            ("Refuse more than 72 bytes in the schema: len(value.encode()) <= 72.",),
            at(machine, source, line),
            is_note=True,
        )
        for source, node in all_schemas(machine)
        for line in node.body
        if isinstance(line, ast.AnnAssign)
        and last_name(line.target) == "password"
        and dotted_name(line.annotation) == "str"
        and "72" not in source.text
    ]


CHECKS = (
    Check((38,), optional_field),
    Check((39,), forward_reference),
    Check((22,), email_validator),
    Check((53,), long_password),
)
