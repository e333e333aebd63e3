"""Run the course's programs as a person would: in a copy, in a terminal's group."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from course.steps import ROOT

LONGEST_SILENCE = 90  # seconds without a line
LONGEST_START = 150  # seconds; Jupyter's first one compiles all of it
# The settings of a pip that reaches no index and keeps nothing.
NO_INDEX = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
    "PIP_NO_CACHE_DIR": "1",
}
# The variables of a copy that uses the environment of the tests, and what it has fetched.
IN_COPY = {
    "COURSE_VENV": str(ROOT / ".venv"),
    "COURSE_CACHE": str(ROOT / ".cache"),
}
# For a folder of its own; such tests share a cache, so that mypy reads the libraries once.
MYPY = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
MYPY += ["--cache-dir", str(ROOT / ".mypy_cache")]
mypy = pytest.mark.xdist_group("mypy")
# Programs that take the first free port from 8000 on must not start side by side.
usual_port = pytest.mark.xdist_group("usual port")


def fresh_copy(folder: Path) -> Path:
    """Copy what git would clone, with changes not yet committed, and return it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listing.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def run(
    *words: str, folder: Path = ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; what it prints is not a terminal's."""
    return subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


def course(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `learn.py` in the environment of the tests."""
    command = [sys.executable, str(ROOT / "learn.py"), *words]
    return run(*command, folder=ROOT, **variables)


def wait_until_it_answers(url: str) -> bytes:
    """Return what the URL answers, once a server listens there."""
    deadline = time.monotonic() + LONGEST_START
    while True:
        try:
            with urlopen(url) as answer:
                body: bytes = answer.read()
                return body
        except HTTPError as refusal:
            with refusal:
                return refusal.read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class Program:
    """A program that goes on until it is interrupted; its output, line by line."""

    def __init__(self, words: list[str], folder: Path, variables: dict[str, str]):
        self.process = subprocess.Popen(
            words,
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self.seen = ""

    def wait_for(self, pattern: str) -> str:
        """Read until a line matches and return the first group of the match.

        A program that keeps silent for too long is ended, and the test with it.
        """
        while line := self.next_line():
            self.seen += line
            if found := re.search(pattern, line):
                return found.group(found.lastindex or 0)
        raise AssertionError(f"{pattern!r} never came; there was:\n{self.seen}")

    def next_line(self) -> str:
        """Return the next line of the output, or the empty text at its end."""
        assert self.process.stdout is not None
        with self.ended_if_silent():
            return self.process.stdout.readline()

    @contextmanager
    def ended_if_silent(self) -> Iterator[None]:
        """End the program if the block takes too long."""
        watchdog = threading.Timer(LONGEST_SILENCE, self.kill)
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()

    def kill(self) -> None:
        """End the whole group at once."""
        os.killpg(self.process.pid, signal.SIGKILL)

    def press_ctrl_c(self) -> int:
        """Interrupt the whole group, as a terminal does, and return the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        assert self.process.stdout is not None
        with self.ended_if_silent():
            self.seen += self.process.stdout.read()
        return self.process.wait(timeout=20)

    def has_left_processes(self) -> bool:
        """Tell whether anything of the program's group still runs after five seconds.

        What has ended but was not yet collected by its parent (`Z`) does not run.
        """
        deadline = time.monotonic() + 5
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.is_running()

    def is_running(self) -> bool:
        """Tell whether a process of the program's group runs now."""
        rows = map(str.split, processes("pgid=,stat="))
        group = str(self.process.pid)
        return any(pgid == group and state[0] != "Z" for pgid, state in rows)


def processes(columns: str) -> list[str]:
    """Return these columns of `ps`, uncut, a line for each process that runs now."""
    return run("ps", "-axwwo", columns).stdout.splitlines()


@contextmanager
def program(*words: str, folder: Path = ROOT, **variables: str) -> Iterator[Program]:
    """Start a program and end it for good at the end of the block."""
    started = Program(list(words), folder, variables)
    try:
        yield started
    finally:
        if started.is_running():
            started.kill()
        started.process.communicate()
