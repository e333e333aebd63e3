"""Chapter 6 promises: people have passwords, and nobody keeps or shows them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from passlib.hash import bcrypt

from course.steps import Step
from tests.fixtures import USUAL_ROUNDS
from tests.people import ADA, GRACE, Person, sign_up
from tests.refusals import faults

STEP = "6"


def stored(folder: Path) -> bytes:
    """Return everything that the database file holds."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("blog.db*")))


def stored_hashes(folder: Path) -> list[str]:
    """Return the bcrypt hashes in the database; its log may hold one a second time."""
    pieces = stored(folder).split(b"$2b$")[1:]
    return list(dict.fromkeys("$2b$" + piece[:56].decode() for piece in pieces))


def test_signing_up_needs_a_password(client: TestClient) -> None:
    """Without a password there is no account."""
    answer = client.post("/user/", json={"name": "Ada", "email": "ada@example.com"})
    assert answer.status_code == 422


def test_the_document_says_how_long_a_password_may_be(client: TestClient) -> None:
    """Bytes cannot be counted by JSON Schema: the limit stands in the description."""
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert "72 bytes" in schemas["UserCreate"]["properties"]["password"]["description"]


def test_a_password_never_leaves_in_an_answer(client: TestClient, step: Step) -> None:
    """Neither the password nor its hash is in any answer to a good request."""
    answer = sign_up(client, step.key, ADA)
    for text in (answer.text, client.get(f"/user/{answer.json()['id']}").text):
        assert "password" not in text
        assert ADA["password"] not in text
        assert "$2b$" not in text


@pytest.mark.parametrize("password", ["short12", "x" * 80, "with a\0zero", " " * 9])
def test_a_refused_password_is_not_repeated(
    client: TestClient, step: Step, password: str
) -> None:
    """The answer to a bad password does not contain it."""
    answer = sign_up(client, step.key, {**ADA, "password": password})
    assert answer.status_code == 422
    assert password not in str(answer.json())
    assert all(set(fault) == {"type", "loc", "msg"} for fault in faults(answer))


@pytest.mark.sqlite
def test_only_a_bcrypt_hash_is_stored(
    client: TestClient, step: Step, folder: Path
) -> None:
    """The password is not in the database; a bcrypt hash of it is."""
    assert sign_up(client, step.key, ADA).status_code == 201
    assert ADA["password"].encode() not in stored(folder)
    (kept,) = stored_hashes(folder)
    assert bcrypt.verify(ADA["password"], kept)


@pytest.mark.sqlite
def test_equal_passwords_have_different_hashes(
    client: TestClient, step: Step, folder: Path
) -> None:
    """Every hash has its own salt."""
    sign_up(client, step.key, ADA)
    sign_up(client, step.key, {**GRACE, "password": ADA["password"]})
    first, second = stored_hashes(folder)
    assert first != second


@pytest.mark.sqlite
def test_a_hash_costs_at_least_twelve_rounds(
    restart: Callable[[], TestClient],
    step: Step,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """2^12 rounds of bcrypt, a quarter of a second, slow down who guesses."""
    monkeypatch.delenv("BCRYPT_ROUNDS")
    monkeypatch.setattr(bcrypt, "default_rounds", USUAL_ROUNDS)
    assert sign_up(restart(), step.key, ADA).status_code == 201
    (kept,) = stored_hashes(folder)
    assert bcrypt.from_string(kept).rounds >= 12


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("1234567", 422),
        ("12345678", 201),
        ("x" * 72, 201),
        ("x" * 73, 422),
        ("한" * 24, 201),
        ("한" * 25, 422),
    ],
)
def test_a_password_has_8_characters_to_72_bytes(
    client: TestClient, step: Step, password: str, status: int
) -> None:
    """A longer one is refused, never cut; a Hangul syllable is three bytes."""
    answer = sign_up(client, step.key, {**ADA, "password": password})
    assert answer.status_code == status


def test_blogs_work_as_before(ada: Person) -> None:
    """A user with a password writes blogs as in chapter 5."""
    assert ada.write().json()["creator"] == {"id": ada.id, "name": "Ada"}
