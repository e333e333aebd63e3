"""All checks, in the order in which their findings are told: causes come first."""

from __future__ import annotations

from course.doctor import (
    code_answers,
    code_engines,
    code_fields,
    code_login,
    code_routes,
    code_schemas,
    code_start,
    code_tables,
    code_tests,
    commands,
    console,
    databases,
    encodings,
    environment,
    files,
    locks,
    network,
    packages,
    pipfiles,
    ports,
    python,
    sqlite,
    tools,
)
from course.doctor.finding import Finding
from course.doctor.machine import Machine

THEMES = (
    python,
    environment,
    sqlite,
    packages,
    pipfiles,
    encodings,
    files,
    network,
    ports,
    console,
    tools,
    databases,
    locks,
    code_start,
    code_tests,
    code_schemas,
    code_fields,
    code_tables,
    code_engines,
    code_routes,
    code_answers,
    code_login,
    commands,
)
CHECKS = tuple(check for theme in THEMES for check in theme.CHECKS)
DETECTED = frozenset(number for check in CHECKS for number in check.numbers)


def examine(machine: Machine) -> list[Finding]:
    """Return all that the checks find; one that fails itself says so in a note."""
    found = []
    for check in CHECKS:
        try:
            found += check.find(machine)
        except Exception as error:  # a machine in disorder: the other checks go on
            found.append(could_not_look(check.find.__name__, error))
    return found


def could_not_look(check: str, error: Exception) -> Finding:
    """Return the note for a check that could not be made."""
    return Finding(
        "could-not-look",
        None,
        f"The check {check} could not be made: {error!r}",
        "The others were. It may be a sign of what is wrong.",
        (),
        is_note=True,
    )
