"""The module sqlite3: a Python that cannot load it, most often that of Anaconda."""

from __future__ import annotations

from pathlib import Path

from course.doctor.environment import anew, settings_of
from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine, answer_of

IMPORT_SQLITE = "import sqlite3; print(sqlite3.sqlite_version)"


def sqlite_dll(machine: Machine) -> list[Finding]:
    """Find a Python that cannot load sqlite3, most often Anaconda's in an environment."""
    python = machine.python if machine.python.exists() else machine.executable
    home = settings_of(machine.venv).get("home", "")
    base = Path(home) if home else machine.base
    fails = answer_of([str(python), "-c", IMPORT_SQLITE]) is None
    reason = sqlite_reason(base, machine.environ.get("PATH", ""), machine.is_windows)
    if not fails and not (machine.is_windows and reason):
        return []
    return [
        Finding(
            "sqlite-dll",
            34,
            f"{python} cannot load sqlite3." if fails else reason,
            (reason if fails else "")
            or "From chapter 3 on nothing works without it. Your code is not the reason.",
            sqlite_repair(machine, base),
            is_note=not fails,
        )
    ]


def sqlite_reason(base: Path, path: str, is_windows: bool) -> str:
    """Say why sqlite3.dll is not found; empty if this is no Anaconda without it."""
    if not (base / "conda-meta").is_dir():
        return ""
    library = base / "Library" / "bin"
    if is_windows and not (library / "sqlite3.dll").is_file():
        return f"The Anaconda in {base} has lost its sqlite3.dll."
    folders = [Path(entry) for entry in path.split(";" if is_windows else ":") if entry]
    if is_windows and library not in folders:
        return (
            f"The environment comes from the Anaconda in {base}, whose sqlite3.dll is "
            "found only after conda activate."
        )
    return ""


def sqlite_repair(machine: Machine, base: Path) -> tuple[str, ...]:
    """Return the steps that bring sqlite3 back, by where Python comes from."""
    if not machine.is_windows:
        system = "brew reinstall python" if machine.system == "macOS" else ""
        install = system or "sudo apt install libsqlite3-dev, and build Python again"
        return (f"Install Python anew, or: {install}", *anew(machine))
    steps = ["Install a 64-bit Python 3.12 from python.org.", *anew(machine)]
    steps[-1] = "py -3.12 learn.py list"
    if (base / "conda-meta").is_dir():
        return ("For today: open Anaconda Prompt, conda activate, start there.", *steps)
    return (
        "Settings, Apps, your Python, Modify, Repair. If that does not help:",
        *steps,
    )


CHECKS = (Check((34,), sqlite_dll),)
