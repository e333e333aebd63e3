"""kill -9 of a process under write load: what was acknowledged is there, once."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from tests.faults.conftest import DATABASE
from tests.faults.leaks import check_nothing_leaked
from tests.faults.own_postgres import OwnPostgres
from tests.faults.service import ONE_CONNECTION, Service, is_worker, serving
from tests.faults.writers import wait_for_more, writers
from tests.waiting import wait_until


def test_kill_9_of_a_worker(
    two_workers: Service, postgres: OwnPostgres, count: Callable[[str], None]
) -> None:
    """The other worker goes on, and soon there are two again."""
    token = two_workers.log_in()
    with writers(two_workers.server.port, token) as tally:
        wait_for_more(tally)
        victim, other = two_workers.workers()
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: victim not in two_workers.workers())
        wait_for_more(tally)
        wait_until(lambda: len(two_workers.workers()) == 2)
        wait_for_more(tally, 100)
    count(f"{tally.judge(two_workers.titles())}")
    count(check_nothing_leaked(two_workers, postgres, DATABASE))
    assert other in two_workers.workers()


def test_kill_9_of_the_only_process(
    final: Path, tmp_path: Path, count: Callable[[str], None]
) -> None:
    """On SQLite, killed in the middle of a write: started again, all is there.

    The one connection is not lost.
    """
    with serving(final, tmp_path, **ONE_CONNECTION) as service:
        token = service.log_in()
        with writers(service.server.port, token) as tally:
            wait_for_more(tally, 50)
            service.server.kill()
            service.server.start()
            wait_for_more(tally, 50)
        count(tally.judge(service.titles()))
        assert service.rows("PRAGMA integrity_check") == [("ok",)]


def test_kill_9_of_the_first_process(
    final: Path, tmp_path: Path, postgres: OwnPostgres
) -> None:
    """Its workers do not go on without it: the port is free, and a new start serves."""
    database = postgres.new_database("orphans")
    with serving(final, tmp_path, database, WEB_CONCURRENCY="2") as service:
        wait_until(lambda: len(service.workers()) == 2)
        workers = service.workers()
        assert service.server.process
        os.kill(service.first_process(), signal.SIGKILL)
        service.server.process.wait()
        try:
            wait_until(lambda: not any(is_worker(pid) for pid in workers))
        finally:
            for pid in filter(is_worker, workers):
                os.kill(pid, signal.SIGKILL)
        service.server.start()
