"""The named sections of a code file, `# --8<-- [start:name]` to `[end:name]`."""

import re

SECTION_MARK = re.compile(r"^\s*# --8<-- \[(start|end):\w+\]\s*$")


def section_of(text: str, name: str) -> list[str] | None:
    """Return the lines of a section without any marks, or None if it is not there."""
    pattern = rf"\[start:{name}\]\n(.*?)\n[^\n]*\[end:{name}\]"
    found = re.search(pattern, text, re.DOTALL)
    return without_marks(found[1]) if found else None


def without_marks(text: str) -> list[str]:
    """Return the lines of a text but for the marks of sections."""
    return [line for line in text.splitlines() if not SECTION_MARK.match(line)]
