"""The routes below /blog; each needs a token."""

from fastapi import APIRouter, HTTPException, Request, Response, status

from blog import models
from blog.database import DbSession
from blog.errors import CONFLICT, FORBIDDEN, NOT_FOUND, UNAUTHORIZED
from blog.oauth2 import CurrentUser
from blog.pages import Limit, one_page
from blog.repository import blog as blogs
from blog.schemas import BlogWrite, Id, ShowBlog

router = APIRouter(prefix="/blog", tags=["blog"], responses=UNAUTHORIZED)


# --8<-- [start:access]
def find_visible(db: DbSession, id: int, caller: models.User) -> models.Blog:
    """Return a blog that the caller may read, or answer 404."""
    blog = blogs.find(db, id)
    if blog is None or not (blog.published or blog.user_id == caller.id):
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="No blog has this id")
    return blog


def find_own(db: DbSession, id: int, caller: models.User) -> models.Blog:
    """Return a blog that the caller wrote, or answer 404 or 403."""
    blog = find_visible(db, id, caller)
    if blog.user_id != caller.id:
        detail = "Only its creator may do this"
        raise HTTPException(status.HTTP_403_FORBIDDEN, detail=detail)
    return blog
    # --8<-- [end:access]


# --8<-- [start:list_blogs]
@router.get("/", summary="List blogs, newest first")
def list_blogs(
    request: Request,
    response: Response,
    caller: CurrentUser,
    db: DbSession,
    limit: Limit = 10,
    published: bool = True,
    before: Id | None = None,
) -> list[ShowBlog]:
    """At most `limit` blogs, and a `Link` to more; with `published=false`, your drafts."""
    found = blogs.newest(db, caller, limit + 1, published, before)
    shown = one_page(found, limit, request, response)
    return [ShowBlog.model_validate(blog) for blog in shown]
    # --8<-- [end:list_blogs]


# --8<-- [start:create_blog]
@router.post("/", status_code=201, summary="Write a blog", responses=CONFLICT)
def create_blog(request: BlogWrite, caller: CurrentUser, db: DbSession) -> ShowBlog:
    return ShowBlog.model_validate(blogs.create(db, caller, request))
    # --8<-- [end:create_blog]


@router.get("/{id}", summary="Show a blog", responses=NOT_FOUND)
def show_blog(id: Id, caller: CurrentUser, db: DbSession) -> ShowBlog:
    return ShowBlog.model_validate(find_visible(db, id, caller))


# --8<-- [start:change]
@router.put("/{id}", summary="Write anew", responses=NOT_FOUND | FORBIDDEN | CONFLICT)
def update_blog(
    id: Id, request: BlogWrite, caller: CurrentUser, db: DbSession
) -> ShowBlog:
    blog = find_own(db, id, caller)
    blogs.update(db, blog, request)
    return ShowBlog.model_validate(blog)


@router.delete(
    "/{id}",
    status_code=204,
    summary="Delete a blog",
    responses=NOT_FOUND | FORBIDDEN,
)
def delete_blog(id: Id, caller: CurrentUser, db: DbSession) -> None:
    blogs.delete(db, find_own(db, id, caller))
    # --8<-- [end:change]
