"""The final app as a service under test: its processes, its rows, its open files."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import NullPool, create_engine, text

from course.loading import copy_chapter
from tests.deploy.ports import neighbours
from tests.deploy.servers import Server
from tests.faults.own_postgres import children
from tests.loading import SECRET_KEY
from tests.people import ADA, bearer

POOL_SIZE = 5  # connections of a process
# With one connection: had it been lost, nobody could read or write afterwards.
ONE_CONNECTION = {"DATABASE_POOL_SIZE": "1"}
PATIENCE = 2  # seconds that the app waits for its database
SETTINGS = {
    "SECRET_KEY": SECRET_KEY,
    "DATABASE_POOL_SIZE": str(POOL_SIZE),
    "DATABASE_TIMEOUT_SECONDS": str(PATIENCE),
    "BCRYPT_ROUNDS": "4",
    "LOGIN_ATTEMPTS_PER_MINUTE": "0",
}


def is_worker(pid: int) -> bool:
    """Tell whether a process is one of those that uvicorn starts and lets serve."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


@dataclass
class Service:
    """A server of the final app, and the address of its database.

    `at_rest` is what it has open when nobody asks it anything.
    """

    server: Server
    database: str
    at_rest: Counter[str] = field(default_factory=Counter)

    def client(self, **options: Any) -> httpx2.Client:
        """Return a client that talks to it."""
        return httpx2.Client(base_url=self.server.url, timeout=30, **options)

    def log_in(self, **changes: str) -> dict[str, str]:
        """Let somebody sign up, unless they have, and log in; return their token."""
        person = {**ADA, **changes}
        form = {"username": person["email"], "password": person["password"]}
        with self.client() as client:
            client.post("/user/", json=person)
            return bearer(client.post("/login", data=form).json()["access_token"])

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Return what the database has, seen past the app."""
        engine = create_engine(self.database, poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def titles(self) -> list[str]:
        """Return the titles of all blogs."""
        return [title for (title,) in self.rows("SELECT title FROM blogs")]

    def log(self) -> str:
        """Return what it has printed."""
        return self.server.log.read_text(encoding="utf-8")

    def first_process(self) -> int:
        """Return the process that was started."""
        assert self.server.process
        return self.server.process.pid

    def workers(self) -> list[int]:
        """Return the processes that answer requests: its children, or itself."""
        first = self.first_process()
        return [pid for pid in children(first) if is_worker(pid)] or [first]

    def has_visitors(self) -> bool:
        """Tell whether anybody is connected to it."""
        rows = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        places = [row.split()[1:4] for row in rows]
        end = f":{self.server.port:04X}"
        return any(
            local.endswith(end) and state in ("01", "08") for local, _, state in places
        )

    def open_files(self) -> Counter[str]:
        """Return how many files and connections its workers have open, by kind."""
        names = []
        for pid in self.workers():
            for file in Path(f"/proc/{pid}/fd").iterdir():
                try:
                    name = str(file.readlink())
                except FileNotFoundError:
                    continue
                names.append(name.split(":")[0] if ":" in name else Path(name).name)
        return Counter(names)


@contextmanager
def serving(
    final: Path, folder: Path, database: str = "", **settings: str
) -> Iterator[Service]:
    """Run a copy of the app on a database; without one, on SQLite in its folder."""
    app = copy_chapter(final, folder / "final")
    database = database or f"sqlite:///{app / 'blog.db'}"
    (port,) = neighbours(1)
    server = Server(app, port, **{**SETTINGS, "DATABASE_URL": database, **settings})
    try:
        server.start()
        yield Service(server, database)
    finally:
        server.kill()
