"""Every refusal: how it reads, and how the API documents it."""

from typing import Any

from fastapi import HTTPException, Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.routing import Match

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")


# --8<-- [start:problem]
class Problem(BaseModel):
    """Why a request was refused, in one sentence."""

    detail: str


UNREADABLE: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body cannot be read"}
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "Nothing has this id"}
}
CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "This e-mail address is taken"}
}
# --8<-- [end:problem]


# --8<-- [start:refuse]
async def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer 422 with the place and the reason, never with the rejected value.

    FastAPI's own answer repeats what was sent: a password too, once there is one.
    """
    reasons = [{key: e[key] for key in ("type", "loc", "msg")} for e in error.errors()]
    return JSONResponse({"detail": reasons}, status.HTTP_422_UNPROCESSABLE_CONTENT)
    # --8<-- [end:refuse]


# --8<-- [start:refuse_method]
async def refuse_method(request: Request, error: HTTPException) -> JSONResponse:
    """Answer 405 with every method that the path has (RFC 9110, section 15.5.6).

    FastAPI's own answer names one of them.
    """
    headers = {"Allow": ", ".join(m for m in METHODS if has_route(request, m))}
    return JSONResponse({"detail": error.detail}, error.status_code, headers)


def has_route(request: Request, method: str) -> bool:
    """Tell whether the path of this request has a route for another method."""
    asked = {**request.scope, "method": method}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)
    # --8<-- [end:refuse_method]
