"""The app: its routers, and what happens when it starts and stops."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from blog.database import Base, engine
from blog.errors import UNREADABLE, refuse, refuse_method
from blog.routers import blog, user


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Make the missing tables at the start; let the file go at the end."""
    Base.metadata.create_all(engine)
    yield
    engine.dispose()


# --8<-- [start:app]
app = FastAPI(
    title="Blog API",
    summary="A small blog that grows from one file to a service.",
    version="6",
    openapi_tags=[
        {"name": "blog", "description": "Write, read, change, delete."},
        {"name": "user", "description": "Sign up, and see who wrote what."},
    ],
    exception_handlers={RequestValidationError: refuse, 405: refuse_method},
    responses=UNREADABLE,
    lifespan=lifespan,
)
app.include_router(blog.router)
app.include_router(user.router)
# --8<-- [end:app]
