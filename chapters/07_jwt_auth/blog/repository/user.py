"""Users in the database."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from blog.hashing import hash_password
from blog.models import Blog, User
from blog.schemas import UserCreate


# --8<-- [start:create]
class EmailTaken(Exception):
    """Somebody has signed up with this e-mail address already."""


def create(db: Session, request: UserCreate) -> User:
    """Store a new user; raise EmailTaken if the database refuses the address."""
    user = User(
        name=request.name,
        email=request.email,
        password_hash=hash_password(request.password),
    )
    db.add(user)
    try:
        db.commit()
    except IntegrityError as error:
        raise EmailTaken from error
    return user
    # --8<-- [end:create]


def find(db: Session, id: int) -> User | None:
    """Return the user with this id, or None."""
    return db.get(User, id)


# --8<-- [start:find]
def find_by_email(db: Session, email: str) -> User | None:
    """Return the user with this address, as it is stored, or None."""
    return db.scalar(select(User).where(User.email == email))


def find_with_published(db: Session, id: int) -> User | None:
    """Return the user with this id and their published blogs, or None."""
    published = selectinload(User.blogs.and_(Blog.published))
    return db.get(User, id, options=[published])
    # --8<-- [end:find]
