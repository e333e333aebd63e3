"""The routes below /user/me: a person's own account."""

from fastapi import APIRouter, HTTPException, Response, status

from blog.database import DbSession
from blog.errors import BODY_REFUSED, CONFLICT, FORBIDDEN, TOO_MANY, UNAUTHORIZED
from blog.hashing import verify
from blog.jwt_token import create_access_token
from blog.oauth2 import CurrentUser
from blog.repository import password as passwords
from blog.repository import user as users
from blog.schemas import Account, PasswordChange, Token
from blog.throttle import Address, count_attempt, forget_attempts

router = APIRouter(prefix="/user/me", tags=["user"], responses=UNAUTHORIZED)


# --8<-- [start:show_me]
@router.get("", summary="Show your own account")
def show_me(caller: CurrentUser, response: Response) -> Account:
    response.headers["Cache-Control"] = "no-store"
    return Account.model_validate(caller)
    # --8<-- [end:show_me]


# --8<-- [start:change_password]
@router.put(
    "/password",
    summary="Change your password",
    responses=BODY_REFUSED | FORBIDDEN | CONFLICT | TOO_MANY,
)
def change_password(
    request: PasswordChange,
    caller: CurrentUser,
    address: Address,
    db: DbSession,
    response: Response,
) -> Token:
    """Every token from before is no longer good; the answer is a new one."""
    count_attempt(caller.email, address)
    if not verify(request.old_password, caller.password_hash):
        detail = "The old password is wrong"
        raise HTTPException(status.HTTP_403_FORBIDDEN, detail=detail)
    forget_attempts(caller.email)
    passwords.set_password(db, caller, request.new_password)
    response.headers["Cache-Control"] = "no-store"
    token = create_access_token(caller.id, caller.token_version)
    return Token(access_token=token, token_type="bearer")
    # --8<-- [end:change_password]


# --8<-- [start:delete_me]
@router.delete("", status_code=204, summary="Delete your account and your blogs")
def delete_me(caller: CurrentUser, db: DbSession) -> None:
    users.remove(db, caller)
    # --8<-- [end:delete_me]
