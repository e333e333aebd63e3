"""When a row was made and last changed; older rows get the moment of this change."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# --8<-- [start:timestamps]
TABLES = ("users", "blogs")
COLUMNS = ("created_at", "updated_at")


def upgrade() -> None:
    """Add both columns to both tables.

    On PostgreSQL apps of the version before can go on writing: the database itself
    knows the time. SQLite takes only a constant as the default of a new column.
    """
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    this_moment = str(datetime.now(UTC))
    for table in TABLES:
        for name in COLUMNS:
            op.add_column(
                table,
                sa.Column(
                    name,
                    sa.DateTime(timezone=True),
                    nullable=False,
                    server_default=this_moment if on_sqlite else sa.func.now(),
                ),
            )


def downgrade() -> None:
    """Remove them."""
    for table in TABLES:
        for name in COLUMNS:
            op.drop_column(table, name)
            # --8<-- [end:timestamps]
