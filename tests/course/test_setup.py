"""`learn.py` promises: from nothing to a running course, whatever goes wrong."""

import ast
import json
import os
import shutil
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

import learn
from course.steps import ROOT
from tests.lending import lend_packages
from tests.people import ADA
from tests.programs import (
    NO_INDEX,
    fresh_copy,
    program,
    run,
    usual_port,
    wait_until_it_answers,
)

OLD_PYTHONS = ("3.8", "3.9", "3.10")
LOCK = json.loads((ROOT / "Pipfile.lock").read_text(encoding="utf-8"))
# What set-up itself installs, where the rest is lent: nothing runs without it.
INSTALLED = {"default": {"passlib"}, "course": {"pygments", "rich"}}
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)


@cache
def old_python() -> str | None:
    """Return a Python that is too old for the course, if this machine has one."""
    pyenv = Path.home() / ".pyenv" / "versions"
    for version in OLD_PYTHONS:
        candidates = [*map(str, pyenv.glob(f"{version}.*/bin/python"))]
        candidates += filter(None, [shutil.which(f"python{version}")])
        for python in candidates:
            if run(python, "-c", "").returncode == 0:
                return python
    return None


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The course as it comes out of git, in a folder with a space and Hangul."""
    return fresh_copy(tmp_path / "내 강의 (my course)")


def lend(folder: Path, *categories: str) -> dict[str, str]:
    """Return the variable by which the packages of these categories need no installing.

    But for some of each. That all of them can be installed as the lock says was seen
    when the environment of the tests was made.
    """
    names = {name for category in categories for name in LOCK[category]}
    own = {name for category in categories for name in INSTALLED[category]}
    return {"PYTHONPATH": str(lend_packages(folder, names - own))}


def make_environment(folder: Path) -> None:
    """Make an environment with the pip of this Python; set-up takes it over at once."""
    options = ("--without-pip", "--system-site-packages")
    done = run(BASE_PYTHON, "-m", "venv", *options, ".venv", folder=folder)
    assert done.returncode == 0, done.stderr


def test_learn_py_can_be_read_by_python_3_8() -> None:
    """An old Python reaches the sentence that says it is too old."""
    source = (ROOT / "learn.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


@pytest.mark.skipif(old_python() is None, reason="no Python 3.8 to 3.10 here")
def test_an_old_python_gets_a_sentence() -> None:
    """It says what is needed and what there is, without a traceback."""
    done = run(str(old_python()), str(ROOT / "learn.py"), "test")
    assert done.returncode == 1
    assert "This course needs Python 3.11 or newer, you have 3." in done.stderr
    assert "Traceback" not in done.stderr


def post(url: str, body: bytes, content_type: str) -> dict[str, str]:
    """Send a POST and return the JSON of the answer."""
    request = Request(url, body, {"Content-Type": content_type})
    with urlopen(request) as answer:
        result: dict[str, str] = json.load(answer)
        return result


@usual_port
def test_from_nothing_chapter_7_answers_a_login(clone: Path, tmp_path: Path) -> None:
    """In a fresh clone `learn.py run 7` sets up, runs, and a user can log in."""
    lent = lend(tmp_path / "lent", "default", "course")
    with program(BASE_PYTHON, "learn.py", "run", "7", folder=clone, **lent) as learning:
        url = learning.wait_for(r"running on (http://\S+)")
        assert "Setting up the course" in learning.seen
        wait_until_it_answers(f"{url}/docs")
        post(f"{url}/user/", json.dumps(ADA).encode(), "application/json")
        form = {"username": ADA["email"], "password": ADA["password"]}
        content_type = "application/x-www-form-urlencoded"
        answer = post(f"{url}/login", urlencode(form).encode(), content_type)
        assert answer["token_type"] == "bearer"
        learning.press_ctrl_c()
    state = json.loads((clone / ".venv" / "learn.json").read_text(encoding="utf-8"))
    assert set(state["categories"]) == set(INSTALLED)
    (packages,) = (clone / ".venv").glob("lib/python3*/site-packages")
    for name in set().union(*INSTALLED.values()):
        assert list(packages.glob(f"{name}-*.dist-info")), name


def test_an_interrupted_setup_is_repaired_by_the_next(
    clone: Path, tmp_path: Path
) -> None:
    """Killed in the middle of installing: the next command sets up and works."""
    make_environment(clone)
    lent = lend(tmp_path / "lent", "course")
    listing = (BASE_PYTHON, "learn.py", "list")
    with program(*listing, folder=clone, **lent) as setting_up:
        setting_up.wait_for("unpacking")
        setting_up.press_ctrl_c()
        assert "Traceback" not in setting_up.seen
    done = run(*listing, folder=clone, **lent)
    assert done.returncode == 0, done.stderr
    assert "Setting up the course" in done.stdout
    again = run(*listing, folder=clone, **lent)
    assert "Set" not in again.stdout.splitlines()[0]
    moved = clone.rename(clone.with_name("moved"))
    set_up_there = run(*listing, folder=moved, **lent)
    assert set_up_there.returncode == 0, set_up_there.stderr
    assert "Setting up the course" in set_up_there.stdout


def test_without_a_network_it_says_what_to_do(clone: Path) -> None:
    """A failed install says what failed and what helps, and exits with 1."""
    make_environment(clone)
    done = run(BASE_PYTHON, "learn.py", "list", folder=clone, **NO_INDEX)
    assert done.returncode == 1
    assert "pip could not reach the package index" in done.stderr
    assert "Check the network" in done.stderr
    assert done.stderr.endswith("learn.py doctor looks for the cause.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a link needs a right on Windows")
def test_a_link_to_another_environment_is_not_emptied(
    clone: Path, tmp_path: Path
) -> None:
    """Set-up would make a new environment in it; it says so and leaves it alone."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept = elsewhere / "learn.json"
    kept.write_text('{"place": "/somewhere/else", "categories": {}}', encoding="utf-8")
    shutil.copy(clone / "learn.py", tmp_path)
    shutil.copy(clone / "Pipfile.lock", tmp_path)
    (tmp_path / ".venv").symlink_to(elsewhere)
    done = run(BASE_PYTHON, "learn.py", "list", folder=tmp_path)
    assert done.returncode == 1
    assert "is a link to another folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(elsewhere.iterdir()) == [kept]


