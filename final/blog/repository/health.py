"""Whether the database answers, with the tables that the app needs."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from blog.migrate import is_behind
from blog.models import User


# --8<-- [start:is_ready]
def is_ready(db: Session) -> bool:
    """Tell whether the database can be reached and its migrations have run."""
    try:
        db.scalar(select(User.id).limit(1))
        return not is_behind(db.connection())
    except SQLAlchemyError:
        return False
    # --8<-- [end:is_ready]
