"""Three servers on one PostgreSQL behind nginx, on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg

from course.loading import copy_chapter
from course.steps import find_step
from tests.deploy.ports import neighbours
from tests.deploy.proxy import Proxy
from tests.deploy.servers import Server
from tests.loading import SECRET_KEY
from tests.people import ADA, bearer
from tests.postgres import drop_database, new_database

SETTINGS = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": SECRET_KEY,
    "DATABASE_POOL_SIZE": "25",
    "BCRYPT_ROUNDS": "4",
    "LOGIN_ATTEMPTS_PER_MINUTE": "0",
}


def sign_up_and_log_in(url: str) -> dict[str, str]:
    """Let Ada sign up, unless she has, and log in; return the header with her token."""
    form = {"username": ADA["email"], "password": ADA["password"]}
    with httpx2.Client(base_url=url, timeout=60) as client:
        client.post("/user/", json=ADA)
        return bearer(client.post("/login", data=form).json()["access_token"])


@dataclass
class Cluster:
    """What runs: the servers, the proxy before them, the database behind them."""

    proxy: Proxy
    servers: list[Server]
    database: str

    def client(self) -> httpx2.Client:
        """Return a client that talks to the proxy."""
        return httpx2.Client(base_url=self.proxy.url, timeout=60)

    def log_in(self) -> dict[str, str]:
        """Return the header with a token of Ada's."""
        return sign_up_and_log_in(self.proxy.url)

    def titles(self) -> list[str]:
        """Return the titles of all blogs, as the database has them."""
        with psycopg.connect(self.database) as connection:
            return [title for (title,) in connection.execute("SELECT title FROM blogs")]

    def has_answered(self, id: str) -> bool:
        """Tell whether a server has written down that it is done with this request."""
        lines = [entry for server in self.servers for entry in server.requests()]
        return any(entry["request_id"] == id for entry in lines)

    def start_servers(self) -> None:
        """Start all servers at once; return when each is ready."""
        for server in self.servers:
            server.begin()
        for server in self.servers:
            server.wait_until_ready()


@contextmanager
def cluster(folder: Path, count: int = 3, **settings: str) -> Iterator[Cluster]:
    """Run `count` servers behind nginx on a database of their own."""
    app = copy_chapter(find_step("final").path, folder / "final")
    port, *ports = neighbours(count + 1)
    database = new_database()
    variables = {**SETTINGS, "DATABASE_URL": database, **settings}
    servers = [Server(app, port, **variables) for port in ports]
    proxy = Proxy(folder / "proxy", port, ports)
    try:
        running = Cluster(proxy, servers, database)
        running.start_servers()
        proxy.start()
        yield running
    finally:
        proxy.kill()
        for server in servers:
            server.kill()
        drop_database(database)
