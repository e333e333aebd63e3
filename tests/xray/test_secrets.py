"""X-ray promises: no secret gets into a tree."""

import json

import pytest

from course.steps import Step, read_manifest
from course.xray import as_text
from course.xray.masking import masked
from tests.people import ADA, arrive, log_in, token
from tests.xray.conftest import WatchedClient

PASSWORDS = [ADA["password"], "a wrong guess", "한글 비밀번호", "short", "x" * 80]
with_passwords = pytest.mark.parametrize(
    "step", read_manifest()[5:], ids=lambda step: step.key
)
with_login = pytest.mark.parametrize(
    "step", read_manifest()[6:], ids=lambda step: step.key
)


def shown(client: WatchedClient) -> str:
    """Return all that was collected, as data and as text."""
    assert client.trees
    data = json.dumps(client.trees, ensure_ascii=False)
    return data + "".join(map(as_text, client.trees))


def assert_no_secret(text: str, *secrets: str) -> None:
    """Check that none of these is there, and nothing that looks like a hash or token."""
    for secret in (*secrets, "$2b$", "eyJ"):
        assert secret not in text


@with_passwords
def test_a_sign_up_hides_its_password(step: Step, watched: WatchedClient) -> None:
    """Stored or refused, twice or with a field too many: the e-mail is shown, no more."""
    for password in PASSWORDS:
        account = {**ADA, "password": password}
        watched.post("/user/", json=account)
        watched.post("/user/", json=account)
        watched.post("/user/", json={**account, "extra": password})
        watched.post("/user/", json={"pasword": password, "email": "ada"})
        watched.post("/user/", json=[account])
        watched.post("/user/", json={"user": account})
        watched.post("/user/", content=json.dumps(account))
        watched.post("/user/", data=account)
        watched.post(f"/user/?password={password}", json=account)
        broken = json.dumps(account, ensure_ascii=False)[:-1].encode()
        watched.post(
            "/user/", content=broken, headers={"Content-Type": "application/json"}
        )
    assert_no_secret(shown(watched), *PASSWORDS)
    assert ADA["email"] in shown(watched)


@with_login
def test_a_login_hides_password_and_token(step: Step, watched: WatchedClient) -> None:
    """A good one, a wrong one, and each way to send the token afterwards."""
    arrive(watched, step.key, ADA)
    given = token(watched, ADA)
    for password in PASSWORDS:
        log_in(watched, ADA["email"], password)
        watched.post("/login", json={"username": "x", "password": password})
        watched.post("/login", data={"password": password})
    for value in (f"Bearer {given}", f"bearer {given}", f"Basic {given}", given):
        watched.get("/blog/", headers={"Authorization": value})
    watched.get("/blog/", headers={"Cookie": f"session={given}"})
    watched.get("/blog/", params={"token": given, "q": f"Bearer {given}"})
    watched.get(f"/blog/{given}", headers={"Authorization": f"Bearer {given}"})
    assert_no_secret(shown(watched), *PASSWORDS, given, given.rpartition(".")[2])


@with_passwords
def test_a_password_that_stands_elsewhere_is_hidden_too(
    step: Step, watched: WatchedClient
) -> None:
    """Whoever types it into the wrong field as well does not find it in the terminal."""
    secret = "correct horse battery"
    watched.post("/user/", json={**ADA, "password": secret, "name": f"I am {secret}"})
    watched.post("/user/", json={**ADA, "password": secret, "email": secret})
    assert_no_secret(shown(watched), secret)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("password", "x", "***"),
        ("new_password", 12345678, "***"),
        ("passwords", ["x"], "***"),
        ("비밀번호", "x", "***"),
        ("api-key", "x", "***"),
        ("refresh_token", b"x", "***"),
        ("note", "see $argon2id$v=19$m=1 there", "see *** there"),
        ("note", "eyJhbGciOi.eyJzdWIi.c2ln", "***"),
        ("authorization", "Bearer abc", "Bearer ***"),
        ("authorization", "abc", "***"),
        ("author", "Ada", "Ada"),
        ("token_type", "bearer", "bearer"),
        ("password", None, None),
        ("body", {"a": [{"secret": "x"}]}, {"a": [{"secret": "***"}]}),
    ],
)
def test_what_counts_as_a_secret(name: str, value: object, wanted: object) -> None:
    """Its name, or its form; other values stay as they are."""
    assert masked(value, name) == wanted
