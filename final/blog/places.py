"""Settings that are addresses: what is none is refused before anything starts."""

from typing import Annotated

from pydantic import AfterValidator, Field
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

DATABASES = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
STORAGES = (
    "memory://",
    "redis://",
    "rediss://",
    "redis+cluster://",
    "redis+sentinel://",
)


# --8<-- [start:known]
def known_database(url: str) -> str:
    """Return the address of a database; raise ValueError unless we know its kind."""
    try:
        known = make_url(url).drivername in DATABASES
    except (ArgumentError, ValueError):  # its message would repeat a password
        known = False
    if not known:
        raise ValueError("It begins with sqlite:// or with postgresql://")
    return url


def known_storage(url: str) -> str:
    """Return where attempts are counted; raise ValueError unless we can count there."""
    if not url.startswith(STORAGES):
        raise ValueError("It is memory://, or begins with redis://")
    return url


DatabaseUrl = Annotated[str, AfterValidator(known_database), Field(repr=False)]
StorageUrl = Annotated[str, AfterValidator(known_storage), Field(repr=False)]
# --8<-- [end:known]
