"""Who is calling: from the token in the request to a user in the database."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request, status
from fastapi.security import OAuth2PasswordBearer

from blog.database import DbSession
from blog.jwt_token import read_user_id
from blog.models import User
from blog.repository import user as users

# --8<-- [start:scheme]
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="login")
# --8<-- [end:scheme]


# --8<-- [start:current_user]
def get_current_user(
    request: Request, token: Annotated[str, Depends(oauth2_scheme)], db: DbSession
) -> User:
    """Return the user whose token came with the request, or answer 401."""
    user_id = read_user_id(token)
    user = users.find(db, user_id) if user_id else None
    if user is None:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            detail="Could not validate credentials",
            headers={"WWW-Authenticate": "Bearer"},
        )
    request.state.user_id = user.id
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
# --8<-- [end:current_user]
