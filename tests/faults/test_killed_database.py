"""kill -9 of PostgreSQL under write load: no write is lost, and the app goes on."""

import os
import signal
from collections.abc import Callable

from tests.faults.conftest import DATABASE
from tests.faults.leaks import check_nothing_leaked
from tests.faults.own_postgres import OwnPostgres
from tests.faults.service import Service
from tests.faults.writers import wait_for_more, writers


def test_kill_9_of_one_backend(
    two_workers: Service, postgres: OwnPostgres, count: Callable[[str], None]
) -> None:
    """PostgreSQL then drops every connection and recovers; the app opens new ones."""
    token = two_workers.log_in()
    before = two_workers.workers()
    with writers(two_workers.server.port, token) as tally:
        wait_for_more(tally)
        os.kill(postgres.backends(DATABASE)[0], signal.SIGKILL)
        seconds = wait_for_more(tally, 100)
    count(f"{tally.judge(two_workers.titles())}, writing again after {seconds:.1f} s")
    count(check_nothing_leaked(two_workers, postgres, DATABASE))
    assert two_workers.workers() == before


def test_kill_9_of_all_of_postgresql(
    two_workers: Service, postgres: OwnPostgres, count: Callable[[str], None]
) -> None:
    """Started again, it has every acknowledged write; the app was not restarted."""
    token = two_workers.log_in()
    before = two_workers.workers()
    with writers(two_workers.server.port, token) as tally:
        wait_for_more(tally)
        postgres.kill()
        postgres.start()
        seconds = wait_for_more(tally, 100)
    count(f"{tally.judge(two_workers.titles())}, writing again after {seconds:.1f} s")
    count(check_nothing_leaked(two_workers, postgres, DATABASE))
    assert two_workers.workers() == before
