"""Access tokens: signed, short-lived notes that say who is calling."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from time import time

import jwt
from pydantic import BaseModel, ValidationError

from blog.schema_base import Id
from blog.settings import settings

# --8<-- [start:key]
ALGORITHM = "HS256"
LIFETIME = timedelta(minutes=settings.access_token_expire_minutes)
SECRET_KEY = settings.secret_key.get_secret_value()
PREVIOUS_KEY = settings.secret_key_previous.get_secret_value()
# --8<-- [end:key]


# --8<-- [start:data]
class TokenData(BaseModel):
    """What a token must say: whose, until when (seconds since 1970), which version."""

    sub: Id
    exp: int
    version: int = 0
    # --8<-- [end:data]


# --8<-- [start:create]
def create_access_token(user_id: int, version: int) -> str:
    """Return a signed token for this user; it expires after LIFETIME."""
    claims = {
        "sub": str(user_id),
        "version": version,
        "exp": datetime.now(UTC) + LIFETIME,
    }
    return jwt.encode(claims, SECRET_KEY, algorithm=ALGORITHM)
    # --8<-- [end:create]


# --8<-- [start:read]
THREE_PARTS = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)  # RFC 7515


@lru_cache(maxsize=1000)
def signed(token: str) -> TokenData:
    """Return what a token says; raise InvalidTokenError unless we signed it."""
    keys = [SECRET_KEY, PREVIOUS_KEY] if THREE_PARTS.fullmatch(token) else []
    for key in filter(None, keys):
        with suppress(jwt.InvalidTokenError):
            claims = jwt.decode(token, key, algorithms=[ALGORITHM])
            return TokenData.model_validate(claims)
    raise jwt.InvalidTokenError


def read(token: str) -> TokenData | None:
    """Return what a token says, or None unless we signed it and it is valid."""
    try:
        data = signed(token)
    except (jwt.InvalidTokenError, ValidationError):
        return None
    return data if data.exp > time() else None
    # --8<-- [end:read]
