"""The commands that a project keeps: in its Pipfile, a Dockerfile, or a script."""

from __future__ import annotations

import re
from pathlib import Path

from course.doctor.environment import lacks
from course.doctor.finding import Check, Finding, place
from course.doctor.machine import Machine
from course.doctor.source import calls, sources_in

KEEPERS = (
    "Pipfile",
    "Dockerfile",
    "Procfile",
    "*.sh",
    "*.bat",
    "*.ps1",
    ".vscode/*.json",
)
UVICORN = re.compile(r"\buvicorn[\"',\s]+(?!run\b|==)([\w./\\-]+(?::\w+)?)")
GOOD = re.compile(r"[\w.]+:\w+")


def kept_lines(machine: Machine) -> list[tuple[Path, Path, int, str]]:
    """Return folder, file, number and text of the lines with a command."""
    found = []
    for folder in machine.folders:
        for pattern in KEEPERS:
            for file in sorted(folder.glob(pattern)):
                text = file.read_text(encoding="utf-8", errors="replace")
                for number, line in enumerate(text.splitlines(), start=1):
                    if "uvicorn" in line or "fastapi" in line:
                        found.append((folder, file, number, line))
    return found


def asgi_import(machine: Machine) -> list[Finding]:
    """Find a kept command that names an app in a way that uvicorn does not take."""
    found = []
    for folder, file, number, line in kept_lines(machine):
        named = UVICORN.search(line)
        name = named.group(1) if named else ""
        problem = app_problem(name, folder) if name and not name.startswith("-") else ""
        if problem and re.search(r":|\.py\b|/", name):
            found.append(
                Finding(
                    "asgi-import",
                    15,
                    f"uvicorn cannot load {name}: {problem}",
                    "It stops: Error loading ASGI app.",
                    ("In the folder that holds blog: uvicorn blog.main:app",),
                    place(machine, file, number),
                )
            )
    return found


def app_problem(name: str, folder: Path) -> str:
    """Return what is wrong with the name of an app; empty if it looks right."""
    if not GOOD.fullmatch(name) or name.split(":")[0].endswith(".py"):
        return "it wants the form blog.main:app."
    module = folder / name.split(":")[0].replace(".", "/")
    if not module.with_suffix(".py").is_file() and not module.is_dir():
        return f"there is no such file in {folder.name}."
    return ""


def fastapi_dev(machine: Machine) -> list[Finding]:
    """Find a kept `fastapi dev` without the package that knows this command."""
    return [
        Finding(
            "fastapi-dev",
            14,
            "fastapi dev is used, and its command line is not installed.",
            'It stops: please install "fastapi[standard]".',
            ("Use uvicorn: uvicorn blog.main:app --reload",),
            place(machine, file, number),
        )
        for folder, file, number, line in kept_lines(machine)
        if lacks(machine, folder, "fastapi_cli")
        and re.search(r"\bfastapi[\"',\s]+(dev|run)\b", line)
    ]


def reload_loop(machine: Machine) -> list[Finding]:
    """Note a reloader that also watches an environment in its folder."""
    return [
        Finding(
            "reload-loop",
            32,
            "--reload watches the whole folder, with the environment in it.",
            "While packages are installed, the server starts again and again.",
            ("Add: --reload-dir blog",),
            place(machine, file, number),
            is_note=True,
        )
        for folder, file, number, line in kept_lines(machine)
        if "--reload" in line
        and "--reload-dir" not in line
        and any((folder / name / "pyvenv.cfg").is_file() for name in (".venv", "venv"))
    ]


def workers_race(machine: Machine) -> list[Finding]:
    """Find several workers of an app that makes its tables as it is imported."""
    return [
        Finding(
            "workers-race",
            33,
            "Several workers make the tables at the same moment.",
            "At some starts one of them fails: table already exists.",
            ("Make the tables once before the start, or use one worker.",),
            place(machine, file, number),
        )
        for folder, file, number, line in kept_lines(machine)
        if re.search(r"--workers[\"',=\s]+([2-9]|\d\d)", line)
        and any(
            list(calls(statement, "create_all"))
            for source in sources_in(folder)
            for statement in source.tree.body
            if not hasattr(statement, "body")
        )
    ]


CHECKS = (
    Check((14,), fastapi_dev),
    Check((15,), asgi_import),
    Check((32,), reload_loop),
    Check((33,), workers_race),
)
