"""The code promises: formatted, linted, typed, and no warning let through in vain."""

import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

from course.steps import ROOT, read_manifest
from tests.programs import MYPY, mypy, run

PASSLIB_WARNS_BEFORE = (3, 13)


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=str)
def test_ruff_finds_nothing(command: list[str]) -> None:
    """One style everywhere."""
    done = run(sys.executable, "-m", "ruff", *command, ".")
    assert done.returncode == 0, done.stdout


@mypy
def test_mypy_finds_nothing_in_the_tooling() -> None:
    """`course/`, `learn.py` and the tests are typed, strictly."""
    done = run(sys.executable, "-m", "mypy", "course", "learn.py", "tests")
    assert done.returncode == 0, done.stdout


@mypy
def test_mypy_finds_nothing_in_any_chapter() -> None:
    """The chapters and final are typed, strictly."""
    for step in read_manifest():
        done = run(*MYPY, "blog", folder=step.path)
        assert done.returncode == 0, f"{step.folder}\n{done.stdout}"


def test_mypy_reads_all_that_the_course_imports() -> None:
    """What it leaves out, to be quicker, is imported by other packages alone."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    overrides = pyproject["tool"]["mypy"]["overrides"]
    (left_out,) = [o["module"] for o in overrides if o.get("follow_imports") == "skip"]
    names = "|".join(name.removesuffix(".*") for name in left_out)
    words = ("git", "grep", "--untracked", "-nE", rf"^ *(from|import) ({names})\b")
    found = run(*words, "--", "*.py")
    assert (found.returncode, found.stdout + found.stderr) == (1, "")  # git finds none


def test_the_one_warning_let_through_is_still_given() -> None:
    """passlib warns of `crypt` on Python 3.11 and 3.12, and only there."""
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    filters = tomllib.loads(pyproject)["tool"]["pytest"]["ini_options"][
        "filterwarnings"
    ]
    assert len(filters) == 2
    imported = run(sys.executable, "-W", "error", "-c", "import passlib.hash")
    expected = sys.version_info < PASSLIB_WARNS_BEFORE
    assert ("'crypt' is deprecated" in imported.stderr) == expected


@pytest.mark.parametrize("step", read_manifest(), ids=lambda step: step.key)
def test_a_teaching_file_is_short(step: object) -> None:
    """At most 90 lines; up to 160 where a chapter's file grows until it is split.

    That is main.py of chapters 3 and 4, which hurts on purpose, and their schemas.
    """
    growing = re.compile(r"0[34]_\w+/blog/main\.py|0[4567]_\w+/blog/schemas\.py")
    for file in Path(str(getattr(step, "path"))).rglob("*.py"):  # noqa: B009
        lines = file.read_text(encoding="utf-8").count("\n")
        limit = 160 if growing.search(file.as_posix()) else 90
        assert lines <= limit, f"{file.relative_to(ROOT)} has {lines} lines"


def test_every_text_file_is_utf_8_with_plain_line_ends() -> None:
    """No CR, no BOM: Windows, macOS and Linux see the same files."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard")
    for name in listed.stdout.splitlines():
        file = ROOT / name
        if file.is_file() and file.suffix not in (".png", ".woff2", ".ico"):
            content = file.read_bytes()
            content.decode("utf-8")
            assert b"\r" not in content, name
            assert not content.startswith(b"\xef\xbb\xbf"), name


def test_no_file_names_the_machine_it_was_made_on() -> None:
    """No path of a home folder is left in the sources."""
    home = str(Path.home()) + os.sep
    listed = run("git", "grep", "-lF", home)
    assert listed.stdout == ""
