"""The routes below /user."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, status

from blog import models
from blog.database import DbSession
from blog.oauth2 import CurrentUser
from blog.repository import user as users
from blog.schemas import Account, Id, Rename, ShowUser, UserCreate

router = APIRouter(prefix="/user", tags=["user"])
Limit = Annotated[int, Query(ge=1, le=100)]


@router.post(
    "/",
    status_code=201,
    summary="Sign up",
)
def create_user(request: UserCreate, db: DbSession):
    """Everybody may have an account."""
    return users.create(db, request)


@router.get("/", summary="List people", response_model=list[ShowUser])
def list_users(db: DbSession, limit: Limit = 10) -> Sequence[models.User]:
    """Who came first is first."""
    return users.oldest(db, limit)


@router.get("/me", summary="Show my account", response_model=Account)
def show_me(caller: CurrentUser) -> models.User:
    """Your own account, with your drafts."""
    return caller


@router.put("/me", summary="Change my name", response_model=Account)
def rename_me(request: Rename, caller: CurrentUser, db: DbSession) -> models.User:
    """The address stays."""
    users.rename(db, caller, request)
    return caller


@router.delete("/me", status_code=204, summary="Close my account")
def delete_me(caller: CurrentUser, db: DbSession) -> None:
    """Your blogs go with you."""
    users.delete(db, caller)


@router.get("/{id}", summary="Show a user", response_model=ShowUser)
def show_user(id: Id, db: DbSession) -> models.User:
    """What somebody has published comes along."""
    user = users.find(db, id)
    if user is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="No user has this id")
    return user
