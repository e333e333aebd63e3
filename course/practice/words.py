"""What a failed comparison of a test says, in words a beginner reads."""

from contextlib import suppress
from os.path import commonprefix
from typing import Any

LONGEST = 300  # characters of a value
LONG = 200  # characters of a text of which only a part is shown
AROUND = 60  # characters before and after where two texts differ


def shown(value: Any) -> str:
    """Return a value as Python writes it, cut where it is long."""
    text = repr(value) if not isinstance(value, bytes) else text_of(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def text_of(value: bytes) -> str:
    """Return bytes as the text that they are; of others, such as a file, only how many."""
    with suppress(UnicodeDecodeError):
        text = value.decode()
        if "\0" not in text:
            return repr(text)
    return f"these {len(value)} bytes"


def expected(operator: str, came: Any, wanted: Any) -> list[str]:
    """Return what was expected and what came, for `assert came <operator> wanted`."""
    if operator == "==":
        return differences(came, wanted)
    if operator == "!=":
        return [f"expected anything but {shown(wanted)}"]
    if operator == "in" and isinstance(wanted, range):
        return [f"expected {wanted[0]} to {wanted[-1]}, came {shown(came)}"]
    if operator == "in":
        return [f"expected {shown(came)} to be in {shown(wanted)}"]
    if operator == "not in":
        return [f"expected {shown(came)} not to be in {shown(wanted)}"]
    if operator == "<=" and isinstance(came, set) and isinstance(wanted, set):
        return [f"{listed(came - wanted)}: not in {shown(wanted)}"]
    if operator == "is":
        return [f"expected {shown(wanted)}, came {shown(came)}"]
    return [f"expected {shown(came)} {operator} {shown(wanted)}"]


def differences(came: Any, wanted: Any) -> list[str]:
    """Return in what a value is not the one wanted."""
    if isinstance(came, dict) and isinstance(wanted, dict):
        return key_differences(came, wanted)
    if isinstance(came, set) and isinstance(wanted, set):
        return set_differences(came, wanted)
    if isinstance(came, list) and isinstance(wanted, list):
        return list_differences(came, wanted)
    if isinstance(came, tuple) and isinstance(wanted, tuple):
        return part_differences(came, wanted)
    if isinstance(came, str) and isinstance(wanted, str) and len(wanted) > LONG:
        return text_differences(came, wanted)
    return [f"expected {shown(wanted)}, came {shown(came)}"]


def text_differences(came: str, wanted: str) -> list[str]:
    """Return the part of two long texts around the first character that differs."""
    at = len(commonprefix([came, wanted]))
    parts = (text[max(0, at - AROUND) : at + AROUND] for text in (wanted, came))
    expected_part, came_part = (f"… {part} …" for part in parts)
    return [f"expected {expected_part}", f"came {came_part}"]


def key_differences(came: dict[Any, Any], wanted: dict[Any, Any]) -> list[str]:
    """Return which keys of a dictionary are missing, other, or too many."""
    missing = [f"{shown(key)} is missing" for key in wanted if key not in came]
    extra = [f"{shown(key)} should not be there" for key in came if key not in wanted]
    other = [
        f"{shown(key)}: expected {shown(wanted[key])}, came {shown(came[key])}"
        for key in wanted
        if key in came and came[key] != wanted[key]
    ]
    return [*missing, *other, *extra]


def set_differences(came: set[Any], wanted: set[Any]) -> list[str]:
    """Return what is missing from a set, and what should not be in it."""
    lines = [f"missing: {listed(wanted - came)}"] if wanted - came else []
    return lines + ([f"not expected: {listed(came - wanted)}"] if came - wanted else [])


def list_differences(came: list[Any], wanted: list[Any]) -> list[str]:
    """Return both lists if their lengths differ or they hold lists; else the first item.

    That is the first that differs.
    """
    both = [f"expected {shown(wanted)}", f"came {shown(came)}"]
    if len(came) != len(wanted):
        return [f"expected {counted(wanted)}, came {counted(came)}", *both]
    if any(isinstance(item, list) for item in wanted):
        return both
    pairs = enumerate(zip(came, wanted, strict=True))
    at, (one, other) = next((at, pair) for at, pair in pairs if pair[0] != pair[1])
    name = "" if subject(one, other) else f"item {at}: "
    return [f"{name}{line}" for line in differences(one, other)]


def part_differences(came: tuple[Any, ...], wanted: tuple[Any, ...]) -> list[str]:
    """Return what differs between the parts of two tuples; a name first says whose."""
    if len(came) != len(wanted):
        return [f"expected {shown(wanted)}, came {shown(came)}"]
    pairs = zip(came, wanted, strict=True)
    lines = [
        line for one, other in pairs if one != other for line in differences(one, other)
    ]
    name = subject(came, wanted)
    return [f"{name}: {line}" if name else line for line in lines]


def subject(came: Any, wanted: Any) -> str:
    """Return the text that two tuples begin with, such as a request; empty for none."""
    if isinstance(came, list) and isinstance(wanted, list) and len(came) == len(wanted):
        pairs = zip(came, wanted, strict=True)
        return next((subject(*pair) for pair in pairs if pair[0] != pair[1]), "")
    if isinstance(came, tuple) and isinstance(wanted, tuple) and came and wanted:
        return came[0] if came[0] == wanted[0] and isinstance(came[0], str) else ""
    return ""


def counted(items: list[Any]) -> str:
    """Return how many items a list has."""
    return f"{len(items)} item{'' if len(items) == 1 else 's'}"


def listed(items: set[Any]) -> str:
    """Return the items of a set in a fixed order."""
    return ", ".join(sorted(map(shown, items)))
