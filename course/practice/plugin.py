"""What pytest loads for `check`: each outcome becomes a line of JSON in a report.

The variable REPORT names the file. A test that takes longer than LIMIT seconds ends the
run; what was asked last and where it hung is written beside the report.
"""

import faulthandler
import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import IO, Any

import httpx2
import pytest

from course.practice.describing import describe, message_of
from course.practice.failure import Exchange
from course.practice.running import HUNG, LIMIT, REPORT

LONGEST_PRINT = 10_000  # characters

exchanges: list[Exchange] = []
compared: list[tuple[str, Any, Any]] = []
failed: set[str] = set()
hung_file: pytest.StashKey[IO[str]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Watch what every client sends, and the time."""
    place = Path(os.environ[REPORT]).with_suffix(HUNG)
    config.stash[hung_file] = place.open("w", encoding="utf-8")
    watch_clients(config.stash[hung_file])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Note that the run has come to its end."""
    note(session.config.stash[hung_file], ended=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the time."""
    faulthandler.cancel_dump_traceback_later()
    if file := config.stash.get(hung_file, None):  # None: pytest refused to begin
        file.close()


def watch_clients(file: IO[str]) -> None:
    """Keep every request that a client sends, with its response.

    The file gets a line as it is sent, and another when it is answered.
    """
    send = httpx2.Client.send

    def watched(
        client: httpx2.Client, request: httpx2.Request, **options: Any
    ) -> httpx2.Response:
        """Send a request and keep what was sent and what came back."""
        path = request.url.raw_path.decode()
        sent = message_of(f"{request.method} {path}", request.headers, request.read())
        exchange = Exchange(sent=sent, came=None)
        exchanges.append(exchange)
        note(file, sent=sent)
        response = send(client, request, **options)
        start = f"{response.status_code} {response.reason_phrase}"
        exchange["came"] = message_of(start, response.headers, response.read())
        note(file, answered=True)
        return response

    httpx2.Client.send = watched  # type: ignore[assignment, method-assign]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Begin a test: nothing was sent yet, and its time runs."""
    exchanges.clear()
    compared.clear()
    seconds = float(os.environ[LIMIT])
    file = item.config.stash[hung_file]
    note(file, test=function_of(item))
    faulthandler.dump_traceback_later(seconds, exit=True, file=file)


@pytest.hookimpl(tryfirst=True)
def pytest_assertrepr_compare(op: str, left: object, right: object) -> None:
    """Keep the two sides of a comparison that failed."""
    compared.append((op, left, right))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write how a test ended: at its first failure, or after its last part."""
    report = yield
    name = function_of(item)
    if report.failed and call.excinfo and item.nodeid not in failed:
        failed.add(item.nodeid)
        folder = Path(item.config.getoption("--app-dir"))
        failure = describe(call.excinfo.value, folder, compared, exchanges)
        failure["printed"] = report.capstdout[-LONGEST_PRINT:]
        write({"test": name, "case": item.name, "met": False, "failure": failure})
    elif report.when == "teardown" and item.nodeid not in failed:
        write({"test": name, "case": item.name, "met": True, "failure": None})
    return report


def note(file: IO[str], **told: Any) -> None:
    """Write down at once what happens, for the case that nothing comes after it."""
    print(json.dumps(told), file=file, flush=True)


def function_of(item: pytest.Item) -> str:
    """Return the test's function, whatever its parameters."""
    return str(getattr(item, "originalname", None) or item.name)


def write(outcome: dict[str, Any]) -> None:
    """Add a line to the report."""
    with Path(os.environ[REPORT]).open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(outcome, default=repr)}\n")
