"""The Pipfile, its lock, and other settings: out of step, or in a wrong encoding."""

from __future__ import annotations

import codecs
import hashlib
import json
import locale
import sys
from pathlib import Path
from typing import Any

from course.doctor.finding import Check, Finding, Fix, place
from course.doctor.machine import Machine
from course.doctor.python import dotted

SETTINGS = ("Pipfile", "requirements*.txt", ".env*", "*.toml", "*.ini", "*.cfg", "*.json")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
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


def hash_of(pipfile: dict[str, Any]) -> str:
    """Return the hash that Pipenv notes in the lock for this Pipfile."""
    sections = ("source", "requires", "packages", "dev-packages", "scripts", "pipenv")
    data = {
        "_meta": {
            "sources": pipfile.get("source", []),
            "requires": pipfile.get("requires", {}),
        },
        "default": pipfile.get("packages", {}),
        "develop": pipfile.get("dev-packages", {}),
    }
    data.update({k: v for k, v in pipfile.items() if k not in sections})
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def stale_lock(machine: Machine) -> list[Finding]:
    """Find a lock that was made for another Pipfile."""
    found = []
    for file in files(machine, "Pipfile.lock"):
        pipfile = read_pipfile(file.with_name("Pipfile"))
        if pipfile and "source" in pipfile or not pipfile:
            continue  # Pipenv writes the sources into the hash in ways of its own
        noted = json.loads(file.read_text(encoding="utf-8")).get("_meta", {})
        if noted.get("hash", {}).get("sha256") != hash_of(pipfile):
            found.append(
                Finding(
                    "stale-lock",
                    9,
                    "The Pipfile was changed, and Pipfile.lock was not made anew.",
                    "What the Pipfile adds is not installed.",
                    (
                        f"{machine.learn} lock"
                        if file.parent == machine.root
                        else "pipenv lock",
                        "Or take the change back: git checkout Pipfile",
                    ),
                    place(machine, file),
                )
            )
    return found


def not_ascii(machine: Machine) -> list[Finding]:
    """Find files that Pipenv or an old pip reads in another encoding than they have."""
    encoding = locale.getpreferredencoding(False)
    if codecs.lookup(encoding).name == "utf-8":
        return []
    found = []
    for file in files(machine, "Pipfile", "requirements*.txt"):
        if all(byte < 128 for byte in file.read_bytes()):
            continue
        is_pipfile = file.name == "Pipfile"
        found.append(
            Finding(
                "korean-pipfile" if is_pipfile else "korean-requirements",
                10 if is_pipfile else 11,
                f"{file.name} has letters beyond ASCII, and this system reads {encoding}.",
                f"{'Pipenv' if is_pipfile else 'An old pip'} stops with a decoding error.",
                (
                    "Write its comments in English letters.",
                    "Or set the variable PYTHONUTF8 to 1, and open a new terminal.",
                ),
                place(machine, file),
            )
        )
    return found


def utf_16(machine: Machine) -> list[Finding]:
    """Find settings that an old PowerShell wrote in UTF-16."""
    return [
        Finding(
            "utf16-file",
            67,
            f"{file.name} is written in UTF-16.",
            "An old PowerShell writes so with >. Other programs expect UTF-8.",
            ("In your editor: save it with the encoding UTF-8.",),
            place(machine, file),
            fix=Fix(
                f"write {file} as UTF-8, and keep the old one as {file.name}.bak",
                lambda file=file: to_utf_8(file),  # type: ignore[misc]
            ),
        )
        for file in files(machine, *SETTINGS)
        if file.read_bytes().startswith(UTF_16)
    ]


def to_utf_8(file: Path) -> None:
    """Write a UTF-16 file as UTF-8; the old one stays beside it."""
    old = file.read_bytes()
    file.with_name(f"{file.name}.bak").write_bytes(old)
    file.write_bytes(old.decode("utf-16").encode("utf-8"))


CHECKS = (
    Check((8,), pipfile_python),
    Check((9,), stale_lock),
    Check((10, 11), not_ascii),
    Check((67,), utf_16),
)
