"""Bring the database's tables up to date, once, however many processes start."""

import asyncio
import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from blog.database import engine
from blog.patience import wait_without_end

logger = logging.getLogger("blog.fault")
RETRY_SECONDS = 1

# --8<-- [start:history]
MIGRATIONS = Path(__file__).with_name("migrations")
CONFIG = Config()
CONFIG.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
HISTORY = ScriptDirectory.from_config(CONFIG)
OLDER = {migration.down_revision for migration in HISTORY.walk_revisions()}
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


# --8<-- [start:upgrade]
def is_behind(connection: Connection) -> bool:
    """Tell whether the tables are older than this app; newer ones are welcome."""
    return MigrationContext.configure(connection).get_current_revision() in OLDER


def upgrade() -> None:
    """Run the missing migrations in one transaction; others wait, then find none."""
    with engine.begin() as connection:
        wait_without_end(connection)
        for statement in ONE_AT_A_TIME[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        if is_behind(connection):
            CONFIG.attributes["connection"] = connection
            command.upgrade(CONFIG, "head")
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
    """Try until the database is there; `/readyz` says 503 until then."""
    while not await run_in_threadpool(try_upgrade):
        await asyncio.sleep(RETRY_SECONDS)
        # --8<-- [end:later]


if __name__ == "__main__":
    upgrade()
