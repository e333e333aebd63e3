"""Chapter 7 promises: log in for a token; only the creator changes a blog."""

import sqlite3
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from fastapi.testclient import TestClient
from jose import jwt
from passlib.hash import bcrypt

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


def test_logging_in_answers_a_bearer_token(client: TestClient, step: Step) -> None:
    """`POST /login` takes a form and answers a token that no cache may keep."""
    sign_up(client, step.key, ADA)
    answer = log_in(client, ADA["email"], ADA["password"])
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type"}
    assert answer.json()["token_type"] == "bearer"
    assert answer.headers["cache-control"] == "no-store"


def test_the_email_address_may_be_typed_in_capitals(
    client: TestClient, step: Step
) -> None:
    """Login compares the address in lower case, the password as it is."""
    sign_up(client, step.key, ADA)
    assert log_in(client, "ADA@Example.com", ADA["password"]).status_code == 200
    assert log_in(client, ADA["email"], ADA["password"].upper()).status_code == 401


def test_a_failed_login_does_not_tell_what_was_wrong(
    client: TestClient, step: Step
) -> None:
    """Unknown address and wrong password: 401, word for word the same answer."""
    sign_up(client, step.key, ADA)
    unknown = log_in(client, "nobody@example.com", ADA["password"])
    wrong = log_in(client, ADA["email"], "not the password")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.headers["www-authenticate"] == "Bearer"
    for answer in (unknown, wrong):
        answer.headers.pop("x-request-id", None)  # final's own, new for each request
    assert unknown.headers == wrong.headers
    assert unknown.content == wrong.content


def test_a_failed_login_takes_the_same_time(
    monkeypatch: pytest.MonkeyPatch, restart: Callable[[], TestClient], step: Step
) -> None:
    """Unknown address and wrong password: the medians differ by less than half."""
    monkeypatch.setattr(bcrypt, "default_rounds", 9)
    client = restart()
    sign_up(client, step.key, ADA)
    times: dict[str, list[float]] = {"nobody@example.com": [], ADA["email"]: []}
    for _ in range(7):
        for email, spent in times.items():
            start = time.perf_counter()
            assert log_in(client, email, "not the password").status_code == 401
            spent.append(time.perf_counter() - start)
    unknown, wrong = (median(spent) for spent in times.values())
    assert 0.5 < unknown / wrong < 2


@pytest.mark.parametrize("extra", ["x", "\0"])
def test_a_password_is_compared_whole(
    client: TestClient, step: Step, extra: str
) -> None:
    """72 bytes that are right and one more are wrong."""
    longest = {**ADA, "password": "x" * 72}
    sign_up(client, step.key, longest)
    assert log_in(client, ADA["email"], "x" * 72).status_code == 200
    assert log_in(client, ADA["email"], "x" * 72 + extra).status_code == 401
    assert log_in(client, ADA["email"], extra).status_code == 401


@pytest.mark.parametrize(("method", "path"), EVERY_BLOG_ROUTE)
def test_every_blog_route_needs_a_token(
    ada: Person, client: TestClient, method: str, path: str
) -> None:
    """Without a token it is 401 with `WWW-Authenticate: Bearer`."""
    ada.write()
    answer = client.request(method, path, json=BLOG)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "credentials",
    ["Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer \xff", "x"],
)
def test_what_is_no_token_is_401(client: TestClient, credentials: str) -> None:
    """Any other text in the header is 401, never 500."""
    headers = {b"Authorization": credentials.encode("latin-1")}
    assert client.get("/blog/", headers=headers).status_code == 401


def test_a_token_says_whose_it_is_and_until_when(ada: Person) -> None:
    """The claims are `sub`, a text, and `exp`, about half an hour from now."""
    claims = jwt.decode(
        ada.headers["Authorization"].split()[1], SECRET_KEY, algorithms=["HS256"]
    )
    assert set(claims) - {"version"} == {"sub", "exp"}
    assert isinstance(claims["sub"], str)
    expires = datetime.fromtimestamp(claims["exp"], UTC)
    assert in_minutes(29) < expires < in_minutes(31)


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


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_token_is_401(ada: Person, forgery: Callable[[Person], str]) -> None:
    """Expired, tampered, unsigned, foreign or incomplete: 401, never 500."""
    assert ada.get("/blog/").status_code == 200
    ada.headers = bearer(forgery(ada))
    answer = ada.get("/blog/")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_signed_anew_by_us_is_good(ada: Person) -> None:
    """What makes the forgeries fail is the forgery, not the way they are made."""
    ada.headers = bearer(signed(ada, exp=in_minutes(5)))
    assert ada.get("/blog/").status_code == 200


@pytest.mark.sqlite
def test_the_token_of_a_deleted_user_is_401(
    ada: Person, grace: Person, folder: Path, step: Step
) -> None:
    """Nobody takes over the token of an account that is gone."""
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
    """No key is in the source: a token of one start is worth nothing in the next."""
    monkeypatch.delenv("SECRET_KEY")
    client = restart()
    sign_up(client, step.key, ADA)
    headers = bearer(token(client, ADA))
    assert client.get("/blog/", headers=headers).status_code == 200
    assert restart().get("/blog/", headers=headers).status_code == 401


def test_the_creator_is_who_logged_in(ada: Person, grace: Person) -> None:
    """The token decides; a `user_id` in the body is refused."""
    assert grace.write().json()["creator"] == {"id": grace.id, "name": "Grace"}
    assert grace.write(user_id=ada.id).status_code == 422


def test_everybody_reads_what_is_published(ada: Person, grace: Person) -> None:
    """A published blog is found and listed by others."""
    written = ada.write().json()
    assert grace.get(f"/blog/{written['id']}").json() == written
    assert grace.get("/blog/").json() == [written]


def test_only_the_creator_changes_or_deletes(ada: Person, grace: Person) -> None:
    """Others get 403, and nothing has happened; the creator may."""
    written = ada.write().json()
    id = written["id"]
    assert grace.change(id, title="Stolen").status_code == 403
    assert grace.delete(id).status_code == 403
    assert ada.get(f"/blog/{id}").json() == written
    assert ada.change(id, title="Mine").json()["title"] == "Mine"
    assert ada.delete(id).status_code == 204


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_users_draft_does_not_exist(
    ada: Person, grace: Person, method: str
) -> None:
    """It is 404 for others, the very answer to an id that is not there."""
    draft = ada.write(published=False).json()
    body = BLOG if method == "PUT" else None
    hidden = grace.send(method, f"/blog/{draft['id']}", json=body)
    missing = grace.send(method, "/blog/9999", json=body)
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert ada.get(f"/blog/{draft['id']}").json() == draft


def test_drafts_are_listed_for_their_creator_only(ada: Person, grace: Person) -> None:
    """`published=false` lists the caller's own drafts."""
    draft = ada.write(published=False).json()
    assert ada.get("/blog/?published=false").json() == [draft]
    assert grace.get("/blog/?published=false").json() == []
    assert grace.get("/blog/").json() == []


def test_a_user_shows_published_blogs_only(ada: Person) -> None:
    """`GET /user/{id}` is open to all, so it shows no draft."""
    shown = ada.write(title="Shown").json()
    ada.write(title="Hidden", published=False)
    blogs = ada.client.get(f"/user/{ada.id}").json()["blogs"]
    assert [blog["id"] for blog in blogs] == [shown["id"]]
