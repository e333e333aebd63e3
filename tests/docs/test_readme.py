"""The README promises: every command in it works as it stands."""

import os
import re
from pathlib import Path

import pytest

from course.steps import ROOT
from tests.lending import lend_packages, names_of_all
from tests.programs import (
    IN_COPY,
    fresh_copy,
    program,
    run,
    usual_port,
    wait_until_it_answers,
)

README = (ROOT / "README.md").read_text(encoding="utf-8")
SERVERS = ("learn.py", "run 3", "notebook 3")
# What Pipenv itself installs in the test: of each category something that others lack.
INSTALLED = {"fastapi", "alembic", "mkdocs", "nbclient", "pytest"}


def console_blocks() -> list[str]:
    """Return the commands of each console block, one to a line, without prompts."""
    blocks = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
    return [re.sub(r"^\$ ", "", block, flags=re.MULTILINE).strip() for block in blocks]


def single_commands() -> list[str]:
    """Return the commands that need no other one before them."""
    return [
        line
        for block in console_blocks()
        if not block.startswith(("source", "pipenv"))
        for line in block.splitlines()
    ]


def test_every_block_of_the_readme_is_tested() -> None:
    """Two commands, one to run, two to practise, one to test, uvicorn, and Pipenv."""
    assert len(console_blocks()) == 7
    assert len(re.findall(r"^```", README, flags=re.MULTILINE)) == 2 * 7
    assert len(single_commands()) == 7


@usual_port
@pytest.mark.parametrize(
    "command", [c for c in single_commands() if c.endswith(SERVERS)]
)
def test_a_command_that_serves_does_so(command: str, ready_copy: Path) -> None:
    """It prints an address, and the address answers."""
    words = ("bash", "-c", f"exec {command}")
    with program(*words, folder=ready_copy, **IN_COPY) as serving:
        address = serving.wait_for(r"(http://127.0.0.1:\d+)")
        wait_until_it_answers(
            f"{address}/docs" if " run " in command else f"{address}/"
        )
        serving.press_ctrl_c()
        assert "Traceback" not in serving.seen


def test_the_commands_for_practice_give_a_folder_and_a_task(tmp_path: Path) -> None:
    """The first makes the folder, the second says what is not yet met."""
    begin, check = (c for c in single_commands() if "practice" in c or "check" in c)
    begun, checked = (
        run("bash", "-c", command, folder=ROOT, COURSE_PRACTICE=str(tmp_path))
        for command in (begin, check)
    )
    assert begun.returncode == 0, begun.stderr
    assert (tmp_path / "03" / "blog" / "main.py").is_file()
    assert checked.returncode == 1, checked.stderr
    assert "0 of " in checked.stdout


@pytest.mark.parametrize("command", [c for c in single_commands() if " test" in c])
def test_a_command_that_tests_does_so(command: str) -> None:
    """It finds its tests; what they say is said by running them, as this run does."""
    done = run("bash", "-c", f"{command} -- --collect-only -q")
    assert done.returncode == 0, done.stderr
    assert "tests collected" in done.stdout


@usual_port
def test_a_chapter_runs_with_nothing_but_uvicorn() -> None:
    """Activate, go to the folder, start: the block as it stands."""
    (block,) = [block for block in console_blocks() if block.startswith("source")]
    database = ROOT / "chapters" / "03_sqlite_models" / "blog.db"
    was_there = database.exists()
    with program("bash", "-ec", block, UVICORN_PORT="0") as serving:
        address = serving.wait_for(r"running on (http://127.0.0.1:\d+)")
        assert b"swagger" in wait_until_it_answers(f"{address}/docs")
        serving.press_ctrl_c()
    if not was_there:
        database.unlink()


def test_the_block_for_pipenv_works(tmp_path: Path) -> None:
    """`pipenv sync`, then `pipenv run`; `learn.py` takes the environment over.

    Most of what it needs is there; that all of it can be installed as the lock says
    was seen when the environment of the tests was made.
    """
    (block,) = [block for block in console_blocks() if block.startswith("pipenv")]
    sync, test, chapter = block.splitlines()
    clone = fresh_copy(tmp_path / "course")
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    lent = str(lend_packages(tmp_path / "lent", names_of_all() - INSTALLED))
    variables = {"PIPENV_VENV_IN_PROJECT": "1", "PATH": path, "PYTHONPATH": lent}
    variables["PIP_COMPILE"] = "0"  # as in learn.py: Python compiles what is used
    for command in (sync, test):
        done = run("bash", "-c", command, folder=clone, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
    words = ("bash", "-c", f"exec {chapter} --port 18003")
    with program(*words, folder=clone, **variables) as serving:
        address = serving.wait_for(r"(http://127.0.0.1:\d+)/docs")
        assert b"swagger" in wait_until_it_answers(f"{address}/docs")
        serving.press_ctrl_c()
    (packages,) = (clone / ".venv").glob("lib/python3*/site-packages")
    for name in INSTALLED:
        assert list(packages.glob(f"{name}-*.dist-info")), name
    taken_over = run("python3", "learn.py", "list", folder=clone, PYTHONPATH=lent)
    assert "Set up in" in taken_over.stdout
    assert list((clone / ".venv").glob("*/pytest*"))


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_a_link_in_the_readme_leads_somewhere(target: str) -> None:
    """Every file that the README names is there."""
    assert (ROOT / target).exists()


@pytest.mark.parametrize("folder", re.findall(r"^\| `(\w+)/` \|", README, re.MULTILINE))
def test_a_folder_in_the_map_is_there(folder: str) -> None:
    """The map of the folders shows what exists."""
    assert (ROOT / folder).is_dir()
