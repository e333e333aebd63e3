"""The disk is full: writing is refused, reading goes on, and nothing is damaged."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.faults.disks import fill, small_disk
from tests.faults.leaks import use_all_connections
from tests.faults.own_postgres import OwnPostgres
from tests.faults.service import ONE_CONNECTION, Service, serving
from tests.faults.writers import wait_for_more, writers
from tests.waiting import wait_until


def fill_under_load(service: Service, disk: Path) -> str:
    """Fill the disk while people write, and make room again; return the counts."""
    token = service.log_in()
    with writers(service.server.port, token) as tally, service.client() as client:
        wait_for_more(tally)
        ballast = fill(disk)
        wait_until(lambda: [a for a in tally.attempts if a.outcome == 503])
        answer = client.get("/blog/?limit=1", headers=token)
        assert answer.status_code == 200
        assert client.get("/readyz").status_code == 200
        ballast.unlink()
        seconds = wait_for_more(tally)
    line = tally.judge(service.titles())
    return f"{line}, writing again after {seconds:.1f} s"


def test_full_disk_under_sqlite(
    final: Path, tmp_path: Path, count: Callable[[str], None]
) -> None:
    """Neither a new page nor the log finds room: 503, until there is some again.

    The one connection is not lost.
    """
    with small_disk(8) as disk:
        database = f"sqlite:///{disk / 'blog.db'}"
        with serving(final, tmp_path, database, **ONE_CONNECTION) as service:
            count(fill_under_load(service, disk))
            assert service.rows("PRAGMA integrity_check") == [("ok",)]


def test_full_disk_under_postgresql(
    final: Path, tmp_path: Path, postgres: OwnPostgres, count: Callable[[str], None]
) -> None:
    """A tablespace without room: 503, until there is some again."""
    with (
        small_disk(16) as disk,
        psycopg.connect(postgres.url(), autocommit=True) as owner,
    ):
        place = disk / "tables"
        place.mkdir()
        shutil.chown(place, postgres.owner or os.getuid())
        owner.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        owner.execute("CREATE DATABASE small TABLESPACE small")
        with serving(final, tmp_path, postgres.url("small")) as service:
            count(fill_under_load(service, disk))
            use_all_connections(service, postgres, "small")
        owner.execute("DROP DATABASE small WITH (FORCE)")
        owner.execute("DROP TABLESPACE small")
