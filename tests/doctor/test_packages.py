"""The packages of an environment: each wrong one is put there, and found."""

import json
from pathlib import Path

import pytest

from tests.doctor.conditions import (
    assert_found,
    assert_quiet,
    course_at,
    environment,
    note,
    write,
)


def test_packages_of_other_versions_than_the_lock(tmp_path: Path) -> None:
    """Wrong and missing ones are named; the fix lets set-up install them again."""
    examined = course_at(tmp_path)
    venv = environment(tmp_path, fastapi="0.100.0", sqlalchemy="2.1.9")
    note(venv, categories={"default": {}})
    lock = {
        "fastapi": {"version": "==0.165.0"},
        "sqlalchemy": {"version": "==2.1.9"},
        "uvicorn": {"version": "==0.60.0"},
        "colorama": {"version": "==1", "markers": "sys_platform == 'win32'"},
    }
    write(tmp_path, {"Pipfile.lock": json.dumps({"default": lock})})
    found = assert_found("other-versions", examined)
    assert "fastapi 0.100.0, the lock says 0.165.0" in found.what
    assert "uvicorn is missing" in found.what
    assert "sqlalchemy" not in found.what
    assert "colorama" not in found.what
    assert found.fix is not None
    found.fix.do()
    assert not (venv / "learn.json").exists()


@pytest.mark.parametrize(
    ("number", "wrong", "right"),
    [
        (19, "multipart", "python-multipart"),
        (20, "jose", "python-jose"),
        (21, "jwt", "pyjwt"),
    ],
)
def test_an_impostor(number: int, wrong: str, right: str, tmp_path: Path) -> None:
    """The wrong package beside the right one; the right one alone is quiet."""
    examined = course_at(tmp_path)
    venv = environment(tmp_path, **{right.replace("-", "_"): "1.0"})
    assert_quiet(number, examined)
    (site,) = venv.glob("lib/python3*/site-packages")
    (site / f"{wrong}-1.0.0.dist-info").mkdir()
    steps = assert_found(number, examined).repair
    assert f"uninstall -y {wrong}" in steps[0]
    assert f"--force-reinstall --no-deps {right}" in steps[1]


@pytest.mark.parametrize(
    ("number", "bcrypt", "is_note"), [(51, "5.0.0", False), (52, "4.3.0", True)]
)
def test_passlib_beside_a_newer_bcrypt(
    number: int, bcrypt: str, is_note: bool, tmp_path: Path
) -> None:
    """With 5 no password can be hashed, with 4.1 to 4.3 it only complains."""
    environment(tmp_path, passlib="1.7.4", bcrypt=bcrypt)
    assert assert_found(number, course_at(tmp_path)).is_note == is_note


def test_passlib_beside_the_right_bcrypt(tmp_path: Path) -> None:
    """4.0.1 is silent."""
    environment(tmp_path, passlib="1.7.4", bcrypt="4.0.1")
    assert_quiet(51, course_at(tmp_path))
    assert_quiet(52, course_at(tmp_path))


def test_a_click_without_live_reload(tmp_path: Path) -> None:
    """8.3 beside MkDocs."""
    environment(tmp_path, mkdocs="1.6.1", click="8.3.0")
    assert_found(74, course_at(tmp_path))


def test_notebooks_without_a_kernel(tmp_path: Path) -> None:
    """nbclient does not bring ipykernel."""
    environment(tmp_path, nbclient="0.10.2")
    assert_found(70, course_at(tmp_path))


def test_jupyter_without_its_pages(tmp_path: Path) -> None:
    """Set-up noted it, and its files are gone."""
    note(environment(tmp_path, ipykernel="7.0"), categories={"jupyter": {}})
    assert (
        "the kernel python3" in assert_found("jupyter-pieces", course_at(tmp_path)).what
    )


def test_code_that_needs_a_package_which_is_not_there(tmp_path: Path) -> None:
    """EmailStr without email-validator, TestClient without httpx2; both added: quiet.

    Before the course has installed what its chapters need, nothing is said.
    """
    examined = course_at(tmp_path / "course")
    venv = environment(examined.root)
    code = "from pydantic import EmailStr\nfrom fastapi.testclient import TestClient\n"
    write(examined.root, {"blog/main.py": code})
    assert_quiet(22, examined)
    note(venv, categories={"default": {}})
    assert_found(22, examined)
    assert_found(68, examined)
    (site,) = venv.glob("lib/python3*/site-packages")
    (site / "email_validator").mkdir()
    (site / "httpx2").mkdir()
    assert_quiet(22, examined)
    assert_quiet(68, examined)
