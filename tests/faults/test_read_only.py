"""The database may only be read: that goes on, and writing does when it may again."""

from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.faults.conftest import DATABASE
from tests.faults.disks import read_only
from tests.faults.leaks import check_nothing_leaked
from tests.faults.own_postgres import OwnPostgres
from tests.faults.service import ONE_CONNECTION, Service, serving
from tests.faults.writers import Tally, Writer, wait_for_more, writers
from tests.waiting import wait_until


def test_read_only_file(
    final: Path, tmp_path: Path, count: Callable[[str], None]
) -> None:
    """SQLite: a server starts on it, answers who reads, and refuses who writes.

    The one connection is not lost.
    """
    with serving(final, tmp_path, **ONE_CONNECTION) as service:
        token = service.log_in()
        tally = Tally()
        writer = Writer(service.server.port, token, tally)
        assert writer.write("Before") == 201
        writer.connection.close()
        service.server.stop()
        file = Path(service.database.removeprefix("sqlite:///"))
        with read_only(file):
            service.server.start()
            with service.client() as client:
                assert (
                    client.get("/blog/", headers=token).json()[0]["title"] == "Before"
                )
            assert [writer.write("Meanwhile") for _ in range(10)] == [503] * 10
        seconds = wait_until(lambda: writer.write("After") == 201)
        writer.connection.close()
        count(f"{tally.judge(service.titles())}, writing again after {seconds:.1f} s")


def test_read_only_postgresql(
    two_workers: Service, postgres: OwnPostgres, count: Callable[[str], None]
) -> None:
    """As after a failover to a replica: 503 for who writes, until it may be written."""
    token = two_workers.log_in()
    switch = f"ALTER DATABASE {DATABASE} SET default_transaction_read_only"
    with (
        psycopg.connect(postgres.url(), autocommit=True) as owner,
        writers(two_workers.server.port, token) as tally,
        two_workers.client() as client,
    ):
        wait_for_more(tally)
        owner.execute(f"{switch} = on")
        postgres.close_connections(DATABASE)
        wait_until(lambda: [a for a in tally.attempts if a.outcome == 503][10:])
        assert client.get("/blog/", headers=token).status_code == 200
        owner.execute(f"{switch} = off")
        seconds = wait_for_more(tally, 50)
    count(f"{tally.judge(two_workers.titles())}, writing again after {seconds:.1f} s")
    count(check_nothing_leaked(two_workers, postgres, DATABASE))
