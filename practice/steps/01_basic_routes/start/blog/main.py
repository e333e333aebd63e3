"""The whole API in one file; its blogs live in memory."""

from typing import Any

from fastapi import FastAPI

app = FastAPI(
    title="Blog API",
    summary="A small blog that grows from one file to a service.",
    version="1",
    openapi_tags=[{"name": "blog", "description": "Read what was written."}],
)

Blog = dict[str, Any]

BLOGS: list[Blog] = [
    {"id": 4, "title": "What next?", "body": "A database.", "published": False},
    {"id": 3, "title": "Types at work", "body": "42 is a number.", "published": True},
    {"id": 2, "title": "A first route", "body": "It answers.", "published": True},
    {"id": 1, "title": "Hello, FastAPI", "body": "One file.", "published": True},
]
COMMENTS = {1: ["Welcome!", "Short and clear."], 3: ["What about 4.2?"]}
