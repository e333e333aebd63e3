"""Users in the database."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from blog.hashing import hash_password
from blog.models import User
from blog.schemas import Rename, UserCreate


def create(db: Session, request: UserCreate) -> User:
    """Store a new user and return it with its id."""
    user = User(
        name=request.name,
        email=request.email,
        password_hash=hash_password(request.password),
    )
    db.add(user)
    db.commit()
    return user


def find(db: Session, id: int) -> User | None:
    """Return the user with this id and their published blogs, or None."""
    published = selectinload(User.published_blogs)
    return db.get(User, id, options=[published])


def find_by_email(db: Session, email: str) -> User | None:
    """Return the user with this address, or None."""
    return db.scalar(select(User).where(User.email == email))


def oldest(db: Session, limit: int) -> Sequence[User]:
    """Return people with their published blogs, in the order of their sign-ups."""
    query = select(User).order_by(User.id).limit(limit)
    return db.scalars(query).all()


def rename(db: Session, user: User, request: Rename) -> None:
    """Give a user another name."""
    db.query(User).filter(User.id == user.id).update(request)
    db.commit()


def delete(db: Session, user: User) -> None:
    """Remove a user and all that they wrote."""
    db.delete(user)
    db.commit()
