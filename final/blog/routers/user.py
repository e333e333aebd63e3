"""The routes below /user."""

from fastapi import APIRouter, HTTPException, Response, status

from blog.database import DbSession
from blog.errors import BODY_REFUSED, CONFLICT, NOT_FOUND, TOO_MANY
from blog.pages import IN_PAGES, Limit, one_page
from blog.repository import user as users
from blog.schema_base import Id
from blog.schemas import Account, BlogSummary, ShowUser, UserCreate
from blog.throttle import Address, count_sign_up

router = APIRouter(prefix="/user", tags=["user"])


# --8<-- [start:create_user]
@router.post(
    "/",
    status_code=201,
    summary="Sign up",
    responses=BODY_REFUSED | CONFLICT | TOO_MANY,
)
def create_user(request: UserCreate, address: Address, db: DbSession) -> Account:
    count_sign_up(address)
    try:
        return Account.model_validate(users.create(db, request))
    except users.EmailTaken as error:
        detail = "This e-mail address is taken"
        raise HTTPException(status.HTTP_409_CONFLICT, detail=detail) from error
    # --8<-- [end:create_user]


# --8<-- [start:show_user]
@router.get("/{id}", summary="Show a user", responses=NOT_FOUND | IN_PAGES)
def show_user(
    response: Response,
    id: Id,
    db: DbSession,
    limit: Limit = 10,
    before: Id | None = None,
) -> ShowUser:
    """With the newest `limit` published blogs, and a `Link` to more."""
    user = users.find(db, id)
    if user is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="No user has this id")
    found = users.published_by(db, user, limit + 1, before)
    shown = one_page(found, limit, response, f"/user/{id}")
    blogs = [BlogSummary.model_validate(blog) for blog in shown]
    return ShowUser(id=user.id, name=user.name, blogs=blogs)
    # --8<-- [end:show_user]
