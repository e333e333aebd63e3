"""The Pipfile, its lock, and other settings: out of step, or in a wrong encoding."""

from __future__ import annotations

import json
import operator
import re
import sys
from pathlib import Path
from typing import Any, Callable

from course.doctor.finding import Check, Finding, place
from course.doctor.machine import Machine
from course.doctor.packages import normal
from course.doctor.python import dotted

NO_PACKAGES = ("source", "requires", "scripts", "pipenv", "pipfile")
RENAMED = {"packages": "default", "dev-packages": "develop"}
COMPARE: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
LARGEST = 1_000_000  # bytes


def places(machine: Machine) -> list[Path]:
    """Return the course's folder and those that are examined."""
    return [machine.root, *(f for f in machine.folders if f != machine.root)]


def files(machine: Machine, *patterns: str) -> list[Path]:
    """Return the small files of these names in the examined folders."""
    return [
        file
        for folder in places(machine)
        for pattern in patterns
        for file in sorted(folder.glob(pattern))
        if file.is_file() and file.stat().st_size < LARGEST
    ]


def read_pipfile(file: Path) -> dict[str, Any]:
    """Return what a Pipfile says; nothing if this Python or its text is too old."""
    if sys.version_info < (3, 11):
        return {}
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def pipfile_python(machine: Machine) -> list[Finding]:
    """Find a Pipfile that asks for another Python than this one."""
    found = []
    for file in files(machine, "Pipfile"):
        wanted = read_pipfile(file).get("requires", {}).get("python_version")
        if wanted and wanted != dotted(machine.version):
            found.append(
                Finding(
                    "pipfile-python",
                    8,
                    f"The Pipfile asks for Python {wanted}, this is "
                    f"{dotted(machine.version)}.",
                    "Pipenv stops, or warns and goes on with the other one.",
                    (f"pipenv --python {wanted}", "Or remove [requires] from it."),
                    place(machine, file),
                )
            )
    return found


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, without zeros at its end."""
    found = [int(number) for number in re.findall(r"\d+", version)]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def fits(version: str, wanted: str) -> bool:
    """Tell whether a version is one that a line of the Pipfile allows."""
    for sign, limit in re.findall(r"(==|!=|<=|>=|<|>)\s*([\w.]+)", wanted):
        if not COMPARE[sign](numbers(version), numbers(limit)):
            return False
    return True


def out_of_step(lock: Path) -> list[str]:
    """Return the packages of a Pipfile that its lock has not, or in no version it allows.

    The hash in the lock does not tell: the settings of pip are a part of it.
    """
    pipfile, found = read_pipfile(lock.with_name("Pipfile")), []
    try:
        pinned = json.loads(lock.read_text(encoding="utf-8"))
    except ValueError:
        return ["everything: the lock is no JSON"]
    for section in sorted(set(pipfile) - set(NO_PACKAGES)):
        entries = pinned.get(RENAMED.get(section, section), {})
        for name, wanted in pipfile[section].items():
            entry = entries.get(normal(name), {})
            rule = wanted.get("version", "*") if isinstance(wanted, dict) else wanted
            if not entry or not fits(entry.get("version", ""), str(rule)):
                found.append(name)
    return found


def stale_lock(machine: Machine) -> list[Finding]:
    """Find a lock that was made for another Pipfile."""
    return [
        Finding(
            "stale-lock",
            9,
            f"Pipfile.lock does not fit the Pipfile: {', '.join(names)}.",
            "The Pipfile was changed, and the lock was not made anew.",
            (
                f"{machine.learn} lock"
                if file.parent == machine.root
                else "pipenv lock",
                "Or take the change back: git checkout Pipfile",
            ),
            place(machine, file),
        )
        for file in files(machine, "Pipfile.lock")
        for names in [out_of_step(file)]
        if names
    ]


CHECKS = (
    Check((8,), pipfile_python),
    Check((9,), stale_lock),
)
