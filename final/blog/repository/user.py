"""Users in the database."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from blog.hashing import hash_password
from blog.models import Blog, User
from blog.schemas import UserCreate


# --8<-- [start:create]
class EmailTaken(Exception):
    """Somebody has signed up with this e-mail address already."""


def create(db: Session, request: UserCreate) -> User:
    """Store a new user; raise EmailTaken if somebody has the address."""
    user = User(
        name=request.name,
        email=request.email,
        password_hash=hash_password(request.password),
    )
    db.add(user)
    try:
        db.commit()
    except IntegrityError as error:
        db.rollback()
        if find_by_email(db, request.email) is None:
            raise
        raise EmailTaken from error
    return user
    # --8<-- [end:create]


def find(db: Session, id: int) -> User | None:
    """Return the user with this id, or None."""
    return db.get(User, id)


# --8<-- [start:find_caller]
Caller = Row[int, str, int]
FIND_CALLER = select(User.id, User.name, User.token_version).where(
    User.id == bindparam("id")
)


def find_caller(db: Connection, id: int) -> Caller | None:
    """Return id, name and token_version of a user, or None."""
    return db.execute(FIND_CALLER, {"id": id}).one_or_none()
    # --8<-- [end:find_caller]


# --8<-- [start:find]
def find_by_email(db: Session, email: str) -> User | None:
    """Return the user with this address, as it is stored, or None."""
    return db.scalar(select(User).where(User.email == email))


def published_by(
    db: Session, user: User, limit: int, before: int | None
) -> Sequence[Blog]:
    """Return the newest published blogs of this user, or those before an id."""
    query = select(Blog).where(Blog.user_id == user.id, Blog.published)
    if before is not None:
        query = query.where(Blog.id < before)
    return db.scalars(query.order_by(Blog.id.desc()).limit(limit)).all()
    # --8<-- [end:find]


# --8<-- [start:delete]
def remove(db: Session, user: User) -> None:
    """Remove a user and their blogs for good, all or nothing.

    The lock on the user's row makes PostgreSQL hold back a blog being written.
    """
    db.execute(select(User.id).where(User.id == user.id).with_for_update())
    db.execute(delete(Blog).where(Blog.user_id == user.id))
    db.execute(delete(User).where(User.id == user.id))
    db.commit()
    # --8<-- [end:delete]
