"""Patches as text: made from two sets of files, and applied without any program."""

import re
from difflib import unified_diff

Files = dict[str, str]

HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@")
FILE = re.compile(r"^(?=--- .*\n\+\+\+ )", re.MULTILINE)
NOWHERE = "/dev/null"


class PatchFailed(ValueError):
    """A patch does not fit the files; the message names file and line."""


def make_patch(before: Files, after: Files) -> str:
    """Return the unified diff that turns one set of files into another.

    Raises PatchFailed for a text that does not end with a line's end.
    """
    parts: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if any(text and not text.endswith("\n") for text in (old, new)):
            raise PatchFailed(f"{name} does not end with a line's end.")
        old_head = NOWHERE if old is None else f"a/{name}"
        new_head = NOWHERE if new is None else f"b/{name}"
        old_lines, new_lines = ((text or "").splitlines(True) for text in (old, new))
        diff = list(unified_diff(old_lines, new_lines, old_head, new_head))
        if old != new and not diff:  # an empty file came or went
            diff = [f"--- {old_head}\n", f"+++ {new_head}\n"]
        parts += diff
    return "".join(parts)


def apply_patch(files: Files, patch: str) -> Files:
    """Return the files with a patch applied; raise PatchFailed where it does not fit.

    A hunk goes to the place nearest to its line where its old lines stand.
    """
    changed = dict(files)
    for part in FILE.split(patch)[1:]:
        old_head, new_head, *body = part.splitlines(keepends=True)
        old, new = (head[4:].split("\t")[0].strip() for head in (old_head, new_head))
        name = (old if new == NOWHERE else new)[2:]
        if old != NOWHERE and name not in changed:
            raise PatchFailed(f"{name} is not there to be changed.")
        text = apply_hunks(name, "" if old == NOWHERE else changed[name], body)
        if new == NOWHERE:
            del changed[name]
        else:
            changed[name] = text
    return changed


def apply_hunks(name: str, text: str, body: list[str]) -> str:
    """Return a file's text with the hunks of its patch applied, from top to bottom."""
    lines, shift, end = text.splitlines(keepends=True), 0, 0
    for hunk in split_hunks(body):
        first = int(HUNK.match(hunk[0])[1])  # type: ignore[index]
        old = [line[1:] for line in hunk[1:] if line[:1] in " -"]
        new = [line[1:] for line in hunk[1:] if line[:1] in " +"]
        wanted = max(first - 1, 0) + shift
        start = nearest(lines, old, wanted, end)
        if start is None:
            raise PatchFailed(f"{name}: the lines from {first} on are others.")
        lines[start : start + len(old)] = new
        shift, end = start - wanted + shift + len(new) - len(old), start + len(new)
    return "".join(lines)


def split_hunks(body: list[str]) -> list[list[str]]:
    """Return the hunks of one file's patch: each with its `@@` line first."""
    hunks: list[list[str]] = []
    for line in body:
        if HUNK.match(line):
            hunks.append([line])
        elif hunks and line[:1] in " +-":
            hunks[-1].append(line)
        elif hunks and line == "\n":  # an editor took the space of an empty line
            hunks[-1].append(" \n")
    return hunks


def nearest(lines: list[str], old: list[str], wanted: int, end: int) -> int | None:
    """Return where the old lines stand, nearest to where they should; None if nowhere."""
    places = range(end, len(lines) - len(old) + 1)
    found = (at for at in places if lines[at : at + len(old)] == old)
    return min(found, key=lambda at: abs(at - wanted), default=None)
