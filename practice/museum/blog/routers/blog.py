"""The routes below /blog; each needs a token."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status

from blog import models
from blog.database import DbSession
from blog.oauth2 import CurrentUser
from blog.repository import blog as blogs
from blog.schemas import BlogWrite, ShowBlog

router = APIRouter(prefix="/blog", tags=["blog"])


def find_blog(id, db: DbSession) -> models.Blog:
    """Return the blog with the id of the path, or answer 404."""
    blog = blogs.find(db, id)
    if blog is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="No blog has this id")
    return blog


FoundBlog = Annotated[models.Blog, Depends(find_blog)]


@router.get("/", summary="List blogs", response_model=list[ShowBlog])
def list_blogs(db: DbSession, caller: CurrentUser) -> Sequence[models.Blog]:
    """The newest comes first."""
    return blogs.newest(db)


@router.post(
    "/",
    summary="Write a blog",
    response_model=ShowBlog,
)
def create_blog(request: BlogWrite, db: DbSession, caller: CurrentUser) -> models.Blog:
    """A blog is published unless `published` says no."""
    return blogs.create(db, request)


@router.get("/{id}", summary="Show a blog", response_model=ShowBlog)
def show_blog(blog: FoundBlog, caller: CurrentUser) -> models.Blog:
    """A blog comes with its creator."""
    return blog


@router.put("/{id}", summary="Write anew", response_model=ShowBlog)
def update_blog(
    blog: FoundBlog, request: BlogWrite, db: DbSession, caller: CurrentUser
) -> models.Blog:
    """What is not sent gets its usual value."""
    blogs.update(db, blog, request)
    return blog


@router.delete("/{id}", status_code=204, summary="Delete a blog")
def delete_blog(blog: FoundBlog, db: DbSession, caller: CurrentUser) -> None:
    """A deleted blog is gone for good."""
    blogs.delete(db, blog)
