"""Whether the database answers."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from blog.models import User


# --8<-- [start:is_ready]
def is_ready(db: Session) -> bool:
    """Tell whether the database can be reached and has the tables."""
    try:
        db.scalar(select(User.id).limit(1))
    except SQLAlchemyError:
        return False
    return True
    # --8<-- [end:is_ready]
