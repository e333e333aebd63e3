"""What a client reads when something goes wrong, by the kind of the exception."""

import logging
from typing import Any

from fastapi import Request
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.responses import JSONResponse
from limits.errors import StorageError
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException as AnyHTTPException

from blog.errors import problem
from blog.methods import refuse_method

logger = logging.getLogger("blog.fault")
RETRY_SECONDS = 5


# --8<-- [start:refusals]
async def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer 422 with the place and the reason, never with the rejected value."""
    faults = [{key: e[key] for key in ("type", "loc", "msg")} for e in error.errors()]
    return problem(422, "The request does not fit", errors=faults)


async def explain(request: Request, error: HTTPException) -> JSONResponse:
    """Answer with what a route, or FastAPI itself, has to say."""
    answer = problem(error.status_code, error.detail)
    answer.headers.update(error.headers or {})
    return answer
    # --8<-- [end:refusals]


# --8<-- [start:faults]
async def conflict(request: Request, error: Exception) -> JSONResponse:
    """Answer 409 to who was overtaken by somebody else's change."""
    return problem(409, "It was changed or deleted at the same time")


async def unavailable(request: Request, error: Exception) -> JSONResponse:
    """Answer 503 while the database does not answer; it may soon."""
    return later("The database does not answer", getattr(error, "orig", error))


async def uncounted(request: Request, error: StorageError) -> JSONResponse:
    """Answer 503 to an attempt that cannot be counted."""
    return later("Nobody can log in or sign up just now", error.storage_error)


def later(detail: str, cause: object) -> JSONResponse:
    """Log the cause; return the answer that asks to come again."""
    logger.error("%s: %s: %s", detail, type(cause).__name__, cause)
    answer = problem(503, detail)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
    # --8<-- [end:faults]


# --8<-- [start:table]
HANDLERS: dict[int | type[Exception], Any] = {
    RequestValidationError: refuse,
    405: refuse_method,
    AnyHTTPException: explain,
    exc.IntegrityError: conflict,
    StaleDataError: conflict,
    exc.OperationalError: unavailable,
    exc.InterfaceError: unavailable,
    exc.InternalError: unavailable,
    exc.TimeoutError: unavailable,
    TimeoutError: unavailable,
    StorageError: uncounted,
}
# --8<-- [end:table]
