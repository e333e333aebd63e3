"""`learn.py doctor` promises: quiet where nothing is wrong, and it works on any Python."""

import ast
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.doctor.checks import CHECKS, DETECTED, examine
from course.doctor.finding import Check
from course.doctor.issues import read_pages
from course.doctor.machine import course_folders
from course.known_issues import read_known_issues
from course.steps import ROOT
from tests.course.test_setup import make_environment, old_python
from tests.doctor.conditions import assert_found, machine, write
from tests.doctor.test_code import FAULTS
from tests.programs import fresh_copy, run

BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
DOCTOR = [sys.executable, str(ROOT / "learn.py"), "doctor"]
FREE = ["--port", "8765"]
FILES = [
    *sorted((ROOT / "course" / "doctor").glob("*.py")),
    ROOT / "course" / "ports.py",
    ROOT / "course" / "text_files.py",
    ROOT / "course" / "typed.py",
]
NEEDED = ("learn", "course.doctor", "course.ports", "course.text_files")
ITS_OWN = ("__future__", *NEEDED)


def imported_by(tree: ast.Module) -> set[str]:
    """Return the names of all modules that a file imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_it_needs_nothing_but_an_old_python(file: Path) -> None:
    """Python 3.8 can read it, and only the standard library is imported."""
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))
    for name in imported_by(tree):
        is_standard = name.split(".")[0] in sys.stdlib_module_names
        assert is_standard or name.startswith(ITS_OWN), name


@pytest.mark.skipif(old_python() is None, reason="no Python 3.8 to 3.10 here")
def test_an_old_python_is_found_by_itself() -> None:
    """The whole of doctor runs on it; that it is too old is the finding."""
    command = [str(old_python()), str(ROOT / "learn.py"), "doctor", "--json", *FREE]
    done = run(*command)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert [finding["number"] for finding in report["findings"]] == [1]
    assert not [note for note in report["notes"] if note["name"] == "could-not-look"]


def test_a_healthy_machine_is_left_in_peace(tmp_path: Path) -> None:
    """A fresh copy with an environment of its own, in a folder with Hangul: nothing.

    When the environment is damaged then, the course offers doctor, which finds it.
    """
    copy = fresh_copy(tmp_path / "내 강의 (my course)")
    before = run(BASE_PYTHON, "learn.py", "doctor", *FREE, folder=copy)
    assert before.stdout.startswith("Nothing found\n"), before.stdout
    assert not (copy / ".venv").exists()
    make_environment(copy)
    done = run(BASE_PYTHON, "learn.py", "list", folder=copy)
    assert done.returncode == 0, done.stderr
    after = run(BASE_PYTHON, "learn.py", "doctor", *FREE, folder=copy)
    assert after.stdout.startswith("Nothing found\n"), after.stdout
    assert after.returncode == 0
    (rich,) = copy.glob(".venv/lib/python3*/site-packages/rich")
    shutil.rmtree(rich)
    failed = run(BASE_PYTHON, "learn.py", "list", folder=copy)
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert failed.stderr.endswith("learn.py doctor looks for the cause.\n")
    found = run(BASE_PYTHON, "learn.py", "doctor", *FREE, folder=copy)
    assert "Packages have lost files: rich." in found.stdout


def test_what_was_set_aside_is_not_examined(tmp_path: Path) -> None:
    """After `practice 4 --reset` the old code, with its faults, hinders nobody."""
    folders = ("practice/04", "practice/04_until_2026-03-02_10-20-30")
    for name in folders:
        (tmp_path / name).mkdir(parents=True)
    assert course_folders(tmp_path) == (tmp_path / "practice/04",)


def test_every_chapter_is_quiet() -> None:
    """No check finds a fault in the code of the course, nor in its own environment."""
    for folder in [*sorted((ROOT / "chapters").glob("0*")), ROOT / "final"]:
        found = examine(machine(folder))
        assert [f for f in found if not f.is_note or f.name == "could-not-look"] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_it_says_everything_in_ascii(file: Path) -> None:
    """So that no terminal shows question marks; only a docstring may have more."""
    for line in file.read_text(encoding="utf-8").splitlines():
        assert line.isascii() or '"""' in line


def asks_for_a_number(node: ast.AST) -> bool:
    """Tell whether a piece of a test names the number of a finding."""
    if isinstance(node, ast.Call):
        is_list = "parametrize" in ast.unparse(node.func)
        return ast.unparse(node.func) == "assert_found" or is_list
    return isinstance(node, ast.Assert) and "number" in ast.unparse(node)


