"""Blogs in the database."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from blog.models import Blog, User
from blog.schemas import BlogWrite


# --8<-- [start:newest]
def newest(
    db: Session, caller: User, limit: int, published: bool, before: int | None
) -> Sequence[Blog]:
    """Return blogs with their creators, newest first; drafts only of the caller."""
    query = select(Blog).options(joinedload(Blog.creator))
    query = query.where(Blog.published == published)
    if not published:
        query = query.where(Blog.user_id == caller.id)
    if before is not None:
        query = query.where(Blog.id < before)
    return db.scalars(query.order_by(Blog.id.desc()).limit(limit)).all()
    # --8<-- [end:newest]


# --8<-- [start:write]
def find(db: Session, id: int) -> Blog | None:
    """Return the blog with this id, or None."""
    return db.get(Blog, id)


def create(db: Session, creator: User, request: BlogWrite) -> Blog:
    """Store a new blog and return it with its id."""
    blog = Blog(**request.model_dump(), creator=creator)
    db.add(blog)
    db.commit()
    return blog


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
