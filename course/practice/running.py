"""Run tests against a learner's code in a process of their own, and read what they say."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event
from typing import Any

from course.practice import pytest_run
from course.practice.exercises import MUSEUM, Exercise
from course.practice.failure import Exchange, Failure
from course.practice.frames import dumped_places
from course.steps import ROOT

REPORT = "COURSE_PRACTICE_REPORT"
LIMIT = "COURSE_CHECK_SECONDS"
HUNG = ".hung"
LONGEST_RUN = 600  # seconds, whatever happens
# Plugins of pytest: the course's own watches the time, and nobody reads what others say.
NOT_NEEDED = ("cacheprovider", "faulthandler", "unraisableexception", "threadexception")
OFTEN = 0.1  # seconds between two looks at what happens meanwhile
TOO_LONG = "It did not come to an end within {} seconds."
ENDED = "Python ended here, with all tests: by a call of `os._exit()`, or by a crash."

Outcomes = dict[str, Failure | None]


# Set when the learner saves: a check of the code as it was before ends.
saved = Event()


class NotChecked(Exception):
    """The tests could not be run; the message says what pytest said."""


class SavedMeanwhile(Exception):
    """The code that was checked is no longer the learner's."""


def run_tests(
    exercise: Exercise, folder: Path, tests: list[str], seconds: str
) -> Outcomes:
    """Return why each test failed, None for one that passed, in the order they ran."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        report = Path(place, "report")
        command = pytest_command(exercise, folder, Path(place, "tests"), tests)
        limit = os.environ.get(LIMIT, seconds)
        settings = {REPORT: str(report), LIMIT: limit}
        code, said = run_quietly(command, settings)
        outcomes = read_outcomes(report)
        broken_off = broken_off_test(report.with_suffix(HUNG), folder, limit)
    if broken_off:
        outcomes.update(broken_off)
    elif code not in (0, 1) or not outcomes:
        raise NotChecked(f"The tests could not run. pytest said:\n\n{said.strip()}")
    return outcomes


def pytest_command(
    exercise: Exercise, folder: Path, temporary: Path, tests: list[str]
) -> list[str]:
    """Return the command that runs these tests against the learner's folder."""
    command = [sys.executable, "-m", pytest_run.__name__]
    command += ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-q"]
    command += ["-p", "course.practice.plugin", "--tb=native"]
    command += [f"-pno:{plugin}" for plugin in NOT_NEEDED]
    command += ["--basetemp", str(temporary), "--app-dir", str(folder)]
    if exercise.key != MUSEUM:
        command += ["-x", "--steps", exercise.key]
    return [*command, *tests]


def run_quietly(command: list[str], settings: dict[str, str]) -> tuple[int, str]:
    """Return the exit code of a command and what it said; nothing of it stays behind.

    Raises SavedMeanwhile as soon as the learner saves.
    """
    quick = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **quick, "PYTHONIOENCODING": "utf-8", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    with process:
        try:
            said = output_of(process)
        finally:
            end_group(process)
    return process.returncode, said


def output_of(process: subprocess.Popen[str]) -> str:
    """Return what a command said until its end, if nothing is saved before that."""
    deadline = time.monotonic() + LONGEST_RUN
    while True:
        try:
            return process.communicate(timeout=OFTEN)[0]
        except subprocess.TimeoutExpired:
            if saved.is_set():
                raise SavedMeanwhile from None
            if time.monotonic() > deadline:
                sentence = f"The tests did not end within {LONGEST_RUN} seconds."
                raise NotChecked(sentence) from None


def end_group(process: subprocess.Popen[str]) -> None:
    """End a command with all that it has started."""
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def read_outcomes(report: Path) -> Outcomes:
    """Return what the plugin wrote; of a test with parameters, the first failure."""
    outcomes: Outcomes = {}
    if not report.is_file():
        return outcomes
    for line in report.read_text(encoding="utf-8").splitlines():
        told: dict[str, Any] = json.loads(line)
        outcomes[told["test"]] = outcomes.get(told["test"]) or told["failure"]
    return outcomes


def broken_off_test(file: Path, folder: Path, seconds: str) -> Outcomes:
    """Return the test in which the run broke off, if any, and where the code was.

    It took too long, or Python ended in it. The file has what the plugin noted, a line
    each, and, if it took too long, where Python was in the end.
    """
    if not file.is_file():
        return {}
    text = file.read_text(encoding="utf-8")
    lines, timeout, dump = text.partition("\nTimeout (")
    noted: list[dict[str, Any]] = [json.loads(line) for line in lines.splitlines()]
    begun = [each["test"] for each in noted if "test" in each]
    if not begun or "ended" in noted[-1]:
        return {}
    test = begun[-1]
    sent = noted[-1].get("sent")
    failure = Failure(
        kind="time" if timeout else "end",
        message=TOO_LONG.format(seconds) if timeout else ENDED,
        expected=[],
        own=dumped_places(dump, folder),
        ours=[],
        exchange=Exchange(sent=sent, came=None) if sent else None,
        before=[],
        printed="",
    )
    return {test: failure}
