"""Faults of the tokens: who can make one, and how long it is good for."""

import time
from pathlib import Path

from fastapi.testclient import TestClient
from jose import jwt

from tests.loading import SECRET_KEY
from tests.museum.starts import started_without_key
from tests.people import ADA, Person, bearer, token

DAY = 24 * 60 * 60


# --8<-- [start:key_in_source]
def test_who_reads_the_source_makes_no_token(ada: Person, folder: Path) -> None:
    """`SECRET_KEY` of the environment signs; without it, each start makes its own key."""
    with started_without_key(folder) as client:
        headers = bearer(token(client, ADA))
        assert client.get("/user/me", headers=headers).status_code == 200
    with started_without_key(folder) as client:
        assert client.get("/user/me", headers=headers).status_code == 401
    jwt.decode(token(ada.client, ADA), SECRET_KEY, algorithms=["HS256"])
    # --8<-- [end:key_in_source]


# --8<-- [start:account_gone]
def test_a_token_ends_with_its_account(client: TestClient, ada: Person) -> None:
    """Who has closed the account is 401 with the old token."""
    ada.send("DELETE", "/user/me")
    assert ada.get("/blog/").status_code == 401
    # --8<-- [end:account_gone]


# --8<-- [start:endless_token]
def test_a_token_ends_within_a_day(client: TestClient, ada: Person) -> None:
    """A token has an `exp` that comes within a day."""
    claims = jwt.get_unverified_claims(token(client, ADA))
    assert "exp" in claims
    assert time.time() < claims["exp"] <= time.time() + DAY
    # --8<-- [end:endless_token]
