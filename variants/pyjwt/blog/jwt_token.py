"""Access tokens: signed, short-lived notes that say who is calling."""

from datetime import UTC, datetime, timedelta

import jwt
from pydantic import ValidationError

from blog.schemas import TokenData
from blog.settings import settings

# --8<-- [start:key]
ALGORITHM = "HS256"
LIFETIME = timedelta(minutes=settings.access_token_expire_minutes)
SECRET_KEY = settings.secret_key.get_secret_value()
PREVIOUS_KEY = settings.secret_key_previous.get_secret_value()
# --8<-- [end:key]


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
def read(token: str) -> TokenData | None:
    """Return what a token says, or None unless we signed it and it is valid."""
    for key in filter(None, [SECRET_KEY, PREVIOUS_KEY]):
        try:
            claims = jwt.decode(token, key, algorithms=[ALGORITHM])
            return TokenData.model_validate(claims)
        except (jwt.InvalidTokenError, ValidationError):
            continue
    return None
    # --8<-- [end:read]
