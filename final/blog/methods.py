"""The answer to a method that a path does not have."""

from fastapi import Request
from fastapi.exceptions import HTTPException
from fastapi.responses import JSONResponse
from starlette.routing import Match

from blog.errors import problem

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")


# --8<-- [start:refuse_method]
async def refuse_method(request: Request, error: HTTPException) -> JSONResponse:
    """Answer 405 with every method that the path has (RFC 9110, section 15.5.6)."""
    answer = problem(error.status_code, error.detail)
    answer.headers["Allow"] = ", ".join(m for m in METHODS if has_route(request, m))
    return answer


def has_route(request: Request, method: str) -> bool:
    """Tell whether the path of this request has a route for another method."""
    asked = {**request.scope, "method": method}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)
    # --8<-- [end:refuse_method]
