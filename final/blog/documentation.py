"""The OpenAPI document, with refusals as the problems that they are."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

JSON = "application/json"
PROBLEM = "application/problem+json"
ID = {"schema": {"type": "string"}, "description": "What the log calls the request."}
REQUEST_ID = {"$ref": "#/components/headers/RequestId"}


# --8<-- [start:operation_name]
def operation_name(route: APIRoute) -> str:
    """Return what generated clients call a route: the name of its function."""
    return route.name
    # --8<-- [end:operation_name]


# --8<-- [start:document]
def document(app: FastAPI) -> dict[str, Any]:
    """Return FastAPI's document; what it calls JSON in a refusal is a problem.

    FastAPI builds it once and keeps it, so that a second call finds nothing to do.
    """
    made = FastAPI.openapi(app)
    made["components"]["headers"] = {"RequestId": ID}
    for path in made["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                answer.setdefault("headers", {})["X-Request-ID"] = REQUEST_ID
                if status >= "400" and JSON in answer["content"]:
                    answer["content"][PROBLEM] = answer["content"].pop(JSON)
    return made
    # --8<-- [end:document]
