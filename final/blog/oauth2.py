"""Who is calling: from the token in the request to a user in the database."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request, status
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy import Connection

from blog.database import DbSession
from blog.jwt_token import TokenData, read
from blog.models import User
from blog.repository import user as users
from blog.repository.user import Caller

# --8<-- [start:scheme]
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="login")
# --8<-- [end:scheme]


def refusal() -> HTTPException:
    """Return the answer to a token that is not, or no longer, good."""
    return HTTPException(
        status.HTTP_401_UNAUTHORIZED,
        detail="Could not validate credentials",
        headers={"WWW-Authenticate": "Bearer"},
    )


# --8<-- [start:token]
async def get_token(
    request: Request, token: Annotated[str, Depends(oauth2_scheme)]
) -> TokenData:
    """Return what the token says, or answer 401; the database is not asked."""
    data = read(token)
    if data is None:
        raise refusal()
    request.state.user_id = data.sub
    return data


CallersToken = Annotated[TokenData, Depends(get_token)]
# --8<-- [end:token]


# --8<-- [start:current_user]
def get_current_user(token: CallersToken, db: DbSession) -> User:
    """Return the user whose token came with the request, or answer 401.

    A token is as old as the password it was given for: a new password ends it.
    """
    user = users.find(db, token.sub)
    if user is None or user.token_version != token.version:
        raise refusal()
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
# --8<-- [end:current_user]


# --8<-- [start:check_caller]
def check_caller(db: Connection, token: TokenData) -> Caller:
    """Return the user whose token it is, or answer 401.

    For the routes that are asked most: one thread does all the work of a request.
    """
    caller = users.find_caller(db, token.sub)
    if caller is None or caller.token_version != token.version:
        raise refusal()
    return caller
    # --8<-- [end:check_caller]
