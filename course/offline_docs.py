"""Let `/docs` and `/redoc` of any FastAPI app load their scripts from a place of ours.

FastAPI's pages name files on other hosts, in the defaults of two functions. This module
changes the defaults; the app's own code stays as it is.
"""

from typing import Any

from fastapi.openapi import docs

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
