"""The routes of the blog; its blogs are rows in a SQLite file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, status
from fastapi.exceptions import RequestValidationError
from sqlalchemy import select

from blog.database import Base, DbSession, engine
from blog.errors import NOT_FOUND, UNREADABLE, refuse, refuse_method
from blog.models import Blog
from blog.schemas import BlogWrite, Id, ShowBlog


# --8<-- [start:lifespan]
@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Make the missing tables at the start; let the file go at the end."""
    Base.metadata.create_all(engine)
    yield
    engine.dispose()
    # --8<-- [end:lifespan]


# --8<-- [start:app]
app = FastAPI(
    title="Blog API",
    summary="A small blog that grows from one file to a service.",
    version="3",
    openapi_tags=[{"name": "blog", "description": "Write, read, change, delete."}],
    exception_handlers={RequestValidationError: refuse, 405: refuse_method},
    responses=UNREADABLE,
    lifespan=lifespan,
)
# --8<-- [end:app]


# --8<-- [start:find_blog]
def find_blog(db: DbSession, id: int) -> Blog:
    """Return the blog with this id, or answer 404."""
    blog = db.get(Blog, id)
    if blog is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="No blog has this id")
    return blog
    # --8<-- [end:find_blog]


# --8<-- [start:list_blogs]
@app.get("/blog/", tags=["blog"], summary="List blogs, newest first")
def list_blogs(
    db: DbSession,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    published: bool = True,
    before: Id | None = None,
) -> list[ShowBlog]:
    """At most `limit` blogs; with `before`, only those with an id below it."""
    query = select(Blog).where(Blog.published == published)
    if before is not None:
        query = query.where(Blog.id < before)
    blogs = db.scalars(query.order_by(Blog.id.desc()).limit(limit))
    return [ShowBlog.model_validate(blog) for blog in blogs]
    # --8<-- [end:list_blogs]


# --8<-- [start:create_blog]
@app.post("/blog/", status_code=201, tags=["blog"], summary="Write a blog")
def create_blog(request: BlogWrite, db: DbSession) -> ShowBlog:
    blog = Blog(**request.model_dump())
    db.add(blog)
    db.commit()
    return ShowBlog.model_validate(blog)
    # --8<-- [end:create_blog]


@app.get("/blog/{id}", tags=["blog"], summary="Show a blog", responses=NOT_FOUND)
def show_blog(id: Id, db: DbSession) -> ShowBlog:
    return ShowBlog.model_validate(find_blog(db, id))


# --8<-- [start:update_blog]
@app.put("/blog/{id}", tags=["blog"], summary="Write anew", responses=NOT_FOUND)
def update_blog(id: Id, request: BlogWrite, db: DbSession) -> ShowBlog:
    blog = find_blog(db, id)
    for field, value in request.model_dump().items():
        setattr(blog, field, value)
    db.commit()
    return ShowBlog.model_validate(blog)
    # --8<-- [end:update_blog]


# --8<-- [start:delete_blog]
@app.delete(
    "/blog/{id}",
    status_code=204,
    tags=["blog"],
    summary="Delete a blog",
    responses=NOT_FOUND,
)
def delete_blog(id: Id, db: DbSession) -> None:
    db.delete(find_blog(db, id))
    db.commit()
    # --8<-- [end:delete_blog]
