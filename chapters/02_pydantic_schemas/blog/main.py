"""The routes of the blog; its blogs live in memory."""

from itertools import count
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, status
from fastapi.exceptions import RequestValidationError

from blog.errors import NOT_FOUND, UNREADABLE, refuse, refuse_method
from blog.schemas import BlogWrite, Id, ShowBlog

# --8<-- [start:app]
app = FastAPI(
    title="Blog API",
    summary="A small blog that grows from one file to a service.",
    version="2",
    openapi_tags=[{"name": "blog", "description": "Write, and read what was written."}],
    exception_handlers={RequestValidationError: refuse, 405: refuse_method},
    responses=UNREADABLE,
)
# --8<-- [end:app]

# --8<-- [start:blogs]
BLOGS = [
    ShowBlog(id=4, title="What next?", body="A database.", published=False),
    ShowBlog(id=3, title="Types at work", body="42 is a number.", published=True),
    ShowBlog(id=2, title="A first route", body="It answers.", published=True),
    ShowBlog(id=1, title="Hello, FastAPI", body="One file.", published=True),
]
NEW_IDS = count(start=5)
# --8<-- [end:blogs]
COMMENTS = {1: ["Welcome!", "Short and clear."], 3: ["What about 4.2?"]}


def find_blog(id: int) -> ShowBlog:
    """Return the blog with this id, or answer 404."""
    for blog in BLOGS:
        if blog.id == id:
            return blog
    raise HTTPException(status.HTTP_404_NOT_FOUND, detail="No blog has this id")


@app.get("/blog/", tags=["blog"], summary="List blogs, newest first")
def list_blogs(
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    published: bool = True,
    before: Id | None = None,
) -> list[ShowBlog]:
    """At most `limit` blogs; with `before`, only those with an id below it."""
    found = [b for b in BLOGS if b.published == published]
    return [b for b in found if before is None or b.id < before][:limit]


@app.get("/blog/unpublished", tags=["blog"], summary="List the drafts")
def list_unpublished() -> list[ShowBlog]:
    return [blog for blog in BLOGS if not blog.published]


# --8<-- [start:create_blog]
@app.post("/blog/", status_code=201, tags=["blog"], summary="Write a blog")
def create_blog(request: BlogWrite) -> ShowBlog:
    blog = ShowBlog(id=next(NEW_IDS), **request.model_dump())
    BLOGS.insert(0, blog)
    return blog
    # --8<-- [end:create_blog]


# --8<-- [start:show_blog]
@app.get("/blog/{id}", tags=["blog"], summary="Show a blog", responses=NOT_FOUND)
def show_blog(id: Id) -> ShowBlog:
    return find_blog(id)
    # --8<-- [end:show_blog]


@app.get(
    "/blog/{id}/comments",
    tags=["blog"],
    summary="List the comments on a blog",
    responses=NOT_FOUND,
)
def list_comments(id: Id) -> list[str]:
    find_blog(id)
    return COMMENTS.get(id, [])
