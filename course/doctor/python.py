"""Python itself: too old, from the Store, from Anaconda, or without ready-made packages."""

from __future__ import annotations

import shutil
from pathlib import Path

from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine, answer_of

NEWEST_PYTHON = (3, 14)


def oldest() -> tuple[int, ...]:
    """Return the oldest Python that the course takes; the site is built without it."""
    from learn import OLDEST_PYTHON

    return OLDEST_PYTHON


def dotted(version: tuple[int, ...]) -> str:
    """Return the first two numbers of a version, as `3.11`."""
    return ".".join(map(str, version[:2]))


def install_python(machine: Machine) -> str:
    """Return where a suitable Python comes from on this system."""
    return {
        "Windows": "Install a 64-bit Python 3.12 from python.org.",
        "macOS": "Install Python 3.12 from python.org, or: brew install python@3.12",
        "Linux": "Install a newer one: sudo apt install python3.12 python3.12-venv",
    }[machine.system]


def start_with(machine: Machine, version: str = "3.12") -> str:
    """Return the command that starts the course with a certain Python."""
    return f"{f'py -{version}' if machine.is_windows else f'python{version}'} learn.py"


def too_old(machine: Machine) -> list[Finding]:
    """Find a Python that the packages of the course do not support any more."""
    if machine.version >= oldest():
        return []
    needed = dotted(oldest())
    return [
        Finding(
            "python-too-old",
            1,
            f"Python {dotted(machine.version)} is too old: {machine.executable}",
            f"The course needs {needed} or newer. FastAPI and SQLAlchemy do, too.",
            (install_python(machine), f"Then: {start_with(machine)}"),
        )
    ]


def store_alias(machine: Machine) -> list[Finding]:
    """Find the stand-in of Windows that opens the Store instead of starting Python."""
    if not machine.is_windows:
        return []
    for name in ("python", "python3"):
        found = shutil.which(name, path=machine.environ.get("PATH", ""))
        if (
            found
            and "WindowsApps" in Path(found).parts
            and not Path(found).stat().st_size
        ):
            return [
                Finding(
                    "store-alias",
                    2,
                    f"The word {name} opens the Microsoft Store: {found}",
                    "It is a stand-in of Windows, not a Python.",
                    (
                        "Write py instead: py learn.py",
                        "Or switch it off: Settings, Apps, Advanced app settings, App "
                        "execution aliases, python.exe and python3.exe.",
                    ),
                    is_note=True,
                )
            ]
    return []


def externally_managed(machine: Machine) -> list[Finding]:
    """Note that pip may install nothing into this Python: it is the system's."""
    library = machine.base / "lib" / f"python{dotted(machine.version)}"
    if not (library / "EXTERNALLY-MANAGED").is_file():
        return []
    return [
        Finding(
            "externally-managed",
            4,
            "This Python belongs to the system: pip installs nothing into it.",
            "The course is not hindered, it has an environment. Your own projects "
            "need one, too.",
            ("python3 -m venv .venv", ".venv/bin/python -m pip install ..."),
            is_note=True,
        )
    ]


def no_wheel(machine: Machine) -> list[Finding]:
    """Find a Python for which some packages have no ready-made file."""
    reasons = []
    if machine.version[:2] > NEWEST_PYTHON:
        reasons.append(f"{dotted(machine.version)} is newer than the packages")
    if machine.bits == 32:
        reasons.append("it has 32 bits")
    if machine.implementation != "CPython":
        reasons.append(f"it is {machine.implementation}")
    if machine.is_windows and machine.processor.upper() == "ARM64":
        reasons.append("it is for ARM64, for which bcrypt 4.0.1 has no file")
    if not reasons:
        return []
    return [
        Finding(
            "no-wheel",
            13,
            f"Some packages have no ready-made file for this Python: {reasons[0]}.",
            "pip would have to compile them, and mostly fails.",
            (
                "Install a 64-bit (on Windows: x64) CPython 3.11 to 3.14.",
                machine.delete(machine.venv),
                f"Then: {start_with(machine)}",
            ),
        )
    ]


def without_venv(machine: Machine) -> list[Finding]:
    """Find a Python that cannot make environments, as Debian splits it."""
    if machine.python.exists() or machine.version < oldest():
        return []
    question = [str(machine.executable), "-c", "import ensurepip, venv"]
    if answer_of(question) is not None:
        return []
    package = f"python{dotted(machine.version)}-venv"
    return [
        Finding(
            "no-venv",
            None,
            "This Python cannot make an environment: venv or ensurepip is missing.",
            "The course cannot set itself up.",
            (
                f"Debian and Ubuntu: sudo apt install {package}",
                f"Elsewhere: {install_python(machine)}",
            ),
        )
    ]


CHECKS = (
    Check((1,), too_old),
    Check((2,), store_alias),
    Check((4,), externally_managed),
    Check((13,), no_wheel),
    Check((), without_venv),
)