@pytest.mark.parametrize(
    ("command", "categories"),
    [
        ("", ["default", "course", "site"]),
        ("--help", ["course"]),
        ("run 3", ["default", "course"]),
        ("run --port 8001 final", ["default", "course", "final"]),
        ("notebook 3", ["default", "course", "notebooks", "jupyter"]),
        ("notebook final", ["default", "course", "notebooks", "jupyter", "final"]),
        ("diff 7 final", ["course"]),
        ("check 3", ["default", "course", "develop"]),
        ("hint 3", ["default", "course", "develop"]),
        ("class report x --check", ["default", "course", "develop"]),
        ("test 3 final", ["default", "course", "final", "develop"]),
        ("test 3 -- -k docs", ["default", "course", "final", "develop"]),
        ("test docs", learn.EVERYTHING),
        ("test", learn.EVERYTHING),
        ("test -- -x", learn.EVERYTHING),
        ("diff 2 3", ["course"]),
        ("test --help", ["course"]),
        ("nonsense", ["course"]),
    ],
)
def test_a_command_installs_only_what_it_needs(
    command: str, categories: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading and running do not wait for the test tools."""
    monkeypatch.setattr(learn, "has_node", lambda: True)
    assert learn.categories_for(command.split()) == categories


@pytest.mark.parametrize("command", ["playground", "test", "test playground"])
def test_node_is_installed_where_there_is_none(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what builds the playground brings it; the site is read without."""
    monkeypatch.setattr(learn, "has_node", lambda: False)
    assert "playground" in learn.categories_for(command.split())
    assert "playground" not in learn.categories_for(["start"])


def test_only_a_changed_category_is_installed_again() -> None:
    """The state remembers the lock of each category."""
    lock = {"default": {"a": 1}, "site": {"b": 1}}
    state = {
        "place": str(learn.VENV),
        "categories": {name: {"hash": learn.pin(lock[name])} for name in lock},
    }
    assert learn.missing(lock, ["default", "site"], state) == []
    changed = {**lock, "site": {"b": 2}}
    assert learn.missing(changed, ["default", "site"], state) == ["site"]
    elsewhere = {**state, "place": "/somewhere/else/.venv"}
    assert learn.missing(lock, ["default"], elsewhere) == ["default"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the one that"),
        (
            "ERROR: Could not install: [Errno 28] No space left on device",
            "disk is full",
        ),
        ("ERROR: [WinError 5] Access is denied", "could not be written"),
        ("ERROR: No matching distribution found for x==1", "no ready-made file"),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate"),
        ("ERROR: something new", "pip stopped"),
    ],
)
def test_what_pip_says_is_put_into_plain_words(words: str, sentence: str) -> None:
    """Each reason has its sentence, advice, and pip's own words."""
    message = learn.pip_message(f"Collecting x\n{words}\n")
    assert sentence in message
    assert "What you can do" in message
    assert words in message
