"""Who is calling: from the token in the request to a user in the database."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request, status
from fastapi.security import OAuth2PasswordBearer

from blog.database import DbSession
from blog.jwt_token import read
from blog.models import User
from blog.repository import user as users

# --8<-- [start:scheme]
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="login")
# --8<-- [end:scheme]


# --8<-- [start:current_user]
def get_current_user(
    request: Request, token: Annotated[str, Depends(oauth2_scheme)], db: DbSession
) -> User:
    """Return the user whose token came with the request, or answer 401.

    A token is as old as the password it was given for: a new password ends it.
    """
    data = read(token)
    user = users.find(db, data.sub) if data else None
    if data is None or user is None or user.token_version != data.version:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            detail="Could not validate credentials",
            headers={"WWW-Authenticate": "Bearer"},
        )
    request.state.user_id = user.id
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
# --8<-- [end:current_user]
