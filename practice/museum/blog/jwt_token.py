"""Access tokens: signed notes that say who is calling."""

from datetime import UTC, datetime

from jose import JWTError, jwt

from blog.settings import ALGORITHM, SECRET_KEY


def create_access_token(email: str) -> str:
    """Return a signed token for the user with this address."""
    claims = {"sub": email, "iat": datetime.now(UTC)}
    return jwt.encode(claims, SECRET_KEY, algorithm=ALGORITHM)


def read_email(token: str) -> str | None:
    """Return whose token this is, or None unless we signed it and it is valid."""
    try:
        claims = jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM])
        return claims.get("sub")
    except JWTError:
        return None
