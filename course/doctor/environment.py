"""The environment: damaged, moved, from Anaconda, or not the one that is active."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from course.doctor.finding import Check, Finding, Fix
from course.doctor.machine import Machine, answer_of


def settings_of(venv: Path) -> dict[str, str]:
    """Return what pyvenv.cfg says; nothing if it is not there."""
    try:
        text = (venv / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    pairs = (line.partition("=") for line in text.splitlines())
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def anew(machine: Machine) -> tuple[str, ...]:
    """Return the steps that make the environment again."""
    return (machine.delete(machine.venv), f"{machine.learn} list   (makes it anew)")


def deletion(machine: Machine) -> Fix | None:
    """Return the fix that deletes the environment; None if it is not surely one."""
    if machine.venv.is_symlink() or not (machine.venv / "pyvenv.cfg").is_file():
        return None
    what = f"delete {machine.venv}; the next command makes it anew"
    return Fix(what, lambda: shutil.rmtree(str(machine.venv)))


def damaged(machine: Machine) -> list[Finding]:
    """Find an environment that is not whole, was moved, or whose Python is gone."""
    venv = machine.venv
    if not venv.exists():
        return []
    reason = damage(machine)
    if not reason:
        return []
    return [
        Finding(
            "damaged-environment",
            7,
            f"The environment {venv} cannot be used: {reason}",
            "An environment holds absolute paths. It cannot be moved, copied or mended.",
            anew(machine),
            fix=deletion(machine),
        )
    ]


def damage(machine: Machine) -> str:
    """Return what is wrong with the environment, as a sentence; empty if nothing is."""
    settings = settings_of(machine.venv)
    if not settings:
        return "it has no pyvenv.cfg."
    home = settings.get("home", "")
    if not Path(home).is_dir():
        return f"it was made from the Python in {home}, which is gone."
    was = remembered_place(machine.venv)
    if was and was != str(machine.venv):
        return f"it was made in {was} and then moved or copied."
    if not machine.python.exists():
        return f"there is no {machine.python.name} in {machine.python.parent.name}."
    if answer_of([str(machine.python), "-c", "import pip"]) is None:
        return "its Python does not start, or has no pip."
    return ""


def remembered_place(venv: Path) -> str:
    """Return where the environment was made, as set-up noted it; empty if it did not."""
    return str(state_of(venv).get("place", ""))


def state_of(venv: Path) -> dict[str, object]:
    """Return what set-up noted, empty if nothing can be read."""
    try:
        noted = json.loads((venv / "learn.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def interrupted(machine: Machine) -> list[Finding]:
    """Find a set-up that was not finished."""
    if not state_of(machine.venv).get("interrupted"):
        return []
    return [
        Finding(
            "interrupted-set-up",
            None,
            "The last set-up did not come to its end.",
            "Some packages may be missing. The next command starts it afresh.",
            (f"{machine.learn} list",),
        )
    ]


def other_is_active(machine: Machine) -> list[Finding]:
    """Find that another environment is active, or that the active one is not used."""
    active = machine.environ.get("VIRTUAL_ENV", "")
    if not active:
        return []
    is_ours = Path(active).resolve() == machine.venv.resolve()
    path = machine.environ.get("PATH", "")
    python = shutil.which("python", path=path) or ""
    folder = Path(active) / ("Scripts" if machine.is_windows else "bin")
    if python and Path(python).parent.resolve() != folder.resolve():
        what = f"{active} is active, but the word python starts {python}."
    elif not is_ours and not has_package(Path(active), "fastapi"):
        what = f"The active environment {active} has no FastAPI."
    else:
        return []
    return [
        Finding(
            "wrong-interpreter",
            6,
            what,
            "learn.py finds its own environment. uvicorn, typed by hand, is another one.",
            ("deactivate", activation(machine)),
        )
    ]


def activation(machine: Machine) -> str:
    """Return the command that activates the environment of the course."""
    if machine.is_windows:
        return f'& "{machine.venv}\\Scripts\\activate"'
    return f'source "{machine.seen(machine.venv)}/bin/activate"'


def site_packages(venv: Path) -> Path:
    """Return the folder of the environment's packages, whether it is there or not."""
    for folder in sorted(venv.glob("lib/python3*/site-packages")):
        return folder
    return venv / "Lib" / "site-packages"


def has_package(venv: Path, name: str) -> bool:
    """Tell whether a module or package of this name is in the environment."""
    folder = site_packages(venv)
    return (folder / name).is_dir() or (folder / f"{name}.py").is_file()


def with_environment_of(machine: Machine, folder: Path) -> Machine:
    """Return the machine with the environment that code in a folder runs in."""
    own = folder / ".venv"
    return machine._replace(venv=own) if (own / "pyvenv.cfg").is_file() else machine


def lacks(machine: Machine, folder: Path, name: str) -> bool:
    """Tell whether code in a folder does not find a package that it should.

    The course installs what chapters need only when one is started.
    """
    venv = with_environment_of(machine, folder).venv
    categories = state_of(venv).get("categories")
    is_ready = not isinstance(categories, dict) or "default" in categories
    return venv.is_dir() and is_ready and not has_package(venv, name)


CHECKS = (
    Check((7,), damaged),
    Check((), interrupted),
    Check((6,), other_is_active),
)
