"""Final promises to a person: the password can change, the account can go."""

import importlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from jose import jwt

from tests.loading import SECRET_KEY
from tests.people import ADA, BLOG, GRACE, Person, bearer, log_in, sign_up
from tests.refusals import sentence

NEW = "a new and better one"

SHARES_APP = True


def change_password(person: Person, old: str, new: str = NEW) -> Response:
    """Ask for another password."""
    body = {"old_password": old, "new_password": new}
    return person.send("PUT", "/user/me/password", json=body)


def test_after_a_change_only_the_new_password_logs_in(ada: Person) -> None:
    """The old one is no longer good from that moment on."""
    assert change_password(ada, ADA["password"]).status_code == 200
    assert log_in(ada.client, ADA["email"], ADA["password"]).status_code == 401
    assert log_in(ada.client, ADA["email"], NEW).status_code == 200


def test_a_change_ends_every_earlier_token(ada: Person) -> None:
    """Who had stolen a token is out; the answer holds one that is good."""
    second = bearer(
        log_in(ada.client, ADA["email"], ADA["password"]).json()["access_token"]
    )
    answer = change_password(ada, ADA["password"])
    assert answer.headers["cache-control"] == "no-store"
    for headers in (ada.headers, second):
        assert ada.client.get("/user/me", headers=headers).status_code == 401
    ada.headers = bearer(answer.json()["access_token"])
    assert ada.get("/user/me").status_code == 200


def test_a_token_has_one_spelling(ada: Person) -> None:
    """Letters that a decoder passes over make it no token."""
    for more in ("!", "=", "\u00aa", "."):
        headers = {b"Authorization": (ada.headers["Authorization"] + more).encode()}
        assert ada.client.get("/user/me", headers=headers).status_code == 401, more


def test_an_address_is_one_in_lower_case_too(client: TestClient) -> None:
    """`İ` becomes two characters: too many of them are refused, and no fault of ours."""
    answer = sign_up(client, "final", {**ADA, "email": f"{'İ' * 120}@example.com"})
    assert answer.status_code == 422
    twice = [
        sign_up(client, "final", {**ADA, "email": f"{name}@example.com"}).status_code
        for name in ("\u03aa\u0301", "\u0390")
    ]
    assert twice == [201, 409]


@pytest.mark.parametrize("are_there_blogs", [True, False])
@pytest.mark.parametrize(
    "end",
    [
        lambda ada: change_password(ada, ADA["password"]).status_code == 200,
        lambda ada: ada.send("DELETE", "/user/me").status_code == 204,
    ],
    ids=["a new password", "no account"],
)
def test_an_ended_token_opens_nothing(
    ada: Person, grace: Person, end: Callable[[Person], bool], are_there_blogs: bool
) -> None:
    """On every route that asks for one, whether there is something to be read or not."""
    id = grace.write().json()["id"] if are_there_blogs else 1
    assert end(ada)
    routes = ("", "?published=false", "?limit=1&before=1", str(id))
    answers = [ada.get(f"/blog/{route}") for route in routes]
    answers += [ada.write(), ada.change(id), ada.delete(id), ada.get("/user/me")]
    assert [answer.status_code for answer in answers] == [401] * len(answers)
    assert len(grace.get("/blog/").json()) == are_there_blogs


def test_a_change_leaves_others_alone(ada: Person, grace: Person) -> None:
    """Grace's token and password stay as they are."""
    change_password(ada, ADA["password"])
    assert grace.get("/user/me").status_code == 200
    assert log_in(ada.client, GRACE["email"], GRACE["password"]).status_code == 200


@pytest.mark.parametrize("old", ["", "wrong password", ADA["password"] + "!", "a\0b"])
def test_a_change_needs_the_old_password(ada: Person, old: str) -> None:
    """A stolen token is not enough, and nothing changes."""
    answer = change_password(ada, old)
    assert (answer.status_code, sentence(answer)) == (403, "The old password is wrong")
    assert ada.get("/user/me").status_code == 200
    assert log_in(ada.client, ADA["email"], ADA["password"]).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"old_password": ADA["password"], "new_password": "brief"},
        {"old_password": ADA["password"], "new_password": "한" * 25},
        {"old_password": ADA["password"]},
        {"old_password": "x" * 1001, "new_password": NEW},
        {"old_password": ADA["password"], "new_password": NEW, "email": "x@y.org"},
    ],
)
def test_a_new_password_obeys_the_rules(ada: Person, body: dict[str, str]) -> None:
    """The same as at sign-up; and the answer repeats neither of the two."""
    answer = ada.send("PUT", "/user/me/password", json=body)
    assert answer.status_code == 422
    for value in body.values():
        assert value not in answer.text
    assert log_in(ada.client, ADA["email"], ADA["password"]).status_code == 200


