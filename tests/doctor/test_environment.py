"""Python and the environment: each kind of damage is made, and found."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from course.doctor.sqlite import sqlite_reason
from tests.doctor.conditions import (
    VENV,
    assert_found,
    assert_quiet,
    course_at,
    environment,
    machine,
    note,
    write,
)


def test_an_old_python(tmp_path: Path) -> None:
    """What there is and what is needed."""
    found = assert_found(1, machine(tmp_path, version=(3, 10, 4)))
    assert "3.10" in found.what
    assert "3.11" in found.meaning


@pytest.mark.parametrize(
    "change",
    [
        {"bits": 32},
        {"version": (3, 15, 0)},
        {"implementation": "PyPy"},
        {"system": "Windows", "processor": "ARM64"},
    ],
    ids=str,
)
def test_a_python_without_ready_made_packages(
    change: dict[str, object], tmp_path: Path
) -> None:
    """32 bits, too new, no CPython, or ARM on Windows."""
    assert_found(13, machine(tmp_path, **change))


def test_the_stand_in_of_the_store(tmp_path: Path) -> None:
    """An empty python in WindowsApps; a real one there is left in peace."""
    apps = write(tmp_path / "WindowsApps", {"python": ""})
    (apps / "python").chmod(0o755)
    windows = machine(tmp_path, system="Windows", environ={"PATH": str(apps)})
    assert "py learn.py" in assert_found(2, windows).repair[0]
    (apps / "python").write_text("a program", encoding="ascii")
    assert_quiet(2, windows)


def test_a_python_of_the_system(tmp_path: Path) -> None:
    """The mark that Debian leaves beside the standard library."""
    library = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}"
    base = write(tmp_path, {f"{library}/EXTERNALLY-MANAGED": "[externally-managed]\n"})
    assert assert_found(4, machine(tmp_path, base=base)).is_note


def test_a_python_that_cannot_make_environments(tmp_path: Path) -> None:
    """As on Debian without python3-venv: the question for ensurepip fails."""
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    python.chmod(0o755)
    examined = course_at(tmp_path / "course", executable=python)
    assert "apt install" in assert_found("no-venv", examined).repair[0]


def test_a_moved_environment_and_its_repair(tmp_path: Path) -> None:
    """Renaming the course moves it; the fix deletes it, and nothing else."""
    old = course_at(tmp_path / "old")
    environment(old.root)
    write(old.root, {"mine.txt": "keep"})
    assert_quiet(7, old)
    new = course_at(old.root.rename(tmp_path / "new"))
    found = assert_found(7, new)
    assert "then moved or copied" in found.what
    assert found.fix is not None
    found.fix.do()
    assert not new.venv.exists()
    assert (new.root / "mine.txt").exists()


def test_an_environment_whose_python_is_gone(tmp_path: Path) -> None:
    """pyvenv.cfg names a folder that is not there."""
    examined = course_at(tmp_path)
    write(examined.venv, {"pyvenv.cfg": f"home = {tmp_path / 'python310'}\n"})
    assert "which is gone" in assert_found(7, examined).what


@pytest.mark.parametrize("lost", ["pyvenv.cfg", "bin", "lib"])
def test_an_environment_that_is_not_whole(lost: str, tmp_path: Path) -> None:
    """Without its settings, its programs or its packages."""
    examined = course_at(tmp_path)
    part = environment(tmp_path) / lost
    if part.is_dir():
        shutil.rmtree(part)
    else:
        part.unlink()
    assert_found(7, examined)


@pytest.mark.skipif(os.name == "nt", reason="a link needs a right on Windows")
def test_a_link_to_an_environment_is_never_deleted(tmp_path: Path) -> None:
    """It is found, and there is no fix for it."""
    examined = course_at(tmp_path / "course")
    elsewhere = environment(tmp_path)
    examined.venv.symlink_to(elsewhere)
    assert assert_found(7, examined).fix is None


def test_an_interrupted_set_up(tmp_path: Path) -> None:
    """Set-up notes that it has begun, and takes the note back at its end."""
    examined = course_at(tmp_path)
    note(environment(tmp_path), interrupted=True)
    assert_found("interrupted-set-up", examined)


def test_another_environment_is_active(tmp_path: Path) -> None:
    """One without FastAPI; that of the course is right."""
    other = environment(tmp_path)
    active = {"VIRTUAL_ENV": str(other), "PATH": str(other / "bin")}
    found = assert_found(6, machine(tmp_path, environ=active))
    assert "has no FastAPI" in found.what
    right = {"VIRTUAL_ENV": str(VENV), "PATH": str(VENV / "bin")}
    assert_quiet(6, machine(tmp_path, environ=right))


def test_the_active_environment_is_not_the_one_that_python_means(
    tmp_path: Path,
) -> None:
    """Another folder comes first on PATH, as Anaconda's does."""
    conda = write(tmp_path, {"python": ""})
    (conda / "python").chmod(0o755)
    path = f"{conda}{os.pathsep}{VENV / 'bin'}"
    active = {"VIRTUAL_ENV": str(VENV), "PATH": path}
    found = assert_found(6, machine(tmp_path, environ=active))
    assert str(conda / "python") in found.what


def test_a_python_that_cannot_load_sqlite3(tmp_path: Path) -> None:
    """An environment in which the import fails, as on Windows without the DLL."""
    examined = course_at(tmp_path)
    venv = environment(tmp_path)
    (site,) = venv.glob("lib/python3*/site-packages")
    (site / "hide.pth").write_text(
        "import sys; sys.modules['_sqlite3'] = None\n", encoding="ascii"
    )
    assert not assert_found(34, examined).is_note


def test_anaconda_under_an_environment(tmp_path: Path) -> None:
    """A made-up Anaconda: found from its folders, and named as the cause."""
    dll = "Library/bin/sqlite3.dll"
    conda = write(tmp_path / "conda", {"conda-meta/history": "", dll: ""})
    bin_folder = str(conda / "Library" / "bin")
    assert "conda activate" in sqlite_reason(conda, "C:\\Windows", is_windows=True)
    assert sqlite_reason(conda, f"C:\\Windows;{bin_folder}", is_windows=True) == ""
    (conda / dll).unlink()
    assert "has lost" in sqlite_reason(conda, bin_folder, is_windows=True)
    assert sqlite_reason(tmp_path, "", is_windows=True) == ""
    examined = course_at(tmp_path / "course", system="Windows")
    write(examined.venv, {"pyvenv.cfg": f"home = {conda}\n"})
    assert "conda activate" in " ".join(assert_found(34, examined).repair)
