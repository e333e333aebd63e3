"""Blogs in the database."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from blog.models import Blog
from blog.schemas import BlogWrite


def in_lists() -> Select[tuple[Blog]]:
    """Return the query for the blogs that a list shows, with their creators."""
    return select(Blog).options(joinedload(Blog.creator))


def find(db: Session, id: int) -> Blog | None:
    """Return the blog with this id, or None."""
    return db.get(Blog, id)


def newest(db: Session) -> Sequence[Blog]:
    """Return blogs, newest first."""
    query = in_lists().order_by(Blog.id.desc())
    return db.scalars(query).all()


def create(db: Session, request: BlogWrite) -> Blog:
    """Store a new blog and return it with its id."""
    blog = Blog(**request.model_dump(), user_id=1)
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
