"""Blogs in the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, joinedload

from blog.jwt_token import TokenData
from blog.models import Blog
from blog.repository.statements import (
    DRAFTS,
    NEW,
    ONE,
    PUBLISHED,
    VISIBLE,
    BlogRow,
    shown,
)
from blog.repository.user import Caller
from blog.schemas import BlogWrite
from blog.timestamps import now

AFTER_ALL = 2**63 - 1


def whose(token: TokenData) -> dict[str, int]:
    """Return what a statement must know of the caller."""
    return {"caller_id": token.sub, "version": token.version}


# --8<-- [start:newest]
def newest(
    db: Connection, token: TokenData, limit: int, published: bool, before: int | None
) -> Sequence[BlogRow]:
    """Return rows of SHOWN, newest first; drafts only of the caller.

    Whose token is no longer good gets none.
    """
    values = {"before": before or AFTER_ALL, "limit": limit, **whose(token)}
    statement = PUBLISHED if published else DRAFTS
    return db.execute(statement, values).all()
    # --8<-- [end:newest]


# --8<-- [start:find]
def show(db: Connection, id: int, token: TokenData) -> dict[str, Any] | None:
    """Return the blog with this id if the caller may read it, or None."""
    row = db.execute(ONE, {"id": id, **whose(token)}).one_or_none()
    return shown(row) if row else None


def find(db: Session, id: int, caller_id: int) -> Blog | None:
    """Return the same, and its creator, as something that can be changed.

    The caller's token was checked before.
    """
    visible = select(Blog).where(Blog.id == id, VISIBLE)
    visible = visible.options(joinedload(Blog.creator))
    return db.scalar(visible, {"caller_id": caller_id})
    # --8<-- [end:find]


# --8<-- [start:write]
def create(db: Connection, creator: Caller, request: BlogWrite) -> dict[str, Any]:
    """Store a new blog and return it in the form of the schema ShowBlog."""
    made = now()
    values = {**request.model_dump(), "created_at": made, "updated_at": made}
    stored = db.execute(NEW, {**values, "user_id": creator.id})
    id = stored.scalar_one()
    db.commit()
    return {**values, "id": id, "creator": {"id": creator.id, "name": creator.name}}


def update(db: Session, blog: Blog, request: BlogWrite) -> None:
    """Replace what the client may write; the creator stays."""
    for field, value in request.model_dump().items():
        setattr(blog, field, value)
    db.commit()


def delete(db: Session, blog: Blog) -> None:
    """Remove a blog for good."""
    db.delete(blog)
    db.commit()
    # --8<-- [end:write]
