"""The routes below /blog that list, write and show; each needs a token."""

from fastapi import APIRouter, HTTPException, Response, status
from pydantic import TypeAdapter

from blog.answer import answer
from blog.engine import READING, engine
from blog.errors import BODY_REFUSED, CONFLICT, NOT_FOUND, UNAUTHORIZED
from blog.oauth2 import CallersToken, check_caller
from blog.pages import IN_PAGES, Limit, one_page
from blog.repository import blog as blogs
from blog.repository.statements import shown
from blog.schema_base import Id
from blog.schemas import BlogWrite, ShowBlog
from blog.threads import READERS, WRITERS, run_in

router = APIRouter(prefix="/blog", tags=["blog"], responses=UNAUTHORIZED)
BLOG = TypeAdapter(ShowBlog)
BLOGS = TypeAdapter(list[ShowBlog])


def not_found() -> HTTPException:
    """Return the answer to an id that the caller may not see, or that is none."""
    return HTTPException(status.HTTP_404_NOT_FOUND, detail="No blog has this id")


# --8<-- [start:list_blogs]
@router.get(
    "/",
    summary="List blogs, newest first",
    response_model=list[ShowBlog],
    responses=IN_PAGES,
)
@run_in(READERS)
def list_blogs(
    response: Response,
    token: CallersToken,
    limit: Limit = 10,
    published: bool = True,
    before: Id | None = None,
) -> Response:
    """At most `limit` blogs, and a `Link` to more; with `published=false`, your drafts."""
    with READING.connect() as db:
        found = blogs.newest(db, token, limit + 1, published, before)
        if not found:
            check_caller(db, token)
    asked = {} if published else {"published": "false"}
    page = one_page(found, limit, response, "/blog/", **asked)
    return answer(BLOGS, [shown(row) for row in page], headers=response.headers)
    # --8<-- [end:list_blogs]


# --8<-- [start:create_blog]
@router.post(
    "/",
    status_code=201,
    summary="Write a blog",
    response_model=ShowBlog,
    responses=BODY_REFUSED | CONFLICT,
)
@run_in(WRITERS)
def create_blog(request: BlogWrite, token: CallersToken) -> Response:
    with engine.connect() as db:
        blog = blogs.create(db, check_caller(db, token), request)
    return answer(BLOG, blog, status.HTTP_201_CREATED)
    # --8<-- [end:create_blog]


# --8<-- [start:show_blog]
@router.get(
    "/{id}", summary="Show a blog", response_model=ShowBlog, responses=NOT_FOUND
)
@run_in(READERS)
def show_blog(id: Id, token: CallersToken) -> Response:
    with READING.connect() as db:
        blog = blogs.show(db, id, token)
        if blog is None:
            check_caller(db, token)
            raise not_found()
    return answer(BLOG, blog)
    # --8<-- [end:show_blog]
