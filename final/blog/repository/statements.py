"""What is asked about blogs, built once at the start, and the form of an answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, insert, or_, select
from sqlalchemy.orm import aliased

from blog.models import Blog, User

BlogRow = Row[int, str, str, bool, datetime, datetime, int, str]

# --8<-- [start:statements]
VISIBLE = or_(Blog.published, Blog.user_id == bindparam("caller_id"))
CALLER = aliased(User)
HAS_GOOD_TOKEN = exists().where(
    CALLER.id == bindparam("caller_id"), CALLER.token_version == bindparam("version")
)
SHOWN = (
    select(
        Blog.id,
        Blog.title,
        Blog.body,
        Blog.published,
        Blog.created_at,
        Blog.updated_at,
        User.id,
        User.name,
    )
    .join(Blog.creator)
    .where(HAS_GOOD_TOKEN)
)
ONE = SHOWN.where(Blog.id == bindparam("id"), VISIBLE)
PAGE = (
    SHOWN.where(Blog.id < bindparam("before"))
    .order_by(Blog.id.desc())
    .limit(bindparam("limit"))
)
PUBLISHED = PAGE.where(Blog.published)
DRAFTS = PAGE.where(~Blog.published, Blog.user_id == bindparam("caller_id"))
NEW = insert(Blog).returning(Blog.id)
# --8<-- [end:statements]


# --8<-- [start:shown]
def shown(row: BlogRow) -> dict[str, Any]:
    """Return a row of SHOWN in the form of the schema ShowBlog."""
    id, title, body, published, created_at, updated_at, creator_id, name = row
    return {
        "id": id,
        "title": title,
        "body": body,
        "published": published,
        "created_at": created_at,
        "updated_at": updated_at,
        "creator": {"id": creator_id, "name": name},
    }
    # --8<-- [end:shown]
