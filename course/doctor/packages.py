"""The installed packages: other versions than the lock's, impostors, bad pairs."""

from __future__ import annotations

import json
import re
from pathlib import Path

from course.doctor.environment import has_package, site_packages, state_of
from course.doctor.finding import Check, Finding, Fix
from course.doctor.machine import Machine

# module: (its number, the wrong distribution, the right one)
IMPOSTORS = {
    "multipart": (19, "multipart", "python-multipart"),
    "jose": (20, "jose", "python-jose"),
    "jwt": (21, "jwt", "pyjwt"),
}


def normal(name: str) -> str:
    """Return a distribution's name as all tools compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(venv: Path) -> dict[str, str]:
    """Return the version of every distribution in the environment."""
    found = {}
    for folder in site_packages(venv).glob("*.dist-info"):
        name, _, version = folder.name[: -len(".dist-info")].partition("-")
        found[normal(name)] = version
    return found


def locked(machine: Machine) -> dict[str, str]:
    """Return the versions that the set-up categories should have, by the lock."""
    try:
        lock = json.loads((machine.root / "Pipfile.lock").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    categories = state_of(machine.venv).get("categories")
    names = categories if isinstance(categories, dict) else {}
    here = installed(machine.venv)
    return {
        normal(name): entry["version"][2:]
        for category in names
        for name, entry in lock.get(category, {}).items()
        if "markers" not in entry or normal(name) in here
    }


def same(version: str, other: str) -> bool:
    """Tell whether two versions are the same, as a file name may write them."""
    return version.replace("_", "+").lower() == other.lower()


def unlike_the_lock(machine: Machine) -> list[Finding]:
    """Find packages that are missing, or of another version than the lock's."""
    here, wanted = installed(machine.venv), locked(machine)
    wrong = [
        f"{name} {here.get(name, 'is missing')}, the lock says {version}"
        for name, version in sorted(wanted.items())
        if not same(here.get(name, ""), version)
    ]
    if not wrong:
        return []
    more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    note = machine.venv / "learn.json"
    return [
        Finding(
            "other-versions",
            None,
            f"Packages differ from Pipfile.lock: {'; '.join(wrong[:3])}{more}.",
            "The course is tested with the versions of the lock alone.",
            (
                f"Delete the note of the last set-up: {note}",
                f"{machine.learn} list   (installs what the lock says)",
            ),
            fix=Fix(f"delete {note}; the next command installs the lock", note.unlink),
        )
    ]


def lost_files(machine: Machine) -> list[Finding]:
    """Find packages that are noted as installed, and whose code is not there."""
    folder = site_packages(machine.venv)
    broken = {
        normal(record.parent.name.partition("-")[0])
        for record in folder.glob("*.dist-info/RECORD")
        if not all((folder / name).is_file() for name in beginnings(record))
    }
    if not broken:
        return []
    names = " ".join(f"{name}{pinned(machine, name)}" for name in sorted(broken))
    return [
        Finding(
            "lost-files",
            None,
            f"Packages have lost files: {', '.join(sorted(broken))}.",
            "They are noted as installed, and importing them fails.",
            (
                machine.with_python(
                    f"-m pip install --force-reinstall --no-deps {names}"
                ),
            ),
        )
    ]


def beginnings(record: Path) -> list[str]:
    """Return the files with which the packages of a distribution begin."""
    text = record.read_text(encoding="utf-8", errors="replace")
    return re.findall(r"\n(\w+/__init__\.py),", "\n" + text)


def impostors(machine: Machine) -> list[Finding]:
    """Find packages whose names only sound right."""
    here = installed(machine.venv)
    return [
        impostor(machine, module, *names)
        for module, names in IMPOSTORS.items()
        if names[1] in here
    ]


def impostor(
    machine: Machine, module: str, number: int, wrong: str, right: str
) -> Finding:
    """Return the finding for one wrong package."""
    pip = machine.with_python("-m pip")
    return Finding(
        f"wrong-{module}",
        number,
        f"The package {wrong} is installed: it is another one than {right}.",
        f"Both are imported as {module}, and the wrong one may be found.",
        (
            f"{pip} uninstall -y {wrong}",
            f"{pip} install --force-reinstall --no-deps {right}{pinned(machine, right)}",
        ),
    )


def pinned(machine: Machine, name: str) -> str:
    """Return `==` and the version that the lock has, if it has the package."""
    version = locked(machine).get(name)
    return f"=={version}" if version else ""


def passlib_and_bcrypt(machine: Machine) -> list[Finding]:
    """Find a bcrypt with which passlib fails, or complains."""
    here = installed(machine.venv)
    numbers = re.findall(r"\d+", here.get("bcrypt", ""))
    version = tuple(map(int, numbers[:2]))
    if "passlib" not in here or version < (4, 1):
        return []
    fails = version >= (5,)
    return [
        Finding(
            "bcrypt-5" if fails else "bcrypt-version",
            51 if fails else 52,
            f"passlib {here['passlib']} does not fit bcrypt {here['bcrypt']}.",
            "No password can be hashed: even a short one is called too long."
            if fails
            else "It prints (trapped) error reading bcrypt version, and works.",
            (machine.with_python("-m pip install bcrypt==4.0.1"),),
            is_note=not fails,
        )
    ]


def live_reload(machine: Machine) -> list[Finding]:
    """Find the click with which `mkdocs serve` does not notice changes."""
    here = installed(machine.venv)
    if "mkdocs" not in here or not here.get("click", "").startswith("8.3."):
        return []
    return [
        Finding(
            "no-live-reload",
            74,
            f"With click {here['click']}, mkdocs serve does not notice changes.",
            "The browser goes on showing the old page.",
            (machine.with_python("-m pip install --upgrade click"),),
        )
    ]


def kernel(machine: Machine) -> list[Finding]:
    """Find an environment with Jupyter's parts, but nothing that runs a cell."""
    here = installed(machine.venv)
    runners = [name for name in ("nbclient", "jupyterlab", "notebook") if name in here]
    if not runners or has_package(machine.venv, "ipykernel"):
        return []
    return [
        Finding(
            "no-kernel",
            70,
            f"The environment has {runners[0]}, but not ipykernel.",
            "Notebooks open, and no cell runs: No such kernel named python3.",
            (machine.with_python("-m pip install ipykernel"),),
        )
    ]


CHECKS = (
    Check((), unlike_the_lock),
    Check((), lost_files),
    Check((19, 20, 21), impostors),
    Check((51, 52), passlib_and_bcrypt),
    Check((74,), live_reload),
    Check((70,), kernel),
)
