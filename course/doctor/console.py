"""The terminal: encodings, paths beyond ASCII, PowerShell's policy, programs not found."""

from __future__ import annotations

import codecs
import importlib.util
import locale
import shutil
import sys

from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine, answer_of

POLICY = ("powershell", "-NoProfile", "-Command", "Get-ExecutionPolicy")
FORBIDS_SCRIPTS = ("Restricted", "AllSigned")
SAMPLE = "\u2713 \ud55c\uae00 \u00e9"
PATHS_ARE_UTF_8 = (3, 12)


def utf_8_mode(machine: Machine) -> str:
    """Return the command that makes Python use UTF-8 in this terminal."""
    if machine.is_windows:
        return '$env:PYTHONUTF8 = "1"   (for good: setx PYTHONUTF8 1)'
    return "export LC_ALL=C.UTF-8"


def is_utf_8(encoding: str) -> bool:
    """Tell whether this is a name of UTF-8."""
    return codecs.lookup(encoding).name == "utf-8"


def file_encoding(machine: Machine) -> list[Finding]:
    """Note that files are read in another encoding than UTF-8 if none is given."""
    encoding = locale.getpreferredencoding(False)
    if is_utf_8(encoding):
        return []
    return [
        Finding(
            "reading-files",
            65,
            f"Python reads and writes files as {encoding} here.",
            "The course says UTF-8 everywhere. Your own open(...) needs "
            'encoding="utf-8", too.',
            (utf_8_mode(machine),),
            is_note=True,
        )
    ]


def console_encoding(machine: Machine) -> list[Finding]:
    """Note that what is printed cannot have every letter."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        SAMPLE.encode(encoding)
    except UnicodeEncodeError:
        return [
            Finding(
                "printing",
                66,
                f"This terminal, or the file behind it, takes {encoding} only.",
                "The course prints a question mark for what is not in it. Your own "
                "print(...) can fail.",
                (utf_8_mode(machine),),
                is_note=True,
            )
        ]
    return []


def path_beyond_ascii(machine: Machine) -> list[Finding]:
    """Find paths with Korean or other letters where an old Python stumbles over them."""
    paths = [str(p) for p in (machine.home, machine.root, machine.venv)]
    strange = [path for path in paths if any(ord(letter) > 127 for letter in path)]
    if not strange or machine.version >= PATHS_ARE_UTF_8:
        return []
    if not machine.is_windows and is_utf_8(locale.getpreferredencoding(False)):
        return []
    folder = "C:\\work" if machine.is_windows else "/tmp/course"
    return [
        Finding(
            "korean-user-name",
            12,
            f"A path has letters beyond ASCII: {strange[0]}",
            "Python before 3.12 reads some paths in an old encoding; installing can fail.",
            (f"Move the course to {folder}.", "Or use Python 3.12 or newer."),
        )
    ]


def powershell_policy(machine: Machine) -> list[Finding]:
    """Find that PowerShell does not run Activate.ps1."""
    policy = (answer_of(POLICY) or "").strip() if machine.is_windows else ""
    return policy_finding(policy)


def policy_finding(policy: str) -> list[Finding]:
    """Return the finding for what Get-ExecutionPolicy answered."""
    if policy not in FORBIDS_SCRIPTS:
        return []
    return [
        Finding(
            "activate-ps1",
            3,
            f"PowerShell runs no scripts here: its policy is {policy}.",
            "Activating an environment fails. py learn.py needs no activation.",
            (
                "For this window: Set-ExecutionPolicy -Scope Process RemoteSigned",
                "Or without activating: .venv\\Scripts\\python -m uvicorn ...",
            ),
        )
    ]


def not_on_path(machine: Machine) -> list[Finding]:
    """Note programs that are installed for this Python, but not found by name."""
    path = machine.environ.get("PATH", "")
    return [
        Finding(
            "not-on-path",
            5,
            f"{name} is installed for this Python, but its folder is not on PATH.",
            f"The word {name} alone is not found.",
            (f'"{machine.executable}" -m {name}',),
            is_note=True,
        )
        for name in ("pipenv", "uvicorn")
        if importlib.util.find_spec(name) and not shutil.which(name, path=path)
    ]


CHECKS = (
    Check((65,), file_encoding),
    Check((66,), console_encoding),
    Check((12,), path_beyond_ascii),
    Check((3,), powershell_policy),
    Check((5,), not_on_path),
)
