"""Who Schemathesis is when a chapter wants to know: somebody who has just signed up."""

import json
from itertools import count
from pathlib import Path

from fastapi import FastAPI
from httpx2 import Client

from tests.people import ADA, arrive

PASSWORD = "correct horse"  # final's example of an old password: changing it succeeds
HEADER = "Authorization"


def reception(chapter: Client, key: str) -> FastAPI:
    """An app that signs somebody new up at every request, and answers their header.

    An account can be deleted and a password changed: then Schemathesis comes again.
    """
    app = FastAPI()
    numbers = count(1)

    @app.post("/newcomers")
    def newcomer() -> dict[str, str]:
        email = f"newcomer{next(numbers)}@example.com"
        person = {**ADA, "email": email, "password": PASSWORD}
        return arrive(chapter, key, person).headers

    return app


def write_the_way(folder: Path, address: str) -> Path:
    """Write where the reception is, in the form of the Web Fuzzing Commons."""
    token = {
        "extractFrom": "body",
        "extractSelector": f"/{HEADER}",
        "sendIn": "header",
        "sendName": HEADER,
    }
    login = {
        "externalEndpointURL": f"{address}/newcomers",
        "verb": "POST",
        "token": token,
    }
    file = folder / "newcomer.json"
    newcomer = {"name": "newcomer", "loginEndpointAuth": login}
    file.write_text(json.dumps({"auth": [newcomer]}), encoding="utf-8")
    return file
