"""Passwords: the hash that is kept instead of them."""

from passlib.context import CryptContext

pwd_context = CryptContext(schemes=["bcrypt"])


def hash_password(password: str) -> str:
    """Return a salted bcrypt hash, different at every call."""
    return pwd_context.hash(password)


def verify(password: str, password_hash: str) -> bool:
    """Tell whether the hash was made from this password."""
    return pwd_context.verify(password, password_hash)
