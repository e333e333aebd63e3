"""Chapter 7 promises: log in for a token; only the creator changes a blog."""

import sqlite3
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from jose import jwt
from passlib.hash import bcrypt
from sqlalchemy.orm import Session

from course.steps import Step
from tests.loading import SECRET_KEY
from tests.people import ADA, BLOG, GRACE, Person, bearer, log_in, sign_up, token

STEP = "7"
EVERY_BLOG_ROUTE = [
    ("GET", "/blog/"),
    ("POST", "/blog/"),
    ("GET", "/blog/1"),
    ("PUT", "/blog/1"),
    ("DELETE", "/blog/1"),
]


def in_minutes(minutes: float) -> datetime:
    """Return a moment from now on, or before now."""
    return datetime.now(UTC) + timedelta(minutes=minutes)


def minutes_to(timestamp: float) -> float:
    """Return how many minutes from now a moment is."""
    return (timestamp - time.time()) / 60


def test_verify_knows_a_password_by_its_hash(app: FastAPI) -> None:
    """`verify(password, password_hash)` in `blog/hashing.py` knows a right password."""
    hashing = import_module("blog.hashing")
    kept = hashing.hash_password(ADA["password"])
    assert hashing.verify(ADA["password"], kept) is True
    assert hashing.verify("not the password", kept) is False


def test_verify_compares_the_whole_password(app: FastAPI) -> None:
    """`verify` returns False for 72 right bytes and one more, NUL, and half a character."""
    hashing = import_module("blog.hashing")
    kept = hashing.hash_password("x" * 72)
    for wrong in ("x" * 72 + "x", "x" * 72 + "\0", "\0", "", "\ud800"):
        assert hashing.verify(wrong, kept) is False, ascii(wrong)


def test_the_repository_finds_a_person_by_address(
    client: TestClient, db: Session, step: Step
) -> None:
    """`find_by_email(db, email)` in `blog/repository/user.py` returns a user, or None."""
    users = import_module("blog.repository.user")
    id = sign_up(client, step.key, ADA).json()["id"]
    assert users.find_by_email(db, ADA["email"]).id == id
    assert users.find_by_email(db, "nobody@example.com") is None


@pytest.mark.until("7")
def test_create_access_token_signs_with_our_key(app: FastAPI) -> None:
    """`create_access_token(user_id)` in `blog/jwt_token.py` signs `sub` and `exp`.

    The key is `SECRET_KEY` of the environment; the token ends in half an hour, in UTC.
    """
    access_token = import_module("blog.jwt_token").create_access_token(7)
    claims = jwt.decode(access_token, SECRET_KEY, algorithms=["HS256"])
    assert claims["sub"] == "7"
    assert 29 < minutes_to(claims["exp"]) < 31


def test_a_failed_login_does_not_tell_what_was_wrong(
    client: TestClient, step: Step
) -> None:
    """`POST /login` answers a wrong login with 401, word for word the same each time."""
    sign_up(client, step.key, ADA)
    unknown = log_in(client, "nobody@example.com", ADA["password"])
    assert unknown.status_code == 401
    wrong = log_in(client, ADA["email"], "not the password")
    assert wrong.status_code == 401
    assert unknown.headers["www-authenticate"] == "Bearer"
    for answer in (unknown, wrong):
        answer.headers.pop("x-request-id", None)  # final's own, new for each request
    assert unknown.headers == wrong.headers
    assert unknown.content == wrong.content


def test_logging_in_answers_a_bearer_token(client: TestClient, step: Step) -> None:
    """`POST /login` takes a form and answers a bearer token that no cache may keep."""
    sign_up(client, step.key, ADA)
    answer = log_in(client, ADA["email"], ADA["password"])
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type"}
    assert answer.json()["token_type"] == "bearer"
    assert "no-store" in answer.headers["cache-control"]


