"""The route that turns an e-mail address and a password into a token."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Response, status
from fastapi.security import OAuth2PasswordRequestForm

from blog.database import DbSession
from blog.errors import BODY_REFUSED, TOO_MANY, UNAUTHORIZED
from blog.hashing import NOBODYS_HASH, hash_password, is_outdated, verify
from blog.jwt_token import create_access_token
from blog.repository import password as passwords
from blog.repository import user as users
from blog.schema_base import as_stored
from blog.schemas import Token
from blog.throttle import Address, count_attempt, forget_attempts

router = APIRouter(tags=["authentication"])
LoginForm = Annotated[OAuth2PasswordRequestForm, Depends()]


# --8<-- [start:login]
@router.post(
    "/login", summary="Log in", responses=BODY_REFUSED | UNAUTHORIZED | TOO_MANY
)
def login(
    form: LoginForm, address: Address, db: DbSession, response: Response
) -> Token:
    """Send the e-mail address as `username`, as OAuth2 calls it."""
    email = as_stored(form.username)
    count_attempt(email or form.username, address)
    user = users.find_by_email(db, email)
    password_hash = user.password_hash if user else NOBODYS_HASH
    if not verify(form.password, password_hash) or user is None:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            detail="Wrong e-mail address or password",
            headers={"WWW-Authenticate": "Bearer"},
        )
    forget_attempts(email)
    if is_outdated(user.password_hash):
        passwords.replace_hash(db, user, hash_password(form.password))
    response.headers["Cache-Control"] = "no-store"
    token = create_access_token(user.id, user.token_version)
    return Token(access_token=token, token_type="bearer")
    # --8<-- [end:login]
