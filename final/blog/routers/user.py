"""The routes below /user."""

from fastapi import APIRouter, HTTPException, status

from blog.database import DbSession
from blog.errors import CONFLICT, NOT_FOUND, UNAUTHORIZED
from blog.oauth2 import CurrentUser
from blog.repository import user as users
from blog.schemas import Account, Id, ShowUser, UserCreate

router = APIRouter(prefix="/user", tags=["user"])


# --8<-- [start:create_user]
@router.post("/", status_code=201, summary="Sign up", responses=CONFLICT)
def create_user(request: UserCreate, db: DbSession) -> Account:
    try:
        return Account.model_validate(users.create(db, request))
    except users.EmailTaken as error:
        detail = "This e-mail address is taken"
        raise HTTPException(status.HTTP_409_CONFLICT, detail=detail) from error
    # --8<-- [end:create_user]


# --8<-- [start:show_me]
@router.get("/me", summary="Show your own account", responses=UNAUTHORIZED)
def show_me(caller: CurrentUser) -> Account:
    return Account.model_validate(caller)
    # --8<-- [end:show_me]


# --8<-- [start:show_user]
@router.get("/{id}", summary="Show a user", responses=NOT_FOUND)
def show_user(id: Id, db: DbSession) -> ShowUser:
    user = users.find_with_published(db, id)
    if user is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="No user has this id")
    return ShowUser.model_validate(user)
    # --8<-- [end:show_user]
