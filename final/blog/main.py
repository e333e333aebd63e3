"""The app: its routers, and what stands around every request."""

from functools import partial

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from blog.body_limit import BodyLimit
from blog.documentation import document, operation_name
from blog.errors import INVALID, UNAVAILABLE, UNREADABLE
from blog.fault import OurFault
from blog.handlers import HANDLERS
from blog.lifespan import lifespan
from blog.request_log import RequestLog, log_to_stdout
from blog.routers import authentication, blog, health, me, own_blog, user
from blog.settings import settings
from blog.telemetry import TELEMETRY

# --8<-- [start:app]
app = FastAPI(
    title="Blog API",
    summary="A small blog that grows from one file to a service.",
    version="1.0.0",
    openapi_tags=[
        {"name": "authentication", "description": "Log in to get a token."},
        {"name": "blog", "description": "Write, read, change, delete."},
        {"name": "user", "description": "Sign up, and see who wrote what."},
        {"name": "health", "description": "For the machine that watches the app."},
    ],
    exception_handlers=HANDLERS,
    responses=UNREADABLE | INVALID | UNAVAILABLE,
    lifespan=lifespan,
    telemetry=TELEMETRY,
    generate_unique_id_function=operation_name,
    openapi_url="/openapi.json" if settings.api_docs else None,
    redirect_slashes=False,  # what was sent would come back in a header
)
app.include_router(authentication.router)
app.include_router(blog.router)
app.include_router(own_blog.router)
app.include_router(me.router)
app.include_router(user.router)
app.include_router(health.router)
app.openapi = partial(document, app)  # type: ignore[method-assign]
# --8<-- [end:app]

# --8<-- [start:limit]
app.add_middleware(
    BodyLimit,
    max_bytes=settings.max_body_bytes,
    seconds=settings.body_timeout_seconds,
)
# --8<-- [end:limit]
app.add_middleware(OurFault)

# --8<-- [start:cors]
if settings.cors_origins:
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins.split(),
        allow_credentials=settings.cors_credentials,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Link", "Retry-After", "X-Request-ID"],
    )
# --8<-- [end:cors]

# --8<-- [start:log]
app.add_middleware(RequestLog)
if settings.environment == "production":
    log_to_stdout()
# --8<-- [end:log]
