"""Access tokens: signed, short-lived notes that say who is calling."""

import os
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from jose import JWTError, jwt
from pydantic import ValidationError

from blog.schemas import TokenData

# --8<-- [start:key]
ALGORITHM = "HS256"
LIFETIME = timedelta(minutes=30)
SECRET_KEY = os.environ.get("SECRET_KEY") or token_hex(32)
# --8<-- [end:key]


# --8<-- [start:create]
def create_access_token(user_id: int) -> str:
    """Return a signed token for this user; it expires after LIFETIME."""
    claims = {"sub": str(user_id), "exp": datetime.now(UTC) + LIFETIME}
    return jwt.encode(claims, SECRET_KEY, algorithm=ALGORITHM)
    # --8<-- [end:create]


# --8<-- [start:read]
def read_user_id(token: str) -> int | None:
    """Return whose token this is, or None unless we signed it and it is valid."""
    try:
        claims = jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM])
        return TokenData.model_validate(claims).sub
    except (JWTError, ValidationError, RecursionError):
        return None
    # --8<-- [end:read]
