"""The tables of chapter 7; where they are there already, they stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# --8<-- [start:tables]
LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "users",
        sa.Column("id", LONG, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("password_hash", sa.String(60), nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "blogs",
        sa.Column("id", LONG, primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("published", sa.Boolean, nullable=False),
        sa.Column("user_id", LONG, sa.ForeignKey("users.id"), nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("ix_blogs_user_id", "blogs", ["user_id"], if_not_exists=True)


def downgrade() -> None:
    """Remove both tables, with all that is in them."""
    op.drop_table("blogs")
    op.drop_table("users")
    # --8<-- [end:tables]
