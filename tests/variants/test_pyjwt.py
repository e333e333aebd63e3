"""The PyJWT variant promises: tokens go on working, in both directions."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from fastapi.testclient import TestClient
from jose import jwt as jose_jwt

from tests.loading import SECRET_KEY
from tests.people import ADA, bearer, sign_up, token
from tests.variants.conftest import Start

VARIANT = "pyjwt"


def status_with(client: TestClient, access_token: str) -> int:
    """Return the status of a request that needs a token."""
    return client.get("/blog/", headers=bearer(access_token)).status_code


@pytest.mark.parametrize(("old", "new"), [("final", VARIANT), (VARIANT, "final")])
def test_a_token_outlives_the_swap(start: Start, old: str, new: str) -> None:
    """Who logged in before is still logged in after, forward and back."""
    client = start(old)
    sign_up(client, "final", ADA)
    access_token = token(client, ADA)
    assert status_with(client, access_token) == 200
    assert status_with(start(new), access_token) == 200


def test_both_libraries_read_the_same_claims(start: Start) -> None:
    """A token of the variant says to each of them whose it is and until when."""
    client = start(VARIANT)
    id = sign_up(client, "final", ADA).json()["id"]
    access_token = token(client, ADA)
    claims = jwt.decode(access_token, SECRET_KEY, algorithms=["HS256"])
    assert claims == jose_jwt.decode(access_token, SECRET_KEY, algorithms=["HS256"])
    assert set(claims) == {"sub", "version", "exp"}
    assert claims["sub"] == str(id)


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_refused(start: Start, algorithm: str) -> None:
    """The app says how a token is checked, not the token, even with the right key."""
    client = start(VARIANT)
    id = sign_up(client, "final", ADA).json()["id"]
    claims = {"sub": str(id), "exp": datetime.now(UTC) + timedelta(minutes=5)}
    foreign = jose_jwt.encode(claims, SECRET_KEY, algorithm=algorithm)
    assert status_with(client, foreign) == 401
    ours = jose_jwt.encode(claims, SECRET_KEY, algorithm="HS256")
    assert status_with(client, ours) == 200


def test_a_short_key_is_warned_of(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyJWT warns of a key below 32 bytes: the page says what to do."""
    monkeypatch.setenv("SECRET_KEY", "short")
    client = start(VARIANT)
    sign_up(client, "final", ADA)
    with pytest.warns(jwt.InsecureKeyLengthWarning, match="below the minimum"):
        token(client, ADA)
