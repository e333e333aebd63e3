"""Code for the login: keys that are too short, times without a zone, ids as subjects."""

from __future__ import annotations

import ast

from course.doctor.finding import Check, Finding, place
from course.doctor.machine import Machine
from course.doctor.pipfiles import files
from course.doctor.source import (
    at,
    calls,
    constant,
    dotted_name,
    last_name,
    nodes_in,
    sources,
)

SHORTEST_KEY = 32  # bytes, for HS256: RFC 7518, section 3.2
NEW_KEY = '-c "import secrets; print(secrets.token_hex(32))"'


def subject_not_text(machine: Machine) -> list[Finding]:
    """Find a token whose subject is a number."""
    return [
        Finding(
            "subject-not-text",
            55,
            f"The token's sub is {dotted_name(value)}, mostly a number.",
            "A subject must be text: else every request with the token is 401.",
            (f'Write: "sub": str({dotted_name(value)})',),
            at(machine, source, value),
        )
        for source in sources(machine)
        for node in nodes_in(source.tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values)
        if constant(key) == "sub"
        and isinstance(value, ast.Attribute)
        and (value.attr == "id" or value.attr.endswith("_id"))
    ]


def token_time(machine: Machine) -> list[Finding]:
    """Find a time without a zone where tokens are made."""
    return [
        Finding(
            "token-time",
            56,
            f"{dotted_name(call)}() has no time zone.",
            "In Seoul a token for 30 minutes lives nine and a half hours.",
            ("Write: datetime.now(timezone.utc)",),
            at(machine, source, call),
        )
        for source in sources(machine)
        if "jwt" in source.text
        for call in calls(source.tree, "utcnow", "datetime.now")
        if last_name(call) == "utcnow" or not (call.args or call.keywords)
    ]


def short_key(machine: Machine) -> list[Finding]:
    """Find a secret key that can be guessed: in the code, or in a file .env."""
    places = [
        at(machine, source, node)
        for source in sources(machine)
        for node in nodes_in(source.tree)
        if isinstance(node, ast.Assign)
        and last_name(node.targets[0]).upper() == "SECRET_KEY"
        and is_short(constant(node.value))
    ]
    for file in files(machine, ".env"):
        text = file.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            name, is_set, value = line.partition("=")
            if (
                is_set
                and name.strip() == "SECRET_KEY"
                and is_short(value.strip(" \"'"))
            ):
                places.append(place(machine, file, number))
    return [
        Finding(
            "short-key",
            57,
            f"The secret key is shorter than {SHORTEST_KEY} bytes.",
            "Whoever guesses it can log in as anybody.",
            (
                "Make one, and keep it out of the code:",
                f"{'py' if machine.is_windows else 'python3'} {NEW_KEY}",
            ),
            where,
        )
        for where in places
    ]


def is_short(value: object) -> bool:
    """Tell whether this is a text that is too short for a key."""
    return isinstance(value, str) and len(value.encode()) < SHORTEST_KEY


CHECKS = (
    Check((55,), subject_not_text),
    Check((56,), token_time),
    Check((57,), short_key),
)
