"""Where the museum is, and people who come in: they sign up and log in."""

from httpx2 import Client, Response

from course.steps import ROOT
from tests.people import ADA, Person, bearer, token

MUSEUM = ROOT / "practice" / "museum"
NOT_LOGGED_IN = (401, 404)


def sign_up(client: Client, **changes: str) -> Response:
    """Send a sign-up: Ada's, but for the changes."""
    return client.post("/user/", json={**ADA, **changes})


def arrive(client: Client, person: dict[str, str]) -> Person:
    """Let somebody sign up and log in."""
    id = sign_up(client, **person).json()["id"]
    return Person(client, id, headers=bearer(token(client, person)))
