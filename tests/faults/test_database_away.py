"""PostgreSQL away or frozen: 503 in time, and afterwards all goes on by itself."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import httpx2

from tests.faults.conftest import DATABASE
from tests.faults.leaks import check_nothing_leaked, use_all_connections
from tests.faults.own_postgres import OwnPostgres
from tests.faults.service import PATIENCE, Service, serving
from tests.faults.writers import wait_for_more, writers
from tests.people import ADA
from tests.waiting import status_of, wait_until

AWAY = 10  # seconds
LONGEST_WAIT = (
    4 * PATIENCE
)  # for a connection of the pool, its test, a new one, a reserve
FORM = {"username": ADA["email"], "password": ADA["password"]}


def ask_everything(client: httpx2.Client, token: dict[str, str]) -> Counter[str]:
    """Ask all questions at once while the database is away; return what came back."""
    questions: list[Callable[[], httpx2.Response]] = [
        lambda: client.get("/readyz"),
        lambda: client.get("/blog/", headers=token),
        lambda: client.get("/user/me", headers=token),
        lambda: client.get("/user/1"),
        lambda: client.post("/login", data=FORM),
        lambda: client.post("/user/", json=ADA),
    ]
    with ThreadPoolExecutor(len(questions)) as people:
        waiting = [people.submit(question) for question in questions]
        while not all(answer.done() for answer in waiting):
            assert client.get("/healthz").status_code == 200
            wait(waiting, timeout=0.2)
    answers = [answer.result() for answer in waiting]
    for answer in answers:
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        assert answer.json()["type"] == "/problems/not-available"
        assert int(answer.headers["retry-after"]) > 0, answer.url
        assert answer.elapsed.total_seconds() < LONGEST_WAIT
    return Counter(f"{answer.status_code}" for answer in answers)


def is_ready(service: Service) -> bool:
    """Tell whether the app says that it is ready."""
    return status_of(f"{service.server.url}/readyz") == 200


def test_ten_seconds_without_postgresql(
    two_workers: Service, postgres: OwnPostgres, count: Callable[[str], None]
) -> None:
    """Whatever is asked: 503, and when to come again; then it works as before.

    A worker that is killed meanwhile has a successor, which waits like the others.
    """

    def has_said(line: str) -> bool:
        return line in two_workers.log().removeprefix(before)

    before = two_workers.log()
    token = two_workers.log_in()
    victim, other = two_workers.workers()
    asked: Counter[str] = Counter()
    with writers(two_workers.server.port, token, 4) as tally:
        wait_for_more(tally)
        postgres.stop()
        os.kill(victim, signal.SIGKILL)
        end = time.monotonic() + AWAY
        with two_workers.client() as client:
            while time.monotonic() < end:
                asked += ask_everything(client, token)
        wait_until(lambda: has_said("The tables are not up to date yet"))
        postgres.start()
        seconds = wait_until(lambda: is_ready(two_workers))
        wait_until(lambda: has_said("The tables are up to date"))
        wait_for_more(tally)
    count(f"{tally.judge(two_workers.titles())}; {asked['503']} other questions: 503")
    count(f"ready again after {seconds:.1f} s")
    count(check_nothing_leaked(two_workers, postgres, DATABASE))
    successor, survivor = sorted(two_workers.workers(), key=lambda pid: pid == other)
    assert survivor == other
    assert successor != victim


def test_a_frozen_postgresql(
    final: Path, tmp_path: Path, postgres: OwnPostgres, count: Callable[[str], None]
) -> None:
    """It accepts connections and says nothing: nobody waits longer than the time-outs."""
    database = postgres.new_database("frozen")
    with serving(final, tmp_path, database) as service:
        token = service.log_in()
        use_all_connections(service, postgres, "frozen")
        wait_until(lambda: not service.has_visitors())
        service.at_rest = service.open_files()
        with writers(service.server.port, token, 20) as tally:
            wait_for_more(tally)
            postgres.signal_all(signal.SIGSTOP)
            try:
                with service.client() as client:
                    asked = ask_everything(client, token)
            finally:
                postgres.signal_all(signal.SIGCONT)
            seconds = wait_until(lambda: is_ready(service))
            wait_for_more(tally)
        line = tally.judge(service.titles())
        count(f"{line}; {asked['503']} other questions: 503")
        count(f"ready again after {seconds:.1f} s")
        assert tally.slowest() < LONGEST_WAIT
        count(check_nothing_leaked(service, postgres, "frozen"))
