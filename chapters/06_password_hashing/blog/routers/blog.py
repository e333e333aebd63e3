"""The routes below /blog."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, status

from blog import models
from blog.database import DbSession
from blog.errors import NOT_FOUND
from blog.repository import blog as blogs
from blog.routers.user import find_user
from blog.schemas import BlogCreate, BlogWrite, Id, ShowBlog

# --8<-- [start:router]
router = APIRouter(prefix="/blog", tags=["blog"])


def find_blog(db: DbSession, id: int) -> models.Blog:
    """Return the blog with this id, or answer 404."""
    blog = blogs.find(db, id)
    if blog is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="No blog has this id")
    return blog
    # --8<-- [end:router]


# --8<-- [start:list_blogs]
@router.get("/", summary="List blogs, newest first")
def list_blogs(
    db: DbSession,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    published: bool = True,
    before: Id | None = None,
) -> list[ShowBlog]:
    """At most `limit` blogs; with `before`, only those with an id below it."""
    found = blogs.newest(db, limit, published, before)
    return [ShowBlog.model_validate(blog) for blog in found]
    # --8<-- [end:list_blogs]


# --8<-- [start:create_blog]
@router.post("/", status_code=201, summary="Write a blog", responses=NOT_FOUND)
def create_blog(request: BlogCreate, db: DbSession) -> ShowBlog:
    find_user(db, request.user_id)
    return ShowBlog.model_validate(blogs.create(db, request))
    # --8<-- [end:create_blog]


@router.get("/{id}", summary="Show a blog", responses=NOT_FOUND)
def show_blog(id: Id, db: DbSession) -> ShowBlog:
    return ShowBlog.model_validate(find_blog(db, id))


@router.put("/{id}", summary="Write anew", responses=NOT_FOUND)
def update_blog(id: Id, request: BlogWrite, db: DbSession) -> ShowBlog:
    blog = find_blog(db, id)
    blogs.update(db, blog, request)
    return ShowBlog.model_validate(blog)


@router.delete("/{id}", status_code=204, summary="Delete a blog", responses=NOT_FOUND)
def delete_blog(id: Id, db: DbSession) -> None:
    blogs.delete(db, find_blog(db, id))
