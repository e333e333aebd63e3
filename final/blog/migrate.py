"""Bring the database's tables up to date, once, however many processes start."""

import asyncio
import logging
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from blog.database import IS_SQLITE, engine

if not IS_SQLITE:
    from blog.patience import wait_without_end

logger = logging.getLogger("blog.fault")
RETRY_SECONDS = 1

# --8<-- [start:history]
MIGRATIONS = Path(__file__).with_name("migrations")
NEWEST = max(file.name[:4] for file in MIGRATIONS.glob("versions/[0-9]*.py"))
VERSION = text("SELECT version_num FROM alembic_version")
# --8<-- [end:history]

# --8<-- [start:lock]
OUR_LOCK = 7_150_424  # any number, the same in every process
ONE_AT_A_TIME = {
    "sqlite": ["BEGIN IMMEDIATE"],
    "postgresql": [
        "SET LOCAL statement_timeout = 0",
        f"SELECT pg_advisory_xact_lock({OUR_LOCK})",
    ],
}
# --8<-- [end:lock]


# --8<-- [start:behind]
def is_behind(connection: Connection) -> bool:
    """Tell whether the tables are older than this app; newer ones are welcome."""
    if not inspect(connection).has_table("alembic_version"):
        return True
    return (connection.scalar(VERSION) or "") < NEWEST
    # --8<-- [end:behind]


# --8<-- [start:run]
def run_migrations(connection: Connection) -> None:
    """Run what is missing; only a process that does it loads Alembic (14 MB)."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    # --8<-- [end:run]


# --8<-- [start:upgrade]
def upgrade() -> None:
    """Run the missing migrations in one transaction; others wait, then find none."""
    with engine.begin() as connection:
        if not IS_SQLITE:
            wait_without_end(connection)
        for statement in ONE_AT_A_TIME[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        if is_behind(connection):
            run_migrations(connection)
            # --8<-- [end:upgrade]


# --8<-- [start:later]
def try_upgrade() -> bool:
    """Upgrade; tell whether the database was there for it."""
    try:
        upgrade()
    except OperationalError as error:
        logger.error("The tables are not up to date yet: %s", error.orig)
        return False
    return True


async def upgrade_later() -> None:
    """Try until it is done, whatever hinders it; `/readyz` says 503 until then."""
    done = False
    while not done:
        await asyncio.sleep(RETRY_SECONDS)
        try:
            done = await run_in_threadpool(try_upgrade)
        except Exception as error:  # nobody waits for this task: it would end unheard
            logger.error("The tables cannot be brought up to date: %s", error)
    logger.warning("The tables are up to date")
    # --8<-- [end:later]


if __name__ == "__main__":
    upgrade()
