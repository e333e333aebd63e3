"""Which programs have something open, as Linux tells in /proc."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Iterator


def users_of(things: set[str]) -> Iterator[tuple[int, str]]:
    """Yield PID and name of the programs that have one of these files or sockets open."""
    for folder in Path("/proc").glob("[0-9]*"):
        if things & open_in(folder):
            yield int(folder.name), name_in(folder)


def open_in(folder: Path) -> set[str]:
    """Return what a process has open; nothing if it has ended or is another user's."""
    found: set[str] = set()
    try:
        links = list((folder / "fd").iterdir())
    except OSError:
        return found
    for link in links:
        try:
            found.add(os.readlink(str(link)))
        except OSError:
            continue  # closed in between
    return found


def name_in(folder: Path) -> str:
    """Return the name of a process; empty if it has ended."""
    try:
        return (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
