"""The command line promises: help, plain output, honest codes, a clean end."""

import json
import socket
import sys
from pathlib import Path

import pytest

from course.ports import choose_port, is_free
from course.steps import ROOT, read_manifest
from tests.programs import course, program, usual_port, wait_until_it_answers

COMMANDS = [
    "start",
    "run",
    "test",
    "diff",
    "list",
    "carry",
    "docs",
    "notebook",
    "notebooks",
    "lock",
    "doctor",
    "practice",
    "check",
    "hint",
    "progress",
    "steps",
    "class",
]
LEARN = [sys.executable, str(ROOT / "learn.py")]


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_every_command_has_help(command: list[str]) -> None:
    """`--help` says what it does and exits with 0."""
    done = course(*command, "--help", COLUMNS="100")
    assert done.returncode == 0
    assert "Usage: learn.py" in done.stdout
    assert command or all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    "command",
    ["run", "test", "carry", "diff 1", "notebook", "practice", "check", "hint"],
)
def test_a_wrong_chapter_gets_a_suggestion(command: str) -> None:
    """Exit code 2, and what may have been meant."""
    done = course(*command.split(), "finl")
    assert done.returncode == 2
    assert "There is no chapter 'finl'. Did you mean final?" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_misuse() -> None:
    """Exit code 2, and no traceback."""
    done = course("rnu", "3")
    assert done.returncode == 2
    assert "No such command" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_list_has_titles_goals_and_files() -> None:
    """Every chapter with all that the manifest says of it."""
    done = course("list")
    for step in read_manifest():
        for text in (step.title, step.goal, step.folder, *step.added, *step.changed):
            assert text in done.stdout


def test_a_diff_shows_added_changed_and_removed_lines() -> None:
    """`diff 2 3` names each file that differs and shows its lines, without marks."""
    done = course("diff", "2", "3")
    assert done.returncode == 0
    assert "blog/database.py (added)" in done.stdout
    assert "blog/main.py (changed)" in done.stdout
    assert "+engine = create_engine(" in done.stdout
    assert "-NEW_IDS = count(start=5)" in done.stdout
    assert "--8<--" not in done.stdout


def test_output_is_plain_when_it_is_not_a_terminal() -> None:
    """No colour codes in a file or a pipe."""
    for words in (["list"], ["diff", "1", "2"], ["--help"], ["run", "x"]):
        done = course(*words)
        assert "\x1b[" not in done.stdout + done.stderr


@pytest.mark.parametrize("encoding", ["cp949", "ascii"])
def test_an_old_console_encoding_does_no_harm(encoding: str) -> None:
    """What cannot be shown becomes a question mark, not a traceback."""
    for words in (["list"], ["--help"], ["run", "없음"]):
        done = course(*words, PYTHONIOENCODING=f"{encoding}:strict", PYTHONUTF8="0")
        assert "Traceback" not in done.stdout + done.stderr


def test_what_follows_the_dashes_goes_to_pytest(tmp_path: Path) -> None:
    """`test 3 -- --collect-only` collects, and a relative --app-dir is the caller's."""
    done = course("test", "1", "--", "--collect-only", "-q")
    assert "test_an_unknown_blog_is_404[1]" in done.stdout
    assert "[2]" not in done.stdout
    missing = course("test", "3", "--", "--app-dir", str(tmp_path))
    assert missing.returncode == 4
    assert "has no blog/main.py" in missing.stderr


@usual_port
@pytest.mark.parametrize("options", [[], ["--no-reload"]], ids=["reload", "no reload"])
def test_ctrl_c_ends_a_chapter_and_leaves_nothing_behind(options: list[str]) -> None:
    """The URL of /docs is printed and answers; then Ctrl+C frees the port."""
    with program(*LEARN, "run", "1", *options) as running:
        url = running.wait_for(r"(http://127.0.0.1:\d+)/docs")
        assert b"swagger" in wait_until_it_answers(f"{url}/docs")
        running.press_ctrl_c()
        assert "Traceback" not in running.seen
        assert not running.has_left_processes()
    assert is_free("127.0.0.1", int(url.rpartition(":")[2]))


@usual_port
def test_a_taken_port_is_said_and_the_next_one_used() -> None:
    """Without --port the next free one serves; with it, the command stops."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        done = course("run", "1", "--port", str(taken))
        assert done.returncode == 1
        assert f"Port {taken} on 127.0.0.1 cannot be used" in done.stderr
        assert f"--port {taken + 1}" in done.stderr
        assert not is_free("127.0.0.1", taken)
    assert is_free("127.0.0.1", choose_port("127.0.0.1", None))


def test_the_state_of_the_setup_is_json() -> None:
    """What `learn.py` remembers can be read by a person."""
    state = json.loads((ROOT / ".venv" / "learn.json").read_text(encoding="utf-8"))
    assert set(state) == {"place", "categories"}