def test_a_failed_login_takes_the_same_time(
    monkeypatch: pytest.MonkeyPatch, restart: Callable[[], TestClient], step: Step
) -> None:
    """A failed login takes the same time, whether or not anybody has the address."""
    monkeypatch.setattr(bcrypt, "default_rounds", 8)
    monkeypatch.setenv("BCRYPT_ROUNDS", "8")
    client = restart()
    sign_up(client, step.key, ADA)
    times: dict[str, list[float]] = {"nobody@example.com": [], ADA["email"]: []}
    for _ in range(4):
        for email, spent in times.items():
            start = time.process_time()
            assert log_in(client, email, "not the password").status_code == 401
            spent.append(time.process_time() - start)
    unknown, wrong = (min(spent) for spent in times.values())
    assert 0.5 < unknown / wrong < 2


def test_a_password_is_compared_whole(client: TestClient, step: Step) -> None:
    """A login needs the whole password, spaces too: 72 right bytes and one more are wrong."""
    longest = {**ADA, "password": "x" * 72}
    sign_up(client, step.key, longest)
    assert log_in(client, ADA["email"], "x" * 72).status_code == 200
    for wrong in ("x" * 72 + "x", "x" * 72 + "\0", "x", "\0"):
        assert log_in(client, ADA["email"], wrong).status_code == 401, wrong
    spaced = {**GRACE, "password": " nine times seven "}
    sign_up(client, step.key, spaced)
    assert log_in(client, GRACE["email"], spaced["password"]).status_code == 200


def test_a_token_says_whose_it_is_and_until_when(ada: Person) -> None:
    """A token says in `sub` whose it is, and in `exp` until when: half an hour.

    It says nothing else about a person: everybody can read a token.
    """
    claims = jwt.decode(
        ada.headers["Authorization"].split()[1], SECRET_KEY, algorithms=["HS256"]
    )
    assert claims["sub"] == str(ada.id)
    assert 29 < minutes_to(claims["exp"]) < 31
    assert set(ADA.values()) & {*map(str, claims.values())} == set()


def test_the_email_address_may_be_typed_in_capitals(
    client: TestClient, step: Step
) -> None:
    """At login the address may be typed in capitals, and the password may not."""
    sign_up(client, step.key, ADA)
    assert log_in(client, "ADA@Example.com", ADA["password"]).status_code == 200
    assert log_in(client, ADA["email"], ADA["password"].upper()).status_code == 401


def test_the_email_address_may_be_typed_in_another_form(
    client: TestClient, step: Step
) -> None:
    """At login an é may be one character or two: a Mac may send it so."""
    sign_up(client, step.key, {**ADA, "email": "andr\u00e9@example.com"})
    for written in ("andr\u00e9@example.com", "andre\u0301@example.com"):
        assert log_in(client, written, ADA["password"]).status_code == 200, written


@pytest.mark.until("7")
def test_read_user_id_returns_whose_token_it_is(app: FastAPI) -> None:
    """`read_user_id(token)` in `jwt_token.py` returns an id; None if bad or without end."""
    jwt_token = import_module("blog.jwt_token")
    assert jwt_token.read_user_id(jwt_token.create_access_token(7)) == 7
    assert jwt_token.read_user_id("not.a.token") is None
    endless = jwt.encode({"sub": "7"}, SECRET_KEY, algorithm="HS256")
    assert jwt_token.read_user_id(endless) is None


def finished(answer: Any) -> Any:
    """Return what a function returned, also one that was written with `async def`."""
    if not isinstance(answer, Coroutine):
        return answer
    with pytest.raises(StopIteration) as end:
        answer.send(None)
    return end.value.value


