"""Every refusal: a problem in the form of RFC 9457, and how the API documents it."""

from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel

# --8<-- [start:titles]
TITLES = {
    400: "Bad request",
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    409: "Conflict",
    413: "Too large",
    422: "Does not fit",
    429: "Too many attempts",
    431: "Long headers",
    500: "Our fault",
    503: "Not available",
}
# --8<-- [end:titles]


# --8<-- [start:models]
class Problem(BaseModel):
    """Why a request was refused: `type` for programs, `detail` for people."""

    type: str
    title: str
    status: int
    detail: str


class Fault(BaseModel):
    """One part of a request that does not fit, where it is and why."""

    type: str
    loc: list[str | int]
    msg: str


class InvalidRequest(Problem):
    """A refusal with all faults of the request."""

    errors: list[Fault]
    # --8<-- [end:models]


# --8<-- [start:headers]
LOGIN_BY = {
    "WWW-Authenticate": {"schema": {"type": "string"}, "description": "How to log in."}
}
COME_AGAIN = {
    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}
}
HEADERS = {401: LOGIN_BY, 429: COME_AGAIN, 503: COME_AGAIN}
# --8<-- [end:headers]


def documented(status: int, model: type[Problem] = Problem) -> dict[int | str, Any]:
    """Return what the page `/docs` says about a refusal."""
    more = {"headers": HEADERS[status]} if status in HEADERS else {}
    return {status: {"model": model, "description": TITLES[status], **more}}


UNREADABLE = documented(400)
BODY_REFUSED = documented(408) | documented(413)
UNAUTHORIZED = documented(401)
FORBIDDEN = documented(403)
NOT_FOUND = documented(404)
CONFLICT = documented(409)
INVALID = documented(422, InvalidRequest)
TOO_MANY = documented(429)
UNAVAILABLE = documented(503)


# --8<-- [start:problem]
def problem(status: int, detail: str, **more: Any) -> JSONResponse:
    """Return the answer that refuses a request."""
    title = TITLES.get(status, "Error")
    type = "/problems/" + title.lower().replace(" ", "-")
    body = {"type": type, "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type="application/problem+json")
    # --8<-- [end:problem]
