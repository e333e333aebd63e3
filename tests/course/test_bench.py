"""The bench promises: it counts honestly, says what it measured, leaves nothing behind."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from course.bench.load import load
from course.bench.summary import NAMES, SQLITE, Cell
from course.bench.table import FILE, SHORT_OF_IT
from course.bench.works import MEGABYTES, WORKS, Request
from course.steps import ROOT
from tests.programs import program

BENCH = [sys.executable, str(ROOT / "learn.py"), "bench", "--quick"]


class Moody(BaseHTTPRequestHandler):
    """Answers as the path says: /200/5 with this status and so many bytes."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer; announce 5 bytes, whatever is sent."""
        _, status, length = self.path.split("/")
        self.send_response(int(status))
        self.send_header("content-length", "5")
        self.end_headers()
        self.wfile.write(b"x" * int(length))
        self.close_connection = int(length) < 5

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class MoodyServer(ThreadingHTTPServer):
    """Does not mind a client that leaves in the middle."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@contextmanager
def moody_server() -> Iterator[int]:
    """Serve on a free port and yield it."""
    with MoodyServer(("127.0.0.1", 0), Moody) as server:
        Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/200/5", None),
        ("/404/5", "404"),
        ("/200/3", "ConnectionResetError"),
        ("/200/7", "ConnectionError"),
    ],
)
def test_only_a_whole_answer_of_the_right_status_counts(
    path: str, fault: str | None
) -> None:
    """Another status, too few bytes or too many are faults, never answers."""
    with moody_server() as port:
        request = Request("GET", path).text("token")
        outcome = load(port, [request], "200", 2, seconds=30, warm_up=0, total=6)
    if fault is None:
        assert outcome.answers == 6
        assert outcome.lengths == [5]
        assert not outcome.faults
    else:
        assert outcome.answers == 0
        assert set(outcome.faults) == {fault}


@pytest.mark.parametrize("faults", [0, 3])
def test_a_work_with_faults_has_not_reached_its_target(faults: int) -> None:
    """The table says how many there were; being fast does not make up for it."""
    cell = Cell(WORKS[0], SQLITE, 50.0, 49.0, 51.0, 2, faults, 0.01)
    assert cell.is_enough == (faults == 0)
    assert ("3 faults" in str(cell)) == (faults == 3)


@pytest.mark.parametrize("column", [3, 4], ids=["SQLite", "PostgreSQL"])
def test_the_site_says_what_final_does_not_reach(column: int) -> None:
    """The table is of a run without a fault; what is below its target is marked.

    Beside each number stands how many statements a request takes.
    """
    lines = [line.split(" | ") for line in FILE.read_text("utf-8").splitlines()]
    head, *works, memory = [lines[0], *lines[2:]]
    assert head[column].startswith("final")
    assert [row[0].removeprefix("| ") for row in works] == [w.title for w in WORKS]
    for row, work in zip(works, WORKS, strict=True):
        reached = float(row[column].split(" %")[0])
        assert "faults" not in row[column]
        assert re.search(r"; SQL: \d", row[column])
        assert (SHORT_OF_IT in row[column]) == (reached < work.target), work.title
    assert float(memory[column].split(" MB")[0]) <= MEGABYTES


def test_a_quick_bench_shows_every_work_and_leaves_nothing_behind() -> None:
    """Exit code 0, a row for each work and app, and no process that goes on."""
    with program(*BENCH, COLUMNS="140") as running:
        for work in WORKS:
            running.wait_for(re.escape(f"{work.title}, round 1"))
        running.wait_for("peak memory .*PostgreSQL")
        assert running.process.wait(timeout=60) == 0
        assert not running.has_left_processes()
    for work in WORKS:
        assert work.title.replace("`", "") in running.seen
    assert all(name in running.seen for name in NAMES)


def test_ctrl_c_ends_a_bench_with_all_its_servers() -> None:
    """In the middle of a round: no traceback, no server that goes on."""
    with program(*BENCH) as running:
        running.wait_for("round 1")
        assert running.press_ctrl_c() == 130
        assert "Traceback" not in running.seen
        assert not running.has_left_processes()
