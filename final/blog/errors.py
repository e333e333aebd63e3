"""Every refusal: how it reads, and how the API documents it."""

from typing import Any

from fastapi import Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel


# --8<-- [start:problem]
class Problem(BaseModel):
    """Why a request was refused, in one sentence."""

    detail: str


NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "Nothing has this id"}
}
CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "This e-mail address is taken"}
}
UNAUTHORIZED: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "No valid credentials"}
}
FORBIDDEN: dict[int | str, dict[str, Any]] = {
    403: {"model": Problem, "description": "Somebody else's blog"}
}
UNAVAILABLE: dict[int | str, dict[str, Any]] = {
    503: {"model": Problem, "description": "The database does not answer"}
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
