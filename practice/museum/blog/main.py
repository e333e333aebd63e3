"""The app: its routers, and what happens when it starts and stops."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from blog.database import Base, engine
from blog.routers import authentication, blog, user


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Make the missing tables at the start; let the file go at the end."""
    Base.metadata.create_all(engine)
    yield
    engine.dispose()


app = FastAPI(
    debug=True,
    title="Blog API",
    summary="People sign up, log in and write blogs.",
    version="1",
    lifespan=lifespan,
)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["*"],
    allow_headers=["*"],
    allow_credentials=True,
)
app.include_router(authentication.router)
app.include_router(blog.router)
app.include_router(user.router)
