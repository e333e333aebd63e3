"""A person's password in the database: its hash, and which tokens are still good."""

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from blog.hashing import hash_password
from blog.models import User


# --8<-- [start:set_password]
def set_password(db: Session, user: User, password: str) -> None:
    """Keep the new hash; every token given out before is no longer good.

    Raises StaleDataError if the password was changed at the same time.
    """
    unchanged = (User.id == user.id) & (User.token_version == user.token_version)
    changed = update(User).where(unchanged).returning(User.id)
    new = {
        "password_hash": hash_password(password),
        "token_version": user.token_version + 1,
    }
    if db.scalar(changed.values(new)) is None:
        raise StaleDataError
    db.commit()
    # --8<-- [end:set_password]


# --8<-- [start:replace_hash]
def replace_hash(db: Session, user: User, password_hash: str) -> None:
    """Store a stronger hash, unless the password was changed meanwhile."""
    unchanged = (User.id == user.id) & (User.password_hash == user.password_hash)
    db.execute(update(User).where(unchanged).values(password_hash=password_hash))
    db.commit()
    # --8<-- [end:replace_hash]
