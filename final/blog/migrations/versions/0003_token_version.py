"""How often a password was changed: tokens from before are no longer good."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


# --8<-- [start:token_version]
def upgrade() -> None:
    """Begin to count at 0, which is what a token without a version means."""
    column = sa.Column("token_version", LONG, nullable=False, server_default="0")
    op.add_column("users", column)


def downgrade() -> None:
    """Forget the count."""
    op.drop_column("users", "token_version")
    # --8<-- [end:token_version]
