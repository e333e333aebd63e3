"""Files and disks: names that hide modules, no space, no right to write."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from course.doctor.environment import site_packages
from course.doctor.finding import Check, Finding, place
from course.doctor.machine import Machine

NEEDED_MB = 400
OWN = {"blog", "course", "docs", "learn", "tests"}
ALWAYS = {"bcrypt", "fastapi", "jose", "jwt", "multipart", "passlib", "pydantic"}
ALWAYS |= {"pytest", "sqlalchemy", "starlette", "typing_extensions", "uvicorn"}


def modules(venv: Path) -> set[str]:
    """Return the names of the modules that a learner's file must not have."""
    standard = getattr(sys, "stdlib_module_names", sys.builtin_module_names)
    folder = site_packages(venv)
    entries = folder.iterdir() if folder.is_dir() else ()
    packages = {entry.stem for entry in entries if entry.suffix in ("", ".py")}
    return ({*standard} | packages | ALWAYS) - OWN


def shadowing(machine: Machine) -> list[Finding]:
    """Find files and packages that Python takes instead of the real module."""
    places = dict.fromkeys([machine.root, machine.cwd, *machine.folders])
    return [
        shadow(machine, entry)
        for folder in places
        for entry in shadows_in(folder, machine.venv)
    ]


def shadows_in(folder: Path, venv: Path) -> list[Path]:
    """Return the files and packages in a folder that have the name of a module."""
    hidden = modules(venv)
    return [
        entry
        for entry in (sorted(folder.iterdir()) if folder.is_dir() else [])
        if entry.suffix == ".py" or (entry / "__init__.py").is_file()
        if entry.stem in hidden
    ]


def shadow(machine: Machine, entry: Path) -> Finding:
    """Return the finding for one file or package."""
    command = "ren" if machine.is_windows else "mv"
    renamed = entry.with_name(f"my_{entry.name}")
    new = renamed.name if machine.is_windows else machine.seen(renamed)
    return Finding(
        "shadowing",
        17,
        f"{entry.name} has the name of a module: import {entry.stem} finds it first.",
        "Started in this folder, programs fail with cannot import name, or "
        "partially initialized module.",
        (f'{command} "{machine.seen(entry)}" "{new}"',),
        place(machine, entry),
    )


def cannot_write(machine: Machine) -> list[Finding]:
    """Find folders in which the course must write, and may not."""
    found = []
    practice = machine.environ.get("COURSE_PRACTICE") or machine.root / "practice"
    for folder in (machine.root, machine.venv, Path(practice), *machine.folders):
        reason = refusal(folder) if folder.is_dir() else ""
        if reason:
            owner = "Keep the course in a folder of your own, such as "
            owner += "C:\\work." if machine.is_windows else "~/course."
            found.append(
                Finding(
                    "read-only",
                    None,
                    f"Nothing can be written in {folder}: {reason}",
                    "Set-up cannot install, and a chapter cannot make its blog.db.",
                    (owner, "Do not use sudo or Run as administrator."),
                    place(machine, folder),
                )
            )
    return found[:1]


def refusal(folder: Path) -> str:
    """Return why no file can be made in a folder; empty if one can."""
    try:
        with tempfile.TemporaryFile(dir=str(folder)) as file:
            file.write(b"x")
    except OSError as error:
        return error.strerror or str(error)
    return ""


def disk_full(machine: Machine) -> list[Finding]:
    """Find a disk without room for the environment."""
    free = shutil.disk_usage(str(machine.root)).free // 1_000_000
    needed = 20 if machine.python.exists() else NEEDED_MB
    if free >= needed:
        return []
    return [
        Finding(
            "disk-full",
            None,
            f"The disk has only {free} MB left.",
            f"The course needs about {NEEDED_MB} MB, and room for databases.",
            ("Empty the bin, or delete downloads. Then try again.",),
            place(machine, machine.root),
        )
    ]


def inside_package(machine: Machine) -> list[Finding]:
    """Find that the terminal is inside a package, where its imports do not work."""
    if not (machine.cwd / "__init__.py").is_file() or machine.cwd == machine.root:
        return []
    return [
        Finding(
            "relative-import",
            16,
            f"You are inside the package {machine.cwd.name}.",
            "From here Python does not find the package, and imports fail.",
            ("cd ..", f"uvicorn {machine.cwd.name}.main:app --reload"),
            str(machine.cwd),
        )
    ]


CHECKS = (
    Check((17,), shadowing),
    Check((), cannot_write),
    Check((), disk_full),
    Check((16,), inside_package),
)
