"""The museum as its pages find it: Ada and Grace are there, and Ada has written."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from httpx2 import Client

from tests.museum.visitors import arrive
from tests.people import ADA, GRACE, token


@dataclass(frozen=True)
class OpenMuseum:
    """A museum that runs; `kept` is its database as each page finds it."""

    database: Path
    kept: Path
    token: str

    def begin_anew(self) -> str:
        """Put back the first visitors and blogs, and return the token of Grace."""
        copy(self.kept, self.database)
        return self.token


def open_museum(address: str, folder: Path) -> OpenMuseum:
    """Let Ada and Grace sign up, and let Ada write a blog and a draft."""
    with Client(base_url=address) as client:
        ada = arrive(client, ADA)
        ada.write(title="Hello", body="My first blog.")
        ada.write(title="A surprise", body="For Grace.", published=False)
        arrive(client, GRACE)
        token_of_grace = token(client, GRACE)
    database, kept = folder / "blog.db", folder / "kept.db"
    copy(database, kept)
    return OpenMuseum(database, kept, token_of_grace)


def copy(source: Path, target: Path) -> None:
    """Copy a database over another one, which may be in use."""
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
