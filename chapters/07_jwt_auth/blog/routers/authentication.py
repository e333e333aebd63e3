"""The route that turns an e-mail address and a password into a token."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Response, status
from fastapi.security import OAuth2PasswordRequestForm

from blog.database import DbSession
from blog.errors import UNAUTHORIZED
from blog.hashing import NOBODYS_HASH, verify
from blog.jwt_token import create_access_token
from blog.repository import user as users
from blog.schemas import Token, as_stored

router = APIRouter(tags=["authentication"])
LoginForm = Annotated[OAuth2PasswordRequestForm, Depends()]


# --8<-- [start:login]
@router.post("/login", summary="Log in", responses=UNAUTHORIZED)
def login(form: LoginForm, db: DbSession, response: Response) -> Token:
    """Send the e-mail address as `username`, as OAuth2 calls it."""
    user = users.find_by_email(db, as_stored(form.username))
    password_hash = user.password_hash if user else NOBODYS_HASH
    if not verify(form.password, password_hash) or user is None:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            detail="Wrong e-mail address or password",
            headers={"WWW-Authenticate": "Bearer"},
        )
    response.headers["Cache-Control"] = "no-store"
    return Token(access_token=create_access_token(user.id), token_type="bearer")
    # --8<-- [end:login]
