"""Faults at the door: what a failed login gives away."""

from collections.abc import Iterator
from contextlib import contextmanager

import bcrypt
from fastapi.testclient import TestClient

from tests.museum.visitors import NOT_LOGGED_IN, sign_up
from tests.people import Person, log_in


# --8<-- [start:login_tells]
def test_a_failed_login_does_not_tell_what_was_wrong(
    client: TestClient, ada: Person
) -> None:
    """Unknown address or wrong password: both are 401, in the same words."""
    unknown = log_in(client, "nobody@example.com", "a password")
    wrong = log_in(client, "ada@example.com", "a password")
    assert (unknown.status_code, wrong.status_code) == (401, 401)
    assert unknown.text == wrong.text
    assert unknown.headers == wrong.headers
    # --8<-- [end:login_tells]


# --8<-- [start:login_time]
def test_a_failed_login_is_as_much_work_for_anybody(
    client: TestClient, ada: Person
) -> None:
    """An unknown address takes as many runs of bcrypt as a known one."""
    log_in(client, "nobody@example.com", "a password")  # makes what is made only once
    with counted_hashes() as known:
        log_in(client, "ada@example.com", "a password")
    with counted_hashes() as unknown:
        log_in(client, "nobody@example.com", "a password")
    assert ("runs of bcrypt", len(unknown)) == ("runs of bcrypt", len(known))
    # --8<-- [end:login_time]


@contextmanager
def counted_hashes() -> Iterator[list[bytes]]:
    """Collect every hash that bcrypt makes, for as long as this is open."""
    hashes: list[bytes] = []
    make_hash = bcrypt.hashpw

    def counted(password: bytes, salt: bytes) -> bytes:
        hashes.append(make_hash(password, salt))
        return hashes[-1]

    bcrypt.hashpw = counted
    try:
        yield hashes
    finally:
        bcrypt.hashpw = make_hash


# --8<-- [start:nul_password]
def test_a_nul_in_a_password_is_only_wrong(client: TestClient, ada: Person) -> None:
    """The character NUL in a password is no error: at the login, and at the sign-up."""
    answer = log_in(client, "ada@example.com", "correct\0horse")
    assert answer.status_code in NOT_LOGGED_IN
    answer = sign_up(client, email="nul@example.com", password="correct\0horse")
    assert answer.status_code in (201, 422)
    # --8<-- [end:nul_password]
