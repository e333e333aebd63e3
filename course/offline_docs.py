"""Let `/docs` and `/redoc` of any FastAPI app load their scripts from a place of ours.

FastAPI's pages name files on other hosts, in the defaults of two functions. This module
changes the defaults; the app's own code stays as it is.
"""

from pathlib import Path
from typing import Any

from fastapi.openapi import docs

PLACE = "/swagger-ui-files"
# The defaults, and the name of the file that serves instead.
FILES = {
    "swagger_js_url": "swagger-ui-bundle.js",
    "swagger_css_url": "swagger-ui.css",
    "swagger_favicon_url": "favicon-32x32.png",
    "redoc_favicon_url": "favicon-32x32.png",
}


def serve_docs_from(place: str) -> None:
    """Let FastAPI's pages load their files from this address; it ends with a slash."""
    for page in (docs.get_swagger_ui_html, docs.get_redoc_html):
        defaults: dict[str, Any] = page.__kwdefaults__ or {}
        for name in defaults.keys() & FILES.keys():
            defaults[name] = place + FILES[name]


def with_files(app: Any, folder: Path | str) -> Any:
    """Return the ASGI app with `/docs` served whole: its files come from this folder."""
    from starlette.staticfiles import StaticFiles

    files = StaticFiles(directory=folder)
    serve_docs_from(f"{PLACE}/")

    async def with_docs(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PLACE}/"):
            inside = {**scope, "root_path": scope.get("root_path", "") + PLACE}
            await files(inside, receive, send)
        else:
            await app(scope, receive, send)

    return with_docs
