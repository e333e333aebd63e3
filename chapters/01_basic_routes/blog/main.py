"""The whole API in one file; its blogs live in memory."""

from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Path, Query, status

# --8<-- [start:app]
app = FastAPI(
    title="Blog API",
    summary="A small blog that grows from one file to a service.",
    version="1",
    openapi_tags=[{"name": "blog", "description": "Read what was written."}],
)
# --8<-- [end:app]

# --8<-- [start:blogs]
Blog = dict[str, Any]

BLOGS: list[Blog] = [
    {"id": 4, "title": "What next?", "body": "A database.", "published": False},
    {"id": 3, "title": "Types at work", "body": "42 is a number.", "published": True},
    {"id": 2, "title": "A first route", "body": "It answers.", "published": True},
    {"id": 1, "title": "Hello, FastAPI", "body": "One file.", "published": True},
]
COMMENTS = {1: ["Welcome!", "Short and clear."], 3: ["What about 4.2?"]}
# --8<-- [end:blogs]

# --8<-- [start:ids]
MAX_ID = 2**53 - 1
BlogId = Annotated[int, Path(ge=1, le=MAX_ID, examples=[1])]
# --8<-- [end:ids]
NO_SUCH_BLOG = "No blog has this id"
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": NO_SUCH_BLOG}}


# --8<-- [start:find_blog]
def find_blog(id: int) -> Blog:
    """Return the blog with this id, or answer 404."""
    for blog in BLOGS:
        if blog["id"] == id:
            return blog
    raise HTTPException(status.HTTP_404_NOT_FOUND, detail=NO_SUCH_BLOG)
    # --8<-- [end:find_blog]


# --8<-- [start:list_blogs]
@app.get("/blog/", tags=["blog"], summary="List blogs, newest first")
def list_blogs(
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    published: bool = True,
    before: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
) -> list[Blog]:
    """At most `limit` blogs; with `before`, only those with an id below it."""
    below = MAX_ID if before is None else before
    found = [b for b in BLOGS if b["published"] == published and b["id"] < below]
    return found[:limit]
    # --8<-- [end:list_blogs]


# --8<-- [start:list_unpublished]
@app.get("/blog/unpublished", tags=["blog"], summary="List the drafts")
def list_unpublished() -> list[Blog]:
    return [blog for blog in BLOGS if not blog["published"]]
    # --8<-- [end:list_unpublished]


# --8<-- [start:show_blog]
@app.get("/blog/{id}", tags=["blog"], summary="Show a blog", responses=NOT_FOUND)
def show_blog(id: BlogId) -> Blog:
    return find_blog(id)
    # --8<-- [end:show_blog]


# --8<-- [start:list_comments]
@app.get(
    "/blog/{id}/comments",
    tags=["blog"],
    summary="List the comments on a blog",
    responses=NOT_FOUND,
)
def list_comments(id: BlogId) -> list[str]:
    find_blog(id)
    return COMMENTS.get(id, [])
    # --8<-- [end:list_comments]
