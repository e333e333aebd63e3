"""The routes below /blog that change what is there: only for its creator."""

from fastapi import APIRouter, HTTPException, status

from blog import models
from blog.database import DbSession
from blog.errors import BODY_REFUSED, CONFLICT, FORBIDDEN, NOT_FOUND, UNAUTHORIZED
from blog.oauth2 import CurrentUser
from blog.repository import blog as blogs
from blog.routers.blog import not_found
from blog.schema_base import Id
from blog.schemas import BlogWrite, ShowBlog

router = APIRouter(prefix="/blog", tags=["blog"], responses=UNAUTHORIZED)


# --8<-- [start:access]
def find_own(db: DbSession, id: int, caller: models.User) -> models.Blog:
    """Return a blog that the caller wrote, or answer 404 or 403."""
    blog = blogs.find(db, id, caller.id)
    if blog is None:
        raise not_found()
    if blog.user_id != caller.id:
        detail = "Only its creator may do this"
        raise HTTPException(status.HTTP_403_FORBIDDEN, detail=detail)
    return blog
    # --8<-- [end:access]


# --8<-- [start:change]
@router.put(
    "/{id}",
    summary="Write anew",
    responses=BODY_REFUSED | NOT_FOUND | FORBIDDEN | CONFLICT,
)
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
