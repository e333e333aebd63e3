"""How Alembic reaches the database: on the connection it is given, or on a new one."""

from alembic import context
from sqlalchemy import Connection

from blog import models
from blog.database import Base
from blog.engine import IS_SQLITE, engine

__all__ = ["models"]  # imported so that Base knows the tables


# --8<-- [start:run]
def run(connection: Connection) -> None:
    """Run what Alembic was asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=True,
        compare_server_default=not IS_SQLITE,  # there it is the moment of a migration
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with engine.begin() as connection:
        run(connection)
# --8<-- [end:run]
