"""A reader's database that cannot be used: locked, read-only, or damaged."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from course.doctor.databases import connect, databases
from course.doctor.finding import Check, Finding, place
from course.doctor.machine import Machine
from course.doctor.processes import users_of


def locked(machine: Machine) -> list[Finding]:
    """Find a database that another program is writing, or that cannot be written."""
    found = []
    for _, file in databases(machine):
        words = refusal(file)
        if "locked" in words:
            found.append(locked_finding(machine, file))
        elif words:
            found.append(unusable(machine, file, words))
    return found


def refusal(file: Path) -> str:
    """Return what SQLite says when a transaction is begun, and given up, in a file."""
    try:
        with closing(connect(file, "rw")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except ImportError:
        return ""
    except Exception as error:
        return str(error)
    return "" if os.access(str(file), os.W_OK) else "it is read-only"


def locked_finding(machine: Machine, file: Path) -> Finding:
    """Return the finding for a database that another program holds."""
    others = users_of({str(file.resolve())})
    users = ", ".join(f"{name} (PID {pid})" for pid, name in others)
    return Finding(
        "database-locked",
        46,
        f"{file.name} is locked: another program is writing in it.",
        "Your app waits for it, and then fails: database is locked.",
        (
            f"These have it open: {users}"
            if users
            else "Look for a DB Browser, a notebook or a second server with it open.",
            "Save or undo the changes there, and close it.",
        ),
        place(machine, file),
    )


def unusable(machine: Machine, file: Path, words: str) -> Finding:
    """Return the finding for a database that SQLite refuses."""
    command = "Move-Item" if machine.is_windows else "mv"
    seen = machine.seen(file)
    return Finding(
        "unusable-database",
        None,
        f"{file.name} cannot be used: {words}.",
        "The app answers 500 as soon as it writes, or at once.",
        ("Make it writable again.",)
        if "read" in words
        else (f'{command} "{seen}" "{seen}.old"', "The app makes a new one."),
        place(machine, file),
    )


CHECKS = (Check((46,), locked),)
