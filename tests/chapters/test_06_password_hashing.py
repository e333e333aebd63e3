"""Chapter 6 promises: people have passwords, and nobody keeps or shows them."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from fastapi import FastAPI
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
    """`POST /user/` asks for a password: without one it answers 422."""
    answer = client.post("/user/", json={"name": "Ada", "email": "ada@example.com"})
    assert answer.status_code == 422


@pytest.mark.sqlite
def test_a_password_is_not_stored(client: TestClient, step: Step, folder: Path) -> None:
    """Signing up with a password works, and the database does not hold it."""
    assert sign_up(client, step.key, ADA).status_code == 201
    assert ADA["email"].encode() in stored(folder)
    assert ADA["password"].encode() not in stored(folder)


def test_a_password_never_leaves_in_an_answer(client: TestClient, step: Step) -> None:
    """Neither the password nor its hash is in any answer."""
    answer = sign_up(client, step.key, ADA)
    assert answer.status_code == 201
    for text in (answer.text, client.get(f"/user/{answer.json()['id']}").text):
        assert "password" not in text
        assert ADA["password"] not in text
        assert "$2b$" not in text


def test_blogs_work_as_before(ada: Person) -> None:
    """Somebody who has signed up with a password writes blogs as before."""
    assert ada.write().json()["creator"] == {"id": ada.id, "name": "Ada"}


def test_a_password_has_8_to_72_characters(client: TestClient, step: Step) -> None:
    """A password has 8 to 72 characters; a shorter or a longer one is 422."""
    for length, status in ((7, 422), (8, 201), (72, 201), (73, 422)):
        person = {"name": "Ada", "email": f"ada{length}@example.com"}
        answer = sign_up(client, step.key, {**person, "password": "x" * length})
        assert answer.status_code == status, f"{length} characters"


def test_a_refused_password_is_not_repeated(client: TestClient, step: Step) -> None:
    """A bad password is 422, and the answer does not contain it."""
    for password in ("short12", "x" * 80, "with a\0zero", " " * 9):
        answer = sign_up(client, step.key, {**ADA, "password": password})
        assert answer.status_code == 422, password
        assert password not in str(answer.json())
        assert all(set(fault) == {"type", "loc", "msg"} for fault in faults(answer))


def test_a_password_has_at_most_72_bytes(client: TestClient, step: Step) -> None:
    """A password has at most 72 bytes, and a Hangul syllable is three of them."""
    for syllables, status in ((25, 422), (24, 201)):
        answer = sign_up(client, step.key, {**ADA, "password": "한" * syllables})
        assert answer.status_code == status, f"{syllables} syllables"


def test_the_document_says_how_long_a_password_may_be(client: TestClient) -> None:
    """`/docs` describes the password in words: it has at most 72 bytes."""
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    password = schemas["UserCreate"]["properties"]["password"]
    words = password.get("description", "").lower().replace(" ", "")
    assert "72byte" in words or "72바이트" in words


@pytest.mark.until("7")
def test_hash_password_returns_a_salted_bcrypt_hash(app: FastAPI) -> None:
    """`hash_password(password)` in `blog/hashing.py` returns a salted bcrypt hash."""
    hash_password = import_module("blog.hashing").hash_password
    first, second = (hash_password(ADA["password"]) for _ in range(2))
    assert first != second
    for made in (first, second):
        assert bcrypt.identify(made)
        assert bcrypt.verify(ADA["password"], made)


@pytest.mark.sqlite
def test_only_a_bcrypt_hash_is_stored(
    client: TestClient, step: Step, folder: Path
) -> None:
    """The database keeps a bcrypt hash of the password."""
    assert sign_up(client, step.key, ADA).status_code == 201
    kept = stored_hashes(folder)
    assert len(kept) == 1
    assert bcrypt.verify(ADA["password"], kept[0])


@pytest.mark.sqlite
def test_equal_passwords_have_different_hashes(
    client: TestClient, step: Step, folder: Path
) -> None:
    """Two people with the same password have different hashes: each has its salt."""
    sign_up(client, step.key, ADA)
    sign_up(client, step.key, {**GRACE, "password": ADA["password"]})
    assert len(stored_hashes(folder)) == 2


@pytest.mark.sqlite
def test_a_hash_costs_at_least_twelve_rounds(
    restart: Callable[[], TestClient],
    step: Step,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hash costs 2^12 rounds, a quarter of a second: that slows down who guesses."""
    monkeypatch.delenv("BCRYPT_ROUNDS")
    monkeypatch.setattr(bcrypt, "default_rounds", USUAL_ROUNDS)
    assert sign_up(restart(), step.key, ADA).status_code == 201
    kept = stored_hashes(folder)
    assert len(kept) == 1
    assert bcrypt.from_string(kept[0]).rounds >= 12