def test_guessing_the_old_password_is_throttled(ada: Person) -> None:
    """A stolen token does not help to find the password."""
    statuses = [change_password(ada, f"guess {n}").status_code for n in range(12)]
    assert statuses == [403] * 10 + [429] * 2


def test_deleting_an_account_takes_its_blogs_along(ada: Person, grace: Person) -> None:
    """Nothing of Ada's is left, nothing of Grace's is gone."""
    mine = [ada.write(published=p).json()["id"] for p in (True, False)]
    hers = grace.write().json()["id"]
    assert ada.send("DELETE", "/user/me").status_code == 204
    for id in mine:
        assert grace.get(f"/blog/{id}").status_code == 404
    assert grace.get(f"/user/{ada.id}").status_code == 404
    assert [blog["id"] for blog in grace.get("/blog/").json()] == [hers]


def test_a_deleted_account_is_gone_for_good(ada: Person, grace: Person) -> None:
    """Its tokens die; whoever signs up with the address afterwards is somebody new."""
    assert ada.send("DELETE", "/user/me").status_code == 204
    assert ada.get("/user/me").status_code == 401
    assert ada.send("DELETE", "/user/me").status_code == 401
    assert log_in(ada.client, ADA["email"], ADA["password"]).status_code == 401
    again = sign_up(ada.client, "final", ADA)
    assert again.status_code == 201
    assert again.json()["id"] > max(ada.id or 0, grace.id or 0)
    assert ada.get("/user/me").status_code == 401


def test_an_address_that_speaks_of_a_fault_is_no_fault(client: TestClient) -> None:
    """The word in a refusal of the database does not make it give up connections."""
    engine = importlib.import_module("blog.engine").engine
    pool = engine.pool
    person = {**ADA, "email": "read-only@example.com"}
    assert [sign_up(client, "final", person).status_code for _ in "12"] == [201, 409]
    assert engine.pool is pool


def test_a_persons_blogs_come_in_pages(ada: Person, grace: Person) -> None:
    """Published ones, newest first, and a link to more until there are none."""
    ids = [ada.write().json()["id"] for _ in range(5)]
    ada.write(published=False)
    grace.write()
    path, seen, pages = f"/user/{ada.id}?limit=2", [], 0
    while path:
        answer = grace.get(path)
        seen += [blog["id"] for blog in answer.json()["blogs"]]
        path = answer.links.get("next", {}).get("url", "")
        pages += 1
    assert (seen, pages) == (sorted(ids, reverse=True), 3)


def test_a_list_is_never_longer_than_a_hundred(ada: Person) -> None:
    """Neither list can be asked for all there is; without a wish it is ten."""
    for _ in range(11):
        ada.write()
    account = f"/user/{ada.id}"
    assert len(ada.get("/blog/").json()) == 10
    assert len(ada.get(account).json()["blogs"]) == 10
    for path in ("/blog/", account):
        assert ada.get(f"{path}?limit=101").status_code == 422


@pytest.fixture
def moments(ada: Person) -> Callable[[dict[str, Any]], tuple[str, str]]:
    """A function that returns when a blog was made and last changed."""
    return lambda blog: (blog["created_at"], blog["updated_at"])


def test_a_blog_says_when_it_was_written_and_changed(
    ada: Person, moments: Callable[[dict[str, Any]], tuple[str, str]]
) -> None:
    """In UTC, on either database; only a change moves the second one."""
    written = ada.write().json()
    made, changed = moments(written)
    assert made == changed
    assert made.endswith("Z")
    assert moments(ada.get(f"/blog/{written['id']}").json()) == (made, changed)
    later = moments(ada.change(written["id"], title="Anew").json())
    assert later[0] == made
    assert later[1] > changed


def test_moments_cannot_be_sent_along(ada: Person) -> None:
    """A client does not decide when it was."""
    body = {**BLOG, "created_at": "2020-01-01T00:00:00Z"}
    assert ada.send("POST", "/blog/", json=body).status_code == 422


def test_no_answer_shows_the_address_of_others(ada: Person, grace: Person) -> None:
    """Not in a list, a blog or an account; only `me` has it."""
    id = ada.write().json()["id"]
    for path in ("/blog/", f"/blog/{id}", f"/user/{ada.id}"):
        assert ADA["email"] not in grace.get(path).text


def test_a_token_from_before_versions_is_still_good(ada: Person) -> None:
    """An upgrade of the app logs nobody out: no version means the first."""
    claims = {"sub": str(ada.id), "exp": datetime.now(UTC) + timedelta(minutes=5)}
    ada.headers = bearer(jwt.encode(claims, SECRET_KEY, algorithm="HS256"))
    assert ada.get("/user/me").status_code == 200
    change_password(ada, ADA["password"])
    assert ada.get("/user/me").status_code == 401
