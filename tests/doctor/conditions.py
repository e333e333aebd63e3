"""Machines in disorder, made in a folder of the test."""

import json
import os
import venv as venv_module
from pathlib import Path
from typing import Any

from course.doctor.checks import examine
from course.doctor.finding import Finding
from course.doctor.machine import Machine, this_machine
from course.steps import ROOT

VENV = ROOT / ".venv"
FREE_PORT = 8765


def machine(folder: Path, **changes: Any) -> Machine:
    """Return this machine with the course's environment, and code in `folder` alone."""
    made = this_machine(ROOT, VENV, [folder], FREE_PORT, asks_network=False)
    return made._replace(**changes)


def course_at(folder: Path, **changes: Any) -> Machine:
    """Return this machine with a course, and an environment, of its own in `folder`."""
    folder.mkdir(exist_ok=True)
    return machine(folder, root=folder, venv=folder / ".venv", **changes)


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files as UTF-8, and return the folder."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def environment(folder: Path, **packages: str) -> Path:
    """Make an environment with these packages' names and versions, and return it."""
    venv = folder / ".venv"
    venv_module.create(venv, symlinks=os.name != "nt")
    (site,) = venv.glob("lib/python3*/site-packages")
    (site / "pip").mkdir()
    for name, version in packages.items():
        (site / f"{name}-{version}.dist-info").mkdir()
        (site / name).mkdir(exist_ok=True)
    note(venv)
    return venv


def note(venv: Path, **fields: object) -> None:
    """Write what set-up notes in an environment."""
    state = {"place": str(venv), "categories": {}, **fields}
    (venv / "learn.json").write_text(json.dumps(state), encoding="utf-8")


def named(findings: list[Finding], wanted: int | str) -> list[Finding]:
    """Return the findings with this number, or this name."""
    return [f for f in findings if wanted in (f.number, f.name)]


def assert_found(wanted: int | str, examined: Machine) -> Finding:
    """Assert that all the checks together find this once, and return the finding."""
    findings = examine(examined)
    found = named(findings, wanted)
    assert len(found) == 1, [f.what for f in findings]
    assert found[0].repair
    return found[0]


def assert_quiet(wanted: int | str, examined: Machine) -> None:
    """Assert that none of the checks finds this."""
    assert named(examine(examined), wanted) == []
