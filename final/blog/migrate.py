"""Bring the database's tables up to date, once, however many processes start."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from blog.engine import IS_SQLITE, engine

if not IS_SQLITE:
    from blog.patience import wait_without_end

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


if __name__ == "__main__":
    upgrade()
