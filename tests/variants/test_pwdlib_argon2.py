"""The Argon2 variant promises: old accounts still log in, and get a better hash."""

import importlib
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from fastapi.testclient import TestClient
from passlib.exc import UnknownHashError
from passlib.hash import bcrypt

from tests.people import ADA, GRACE, log_in, sign_up
from tests.variants.conftest import Start

VARIANT = "pwdlib_argon2"
ROUNDS = 11  # takes several times as long as the variant's Argon2


def stored_hash(database: Path, email: str = ADA["email"]) -> str:
    """Return the hash that the database keeps for this address."""
    query = "SELECT password_hash FROM users WHERE email = ?"
    with closing(sqlite3.connect(database)) as connection:
        row: tuple[str] = connection.execute(query, (email,)).fetchone()
    return row[0]


def old_account(start: Start) -> TestClient:
    """Let Ada sign up with final, and return a client of the variant."""
    assert sign_up(start("final"), "final", ADA).status_code == 201
    return start(VARIANT)


def status_of_login(client: TestClient, password: str = ADA["password"]) -> int:
    """Return the status of Ada's login."""
    return log_in(client, ADA["email"], password).status_code


def test_an_old_hash_logs_in_and_is_argon2_afterwards(
    start: Start, database: Path
) -> None:
    """An account of final's: bcrypt before the login, Argon2 from then on."""
    client = old_account(start)
    assert stored_hash(database).startswith("$2b$")
    assert status_of_login(client) == 200
    assert PasswordHasher().verify(stored_hash(database), ADA["password"])
    assert status_of_login(client) == 200


def test_a_failed_login_upgrades_nothing(start: Start, database: Path) -> None:
    """Only who knows the password changes the hash."""
    client = old_account(start)
    before = stored_hash(database)
    assert status_of_login(client, "not the password") == 401
    assert stored_hash(database) == before
    assert bcrypt.verify(ADA["password"], before)


def test_an_old_password_is_still_compared_whole(start: Start) -> None:
    """bcrypt cuts at 72 bytes; a longer password does not get in by that."""
    longest = {**ADA, "password": "x" * 72}
    sign_up(start("final"), "final", longest)
    client = start(VARIANT)
    assert status_of_login(client, "x" * 73) == 401
    assert status_of_login(client, "x" * 72 + "\0") == 401
    assert status_of_login(client, "x" * 72) == 200


def test_a_new_account_has_an_argon2_hash(start: Start, database: Path) -> None:
    """What is stored is Argon2id of the password, each with its own salt."""
    client = start(VARIANT)
    sign_up(client, "final", ADA)
    sign_up(client, "final", {**GRACE, "password": ADA["password"]})
    first, second = (stored_hash(database, who["email"]) for who in (ADA, GRACE))
    assert first.startswith("$argon2id$")
    assert first != second
    for kept in (first, second):
        assert PasswordHasher().verify(kept, ADA["password"])


def test_a_new_hash_is_kept_at_the_next_login(start: Start, database: Path) -> None:
    """An up-to-date hash is not written again."""
    client = start(VARIANT)
    sign_up(client, "final", ADA)
    before = stored_hash(database)
    assert status_of_login(client) == 200
    assert stored_hash(database) == before


def test_a_cheaper_argon2_hash_is_upgraded_too(start: Start, database: Path) -> None:
    """When the costs are raised, each login brings its hash up to them."""
    client = start(VARIANT)
    sign_up(client, "final", ADA)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with closing(sqlite3.connect(database)) as connection:
        kept = cheap.hash(ADA["password"])
        connection.execute("UPDATE users SET password_hash = ?", (kept,))
        connection.commit()
    assert status_of_login(client) == 200
    assert extract_parameters(stored_hash(database)).memory_cost > 8


def test_a_hash_costs_what_owasp_asks_for(start: Start, database: Path) -> None:
    """At least 19 MiB and two passes: OWASP's minimum for Argon2id."""
    sign_up(start(VARIANT), "final", ADA)
    costs = extract_parameters(stored_hash(database))
    assert costs.type is Type.ID
    assert costs.memory_cost >= 19 * 1024
    assert costs.time_cost >= 2


def test_the_column_has_room_for_the_hash(start: Start, database: Path) -> None:
    """SQLite ignores the length of a column; other databases do not."""
    sign_up(start(VARIANT), "final", ADA)
    models = importlib.import_module("blog.models")
    room = models.User.__table__.c.password_hash.type.length
    assert len(stored_hash(database)) <= room


def test_a_password_changed_meanwhile_stays_changed(
    start: Start, database: Path
) -> None:
    """The upgrade of an old hash never overwrites a newer one."""
    old_account(start)
    users = importlib.import_module("blog.repository.user")
    passwords = importlib.import_module("blog.repository.password")
    session = importlib.import_module("blog.database").SessionLocal
    with session() as db:
        ada = users.find_by_email(db, ADA["email"])
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("UPDATE users SET password_hash = 'changed'")
            connection.commit()
        passwords.replace_hash(db, ada, "upgraded")
    assert stored_hash(database) == "changed"


def test_the_time_does_not_tell_who_has_an_account(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, old and new accounts: the medians differ by less than half."""
    monkeypatch.setenv("BCRYPT_ROUNDS", str(ROUNDS))
    client = old_account(start)
    sign_up(client, "final", GRACE)
    times: dict[str, list[float]] = {
        email: [] for email in ("nobody@example.com", ADA["email"], GRACE["email"])
    }
    for _ in range(7):
        for email, spent in times.items():
            begin = time.process_time()
            assert log_in(client, email, "not the password").status_code == 401
            spent.append(time.process_time() - begin)
    medians = [median(spent) for spent in times.values()]
    assert max(medians) < 2 * min(medians), medians


def test_there_is_no_way_back_for_an_upgraded_account(start: Start) -> None:
    """Final cannot read Argon2: the page warns of it."""
    assert status_of_login(old_account(start)) == 200
    with pytest.raises(UnknownHashError):
        status_of_login(start("final"))
