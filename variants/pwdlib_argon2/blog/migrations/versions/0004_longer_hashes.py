"""An Argon2 hash has more than the 60 characters of bcrypt's; SQLite counts none."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


# --8<-- [start:longer_hashes]
def upgrade() -> None:
    """Make room."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("users", "password_hash", type_=sa.String(255))


def downgrade() -> None:
    """Go back, if no Argon2 hash is kept yet; else PostgreSQL refuses."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("users", "password_hash", type_=sa.String(60))
        # --8<-- [end:longer_hashes]