@pytest.mark.until("7")
def test_get_current_user_returns_a_user_or_raises_401(
    client: TestClient, db: Session, step: Step
) -> None:
    """`get_current_user(token, db)` in `blog/oauth2.py` returns the user, or raises 401."""
    get_current_user = import_module("blog.oauth2").get_current_user
    create_access_token = import_module("blog.jwt_token").create_access_token
    id = sign_up(client, step.key, ADA).json()["id"]
    assert finished(get_current_user(create_access_token(id), db)).name == "Ada"
    for bad in ("not.a.token", create_access_token(9999)):
        with pytest.raises(HTTPException) as refused:
            finished(get_current_user(bad, db))
        assert refused.value.status_code == 401
        assert refused.value.headers == {"WWW-Authenticate": "Bearer"}


def test_every_blog_route_needs_a_token(ada: Person, client: TestClient) -> None:
    """Every blog route needs a token, from `login`: without one it is 401."""
    ada.write()
    for method, path in EVERY_BLOG_ROUTE:
        answer = client.request(method, path, json=BLOG)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"] == "Bearer"
    document = client.get("/openapi.json").json()
    (scheme,) = document["components"]["securitySchemes"].values()
    token_url = scheme["flows"]["password"]["tokenUrl"]
    assert token_url.removeprefix("/") == "login"


def test_what_is_no_token_is_401(client: TestClient) -> None:
    """Whatever else is in the header `Authorization` is 401, never 500."""
    no_jwt, no_ascii = b"Bearer a.b.c", b"Bearer \xff"
    nested = b"Bearer " + urlsafe_b64encode(b"[" * 1500) + b".e30.x"
    for sent in (b"Bearer", b"Bearer ", b"Basic YTpi", no_jwt, no_ascii, nested, b"x"):
        answer = client.get("/blog/", headers={b"Authorization": sent})
        assert answer.status_code == 401, sent


def signed(ada: Person, key: str = SECRET_KEY, **changes: object) -> str:
    """Return Ada's token made anew with other claims; None takes a claim out."""
    access_token = ada.headers["Authorization"].split()[1]
    claims = {**jwt.get_unverified_claims(access_token), **changes}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm="HS256")


def unsigned(ada: Person) -> str:
    """Return Ada's claims under the header `alg: none`, without a signature."""
    claims = ada.headers["Authorization"].split(".")[1]
    header = urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{header}.{claims}."


def tampered(ada: Person) -> str:
    """Return Ada's token with other claims under her signature."""
    header, _, signature = ada.headers["Authorization"].split()[1].split(".")
    claims = signed(ada, sub="2").split(".")[1]
    return f"{header}.{claims}.{signature}"


FORGERIES: dict[str, Callable[[Person], str]] = {
    "expired": lambda ada: signed(ada, exp=in_minutes(-1)),
    "tampered": tampered,
    "unsigned": unsigned,
    "another key": lambda ada: signed(ada, key="another key, just as long as ours is"),
    "empty key": lambda ada: signed(ada, key=""),
    "without sub": lambda ada: signed(ada, sub=None),
    "without exp": lambda ada: signed(ada, exp=None),
    "unknown user": lambda ada: signed(ada, sub="9999"),
    "sub of zero": lambda ada: signed(ada, sub="0"),
    "sub of 2^70": lambda ada: signed(ada, sub=str(2**70)),
    "sub that is no id": lambda ada: signed(ada, sub="ada"),
    "sub that is empty": lambda ada: signed(ada, sub=""),
    "exp that is no time": lambda ada: signed(ada, exp="soon"),
    "claims that are a list": lambda ada: jwt.encode(
        {"sub": ["1"], "exp": in_minutes(5)}, SECRET_KEY, algorithm="HS256"
    ),
}


def test_a_forged_token_is_401(ada: Person) -> None:
    """An expired, changed, unsigned or incomplete token is 401, never 500."""
    assert ada.get("/blog/").status_code == 200
    for name, forgery in FORGERIES.items():
        answer = ada.client.get("/blog/", headers=bearer(forgery(ada)))
        assert answer.status_code == 401, name
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_signed_anew_by_us_is_good(ada: Person) -> None:
    """A token that was signed with our key is good, whenever it was made."""
    ada.headers = bearer(signed(ada, exp=in_minutes(5)))
    assert ada.get("/blog/").status_code == 200


