"""The routes by which a machine asks whether the app is well."""

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel

from blog.database import DbSession
from blog.errors import UNAVAILABLE
from blog.handlers import RETRY_SECONDS
from blog.repository.health import is_ready

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """What a machine that watches the app wants to hear."""

    status: str


# --8<-- [start:health]
@router.get("/healthz", summary="Tell that the process lives")
async def show_health() -> Health:
    return Health(status="ok")


@router.get(
    "/readyz", summary="Tell whether the database answers", responses=UNAVAILABLE
)
def show_readiness(db: DbSession) -> Health:
    if not is_ready(db):
        detail = "The database does not answer"
        raise HTTPException(
            status.HTTP_503_SERVICE_UNAVAILABLE,
            detail=detail,
            headers={"Retry-After": str(RETRY_SECONDS)},
        )
    return Health(status="ok")
    # --8<-- [end:health]
