"""Lists come in pages: how long one is, and the link to the next."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Response

from blog.models import Blog
from blog.repository.statements import BlogRow

Listed = TypeVar("Listed", Blog, BlogRow)
Limit = Annotated[int, Query(ge=1, le=100)]
NEXT = {"schema": {"type": "string"}, "description": "The next page, if there is one."}
IN_PAGES: dict[int | str, dict[str, Any]] = {200: {"headers": {"Link": NEXT}}}


# --8<-- [start:one_page]
def one_page(
    found: Sequence[Listed], limit: int, response: Response, path: str, **asked: str
) -> Sequence[Listed]:
    """Return what fits on the page; link to the next one if more was found (RFC 8288).

    The link is made of what was understood, never of what was sent: no client writes
    a header.
    """
    if len(found) > limit:
        query = urlencode({**asked, "limit": limit, "before": found[limit - 1].id})
        response.headers["Link"] = f'<{path}?{query}>; rel="next"'
    return found[:limit]
    # --8<-- [end:one_page]
