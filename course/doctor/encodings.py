"""The encoding of settings: not ASCII where it must be, or UTF-16."""

from __future__ import annotations

import codecs
import locale
from pathlib import Path

from course.doctor.finding import Check, Finding, Fix, place
from course.doctor.machine import Machine
from course.doctor.pipfiles import files

SETTINGS = (
    "Pipfile",
    "requirements*.txt",
    ".env*",
    "*.toml",
    "*.ini",
    "*.cfg",
    "*.json",
)


UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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
    Check((10, 11), not_ascii),
    Check((67,), utf_16),
)
