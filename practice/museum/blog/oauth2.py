"""Who is calling: from the token in the request to a user in the database."""

from typing import Annotated

from fastapi import Depends, HTTPException, status
from fastapi.security import OAuth2PasswordBearer

from blog.database import DbSession
from blog.jwt_token import read_email
from blog.models import User
from blog.repository import user as users

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="login")


def get_current_user(
    token: Annotated[str, Depends(oauth2_scheme)], db: DbSession
) -> User:
    """Return the user whose token came with the request, or answer 401."""
    email = read_email(token)
    if email is None:
        raise unknown_caller()
    return users.find_by_email(db, email)


def unknown_caller() -> HTTPException:
    """Return the refusal for a token that says nothing to us."""
    return HTTPException(
        status.HTTP_401_UNAUTHORIZED,
        detail="Could not validate credentials",
        headers={"WWW-Authenticate": "Bearer"},
    )


CurrentUser = Annotated[User, Depends(get_current_user)]
