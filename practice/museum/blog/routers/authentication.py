"""The route that turns an e-mail address and a password into a token."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status
from fastapi.security import OAuth2PasswordRequestForm

from blog.database import DbSession
from blog.hashing import verify
from blog.jwt_token import create_access_token
from blog.repository import user as users
from blog.schemas import Token

router = APIRouter(tags=["authentication"])
LoginForm = Annotated[OAuth2PasswordRequestForm, Depends()]


@router.post("/login", summary="Log in")
def login(form: LoginForm, db: DbSession) -> Token:
    """Send the e-mail address as `username`, as OAuth2 calls it."""
    user = users.find_by_email(db, form.username)
    if user is None:
        raise no_account()
    if not verify(form.password, user.password_hash):
        raise wrong_password()
    token = create_access_token(user.email)
    return Token(access_token=token, token_type="bearer")


def no_account() -> HTTPException:
    """Return the refusal for an address that nobody has signed up with."""
    detail = "Nobody has this e-mail address"
    return HTTPException(status.HTTP_404_NOT_FOUND, detail=detail)


def wrong_password() -> HTTPException:
    """Return the refusal for a password that does not fit the address."""
    detail = "The password is wrong"
    return HTTPException(status.HTTP_404_NOT_FOUND, detail=detail)