@pytest.mark.sqlite
def test_the_token_of_a_deleted_user_is_401(
    ada: Person, grace: Person, folder: Path, step: Step
) -> None:
    """The token of a deleted user is 401, even after the next sign-up."""
    with closing(sqlite3.connect(folder / "blog.db")) as connection:
        connection.execute("DELETE FROM users WHERE id = ?", (grace.id,))
        connection.commit()
    assert grace.get("/blog/").status_code == 401
    assert sign_up(ada.client, step.key, GRACE).status_code == 201
    assert grace.get("/blog/").status_code == 401


@pytest.mark.until("7")
def test_without_a_key_in_the_environment_each_start_makes_its_own(
    step: Step, monkeypatch: pytest.MonkeyPatch, restart: Callable[[], TestClient]
) -> None:
    """Without `SECRET_KEY` in the environment, each start makes a key of its own."""
    monkeypatch.delenv("SECRET_KEY")
    client = restart()
    sign_up(client, step.key, ADA)
    headers = bearer(token(client, ADA))
    assert client.get("/blog/", headers=headers).status_code == 200
    assert restart().get("/blog/", headers=headers).status_code == 401


def test_the_creator_is_who_logged_in(ada: Person, grace: Person) -> None:
    """The creator of a blog is who logged in; a `user_id` in the body is 422."""
    written = grace.write()
    assert written.status_code == 201
    assert written.json()["creator"] == {"id": grace.id, "name": "Grace"}
    assert grace.write(user_id=ada.id).status_code == 422


def test_everybody_reads_what_is_published(ada: Person, grace: Person) -> None:
    """A published blog is found and listed by everybody who is logged in."""
    written = ada.write().json()
    assert grace.get(f"/blog/{written['id']}").json() == written
    assert grace.get("/blog/").json() == [written]


def test_another_users_draft_does_not_exist(ada: Person, grace: Person) -> None:
    """Somebody else's draft is 404, the very answer to an id that nobody has."""
    draft = ada.write(published=False).json()
    for method, body in (("GET", None), ("PUT", BLOG), ("DELETE", None)):
        missing = grace.send(method, "/blog/9999", json=body)
        hidden = grace.send(method, f"/blog/{draft['id']}", json=body)
        assert missing.status_code == 404, method
        assert hidden.status_code == 404, method
        assert hidden.content == missing.content
        assert ada.get(f"/blog/{draft['id']}").json() == draft


def test_only_the_creator_changes_or_deletes(ada: Person, grace: Person) -> None:
    """Only its creator changes or deletes a blog: others get 403, and it stays."""
    written = ada.write().json()
    id = written["id"]
    assert grace.change(id, title="Stolen").status_code == 403
    assert grace.delete(id).status_code == 403
    assert ada.get(f"/blog/{id}").json() == written
    assert ada.change(id, title="Mine").json()["title"] == "Mine"
    assert ada.delete(id).status_code == 204


def test_drafts_are_listed_for_their_creator_only(ada: Person, grace: Person) -> None:
    """`GET /blog/?published=false` lists the caller's own drafts and no others."""
    draft = ada.write(published=False).json()
    assert ada.get("/blog/?published=false").json() == [draft]
    assert grace.get("/blog/?published=false").json() == []
    assert grace.get("/blog/").json() == []
    before = f"/blog/?published=false&before={draft['id'] + 1}"
    assert ada.get(before).json() == [draft]
    assert grace.get(before).json() == []


def test_a_user_shows_published_blogs_only(ada: Person) -> None:
    """`GET /user/{id}` shows no draft, because it is open to all."""
    shown = ada.write(title="Shown").json()
    ada.write(title="Hidden", published=False)
    blogs = ada.client.get(f"/user/{ada.id}").json()["blogs"]
    assert [blog["id"] for blog in blogs] == [shown["id"]]