def numbers_in_tests() -> set[int]:
    """Return the numbers whose conditions the tests make."""
    found = set(FAULTS)
    for file in Path(__file__).parent.glob("test_*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for piece in filter(asks_for_a_number, ast.walk(tree)):
            constants = (n for n in ast.walk(piece) if isinstance(n, ast.Constant))
            found |= {n.value for n in constants if type(n.value) is int}
    return found


def test_each_known_issue_that_it_finds_is_made_by_a_test() -> None:
    """No number without a test that makes the condition."""
    assert DETECTED - numbers_in_tests() == set()


def test_each_number_is_that_of_a_known_issue_with_the_same_page() -> None:
    """What doctor reads without a TOML parser is what the site is made from."""
    pages = read_pages(ROOT)
    for issue in read_known_issues():
        assert pages[issue.number].title == issue.title
        assert pages[issue.number].site == f"known_issues/{issue.area}/#{issue.slug}"
    assert set(pages) >= DETECTED


def test_what_is_found_is_told_in_full(tmp_path: Path) -> None:
    """What, where, the repair and the page; exit code 1, no traceback, few columns."""
    write(tmp_path, {"main.py": 'SECRET_KEY = "secret"\n', "jose.py": ""})
    done = run(*DOCTOR, str(tmp_path), *FREE)
    assert done.returncode == 1
    assert done.stdout.startswith("2 findings\n\n1. ")
    assert f"In {tmp_path / 'main.py'}:1" in done.stdout
    assert (
        "known_issues/login/#short-key, in docs/known_issues/login.toml" in done.stdout
    )
    assert done.stderr == ""
    assert done.stdout.isascii()
    whole = [*DOCTOR, str(tmp_path), *FREE]
    with subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as cut:
        assert cut.stdout
        assert cut.stderr
        cut.stdout.close()  # as `head` does
        assert cut.stderr.read() == b""


def test_the_report_for_teachers_has_its_documented_form(tmp_path: Path) -> None:
    """The page names each field; none is missing, none is more."""
    write(tmp_path, {"main.py": 'SECRET_KEY = "secret"\n'})
    report = json.loads(run(*DOCTOR, str(tmp_path), *FREE, "--json").stdout)
    page = (ROOT / "docs/en/known_issues/doctor.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^- `(\w+)`", page, re.MULTILINE))
    assert {*report, *report["findings"][0]} == documented
    assert report["format"] == 1
    assert report["findings"][0]["number"] == 57


def typed(answer: str, *words: str) -> str:
    """Run doctor in a terminal, type an answer to every question; return what it says."""
    keyboard, terminal = pty.openpty()
    os.write(keyboard, answer.encode() * 5)
    done = subprocess.run(
        [*DOCTOR, *words, *FREE],
        stdin=terminal,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    os.close(terminal)
    os.close(keyboard)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pty")
def test_a_fix_is_made_only_after_a_yes(tmp_path: Path) -> None:
    """N is the default; without a terminal nothing is done, and that is said."""
    file = tmp_path / ".env"
    file.write_bytes("DEBUG=1".encode("utf-16"))
    old = file.read_bytes()
    folder = str(tmp_path)
    assert "nothing was done" in run(*DOCTOR, folder, *FREE, "--fix").stdout
    for words, answer in (([folder], "y\n"), ([folder, "--fix"], "\n")):
        typed(answer, *words)
        assert file.read_bytes() == old
    assert "Done." in typed("y\n", folder, "--fix")
    assert file.read_bytes() == b"DEBUG=1"


@pytest.mark.parametrize(
    "words",
    [["--port", "0"], ["nowhere"], ["--unknown"], ["--json", "--fix"]],
    ids=" ".join,
)
def test_misuse_is_said(words: list[str]) -> None:
    """Exit code 2, and one sentence."""
    done = run(*DOCTOR, *words)
    assert done.returncode == 2
    assert "learn.py doctor: error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_lock_that_cannot_be_read_offers_it(tmp_path: Path) -> None:
    """As after a merge that left its marks; doctor finds it."""
    copy = fresh_copy(tmp_path)
    (copy / "Pipfile.lock").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    done = run(BASE_PYTHON, "learn.py", "list", folder=copy, COURSE_VENV="")
    assert "Traceback" not in done.stderr
    assert "learn.py doctor looks for the cause." in done.stderr
    found = run(BASE_PYTHON, "learn.py", "doctor", *FREE, folder=copy)
    assert "the lock is no JSON" in found.stdout


def test_a_failed_start_offers_it(tmp_path: Path) -> None:
    """A port that cannot be had, or code that uvicorn cannot load."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = run(sys.executable, str(ROOT / "learn.py"), "run", "1", "--port", port)
    assert done.returncode == 1
    assert "learn.py doctor looks for the cause." in done.stderr
    shutil.copytree(ROOT / "chapters/01_basic_routes/blog", tmp_path / "01/blog")
    write(tmp_path, {"01/fastapi.py": ""})
    own = ["run", "1", "--mine", "--no-reload"]
    command = [sys.executable, str(ROOT / "learn.py"), *own, "--port", "8765"]
    done = run(*command, COURSE_PRACTICE=str(tmp_path))
    assert done.returncode == 1
    assert "fastapi.py has the name of a module" in done.stdout
    assert done.stderr.endswith("learn.py doctor looks for the cause.\n")


def test_a_check_that_fails_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note says so, and the other findings are told."""

    def broken(_: object) -> list[object]:
        raise RuntimeError("a machine in disorder")

    checks = (Check((), broken), *CHECKS)  # type: ignore[arg-type]
    monkeypatch.setattr("course.doctor.checks.CHECKS", checks)
    write(tmp_path, {"main.py": 'SECRET_KEY = "secret"\n'})
    assert_found(57, machine(tmp_path))
    names = [finding.name for finding in examine(machine(tmp_path))]
    assert "could-not-look" in names


def test_it_works_without_the_rest_of_the_course(tmp_path: Path) -> None:
    """learn.py, course/doctor and the texts are enough; no lock, no chapters."""
    for module in NEEDED:
        name = module.replace(".", "/")
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        else:
            shutil.copy(ROOT / f"{name}.py", tmp_path / f"{name}.py")
    shutil.copy(ROOT / "course/__init__.py", tmp_path / "course")
    done = run(
        BASE_PYTHON, str(tmp_path / "learn.py"), "doctor", *FREE, folder=tmp_path
    )
    assert done.stdout.startswith("Nothing found"), done.stdout + done.stderr
