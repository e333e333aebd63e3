"""Secrets never get into a tree: found by their name, their form, or their value."""

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from .tree import Json

MASK = "***"
SECRET_NAME = re.compile(
    r"pas+w|pwd|passphrase|secret|token(?!_(?:version|type))|authori[sz]ation|cookie|credential|api.?key"
    r"|(?<![a-z])hash(?![a-z])|비밀번호|암호",
    re.IGNORECASE,
)
SECRET_FORM = re.compile(
    r"\$2[abxy]?\$[^\s'\"]*"  # bcrypt
    r"|\$(?:argon2|pbkdf2|scrypt)[^\s'\"]*"
    r"|\beyJ[\w-]*(?:\.[\w-]*)*"  # JWT
    r"|(?i:(?<=\bbearer )|(?<=\bbasic ))[^\s'\"]+"
)
SCHEME_AND_MASK = re.compile(r"(?i:bearer|basic) \*\*\*")
SHORTEST_PART = 8  # a shorter secret may be a part of an innocent word
LONGEST_TEXT = 200
MOST_ITEMS = 20
DEEPEST = 6


def masked(value: Any, name: str = "", depth: int = 0) -> Json:
    """Return the value as plain data: secrets masked, and what is too long cut.

    Of an object that JSON does not know, its type is all that is told.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return masked_text(value, name)
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, int | float | bytes | dict | list | tuple):
        return type(value).__name__
    if SECRET_NAME.search(name):
        return MASK
    if isinstance(value, int | float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return masked_inside(value, name, depth) if depth < DEEPEST else "…"


def masked_inside(value: Any, name: str, depth: int) -> Json:
    """Return a dict or a list with all that it holds masked."""
    if isinstance(value, dict):
        pairs = list(value.items())[:MOST_ITEMS]
        return {masked_text(str(k)): masked(v, str(k), depth + 1) for k, v in pairs}
    return [masked(item, name, depth + 1) for item in value[:MOST_ITEMS]]


def masked_text(text: str, name: str = "") -> str:
    """Return a text without what looks like a secret, or is called one."""
    found = SECRET_FORM.sub(MASK, text)
    if SECRET_NAME.search(name) and not SCHEME_AND_MASK.fullmatch(found):
        return MASK
    return found if len(found) <= LONGEST_TEXT else found[:LONGEST_TEXT] + "…"


def secrets_in(value: Any, name: str = "", depth: int = 0) -> Iterator[str]:
    """Yield the texts that have a secret's name, to be masked wherever they turn up."""
    if isinstance(value, str) and SECRET_NAME.search(name):
        yield value
    elif isinstance(value, dict) and depth < DEEPEST:
        for key, item in value.items():
            yield from secrets_in(item, str(key), depth + 1)
    elif isinstance(value, list | tuple) and depth < DEEPEST:
        for item in value:
            yield from secrets_in(item, name, depth + 1)


def without(secrets: set[str], value: Json) -> Json:
    """Return plain data in which none of these texts is a value, or a part of one."""
    if isinstance(value, str):
        return MASK if value in secrets else without_parts(secrets, value)
    if isinstance(value, dict):
        pairs = value.items()
        return {without_parts(secrets, k): without(secrets, v) for k, v in pairs}
    if isinstance(value, list):
        return [without(secrets, item) for item in value]
    return value


def without_parts(secrets: set[str], text: str) -> str:
    """Return a text in which the longer ones of these secrets do not stand."""
    for secret in secrets:
        if len(secret) >= SHORTEST_PART:
            text = text.replace(secret, MASK)
    return text
