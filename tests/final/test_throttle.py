"""Final promises: nobody tries passwords as fast as they like, or learns by waiting."""

import importlib
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from statistics import median

import pytest
from fastapi.testclient import TestClient
from passlib.hash import bcrypt
from sqlalchemy import text

from tests.deploy.ports import neighbours
from tests.people import ADA, GRACE, log_in, sign_up
from tests.refusals import sentence
from tests.waiting import wait_until

Restart = Callable[[], TestClient]
MEASURED_ROUNDS = 10  # about 50 ms of bcrypt, beside which all else is little
SAMPLES = 15

SHARES_APP = True


def guess(client: TestClient, times: int, email: str = ADA["email"]) -> list[int]:
    """Try wrong passwords and return the statuses."""
    return [log_in(client, email, f"guess {n}").status_code for n in range(times)]


def test_an_account_takes_ten_attempts_a_minute(client: TestClient) -> None:
    """The eleventh is 429 with the seconds to wait, even with the right password."""
    sign_up(client, "final", ADA)
    assert guess(client, 10) == [401] * 10
    answer = log_in(client, ADA["email"], ADA["password"])
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert sentence(answer) == "Too many attempts; wait before the next one"


@pytest.mark.parametrize(
    ("written", "stored"),
    [("ADA@EXAMPLE.COM", ADA["email"]), ("e\u0301@example.com", "\u00e9@example.com")],
)
def test_another_spelling_does_not_make_another_account(
    client: TestClient, written: str, stored: str
) -> None:
    """Attempts are counted for the address, however it is written."""
    guess(client, 10, written)
    assert guess(client, 1, stored) == [429]


def test_other_accounts_are_not_held_up(client: TestClient) -> None:
    """Somebody attacks Ada; Grace logs in."""
    sign_up(client, "final", GRACE)
    assert guess(client, 11)[-1] == 429
    assert log_in(client, GRACE["email"], GRACE["password"]).status_code == 200


def test_an_unknown_address_is_throttled_alike(client: TestClient) -> None:
    """Otherwise 429 would tell who has an account."""
    assert guess(client, 11, "nobody@example.com") == [401] * 10 + [429]


def test_the_right_password_begins_the_count_anew(client: TestClient) -> None:
    """Who logs in often, with the right password, is never held up."""
    sign_up(client, "final", ADA)
    for _ in range(12):
        assert guess(client, 1) == [401]
        assert log_in(client, ADA["email"], ADA["password"]).status_code == 200


def test_one_machine_takes_ten_times_as_many(
    restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trying many accounts from one machine ends, too; a class shares one address."""
    monkeypatch.setenv("LOGIN_ATTEMPTS_PER_MINUTE", "2")
    client = restart()
    many = [guess(client, 1, f"{n}@example.com")[0] for n in range(21)]
    assert many == [401] * 20 + [429]


def test_sign_ups_from_one_machine_have_an_end(
    restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs a hash, whether the address is taken or not; a login counts apart."""
    monkeypatch.setenv("LOGIN_ATTEMPTS_PER_MINUTE", "1")
    client = restart()
    answers = [sign_up(client, "final", ADA) for _ in range(11)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [201, *[409] * 9, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert log_in(client, ADA["email"], ADA["password"]).status_code == 200


@pytest.mark.parametrize(("setting", "allowed"), [("3", 3), ("0", 15)])
def test_the_limit_is_a_setting(
    restart: Restart, monkeypatch: pytest.MonkeyPatch, setting: str, allowed: int
) -> None:
    """`LOGIN_ATTEMPTS_PER_MINUTE`; 0 switches it off."""
    monkeypatch.setenv("LOGIN_ATTEMPTS_PER_MINUTE", setting)
    assert guess(restart(), 15) == [401] * allowed + [429] * (15 - allowed)


def test_a_network_of_ipv6_is_one_machine(client: TestClient) -> None:
    """Whoever has a line has all of its addresses; IPv4 may be written as IPv6."""
    name = importlib.import_module("blog.attempts").machine_name
    assert name("2001:db8::1") == name("2001:db8::ffff:2")
    assert name("2001:db8::1") != name("2001:db8:0:1::1")
    assert name("::ffff:192.0.2.1") == name("192.0.2.1") == "192.0.2.1"
    assert name("a socket") == "a socket"


def test_who_tries_nothing_more_is_forgotten(client: TestClient) -> None:
    """Otherwise the memory would grow with every name that was ever tried."""
    storage = importlib.import_module("blog.attempts").storage
    for number in range(100):
        storage.acquire_entry(f"name {number}", 10, expiry=0)

    def are_forgotten() -> bool:
        storage.acquire_entry("another", 10, expiry=0)
        return len(storage.events) < 5

    wait_until(are_forgotten)


@pytest.fixture
def redis() -> Iterator[str]:
    """The address of a real Redis server."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("no redis-server on this machine")
    (port,) = neighbours(1)
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen([program, *options], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        while b"eady to accept connections" not in server.stdout.readline():
            assert server.poll() is None
        yield f"redis://127.0.0.1:{port}"
        server.terminate()


def test_processes_count_together_in_redis(
    restart: Restart, monkeypatch: pytest.MonkeyPatch, redis: str
) -> None:
    """What one process has counted, the next one knows; no address is kept there."""
    from redis import Redis

    monkeypatch.setenv("LOGIN_ATTEMPTS_STORAGE", redis)
    assert guess(restart(), 6) == [401] * 6
    assert guess(restart(), 5) == [401] * 4 + [429]
    with Redis.from_url(redis) as store:
        keys = store.keys()
    assert keys
    assert not [key for key in keys if b"ada" in key]


def test_without_redis_nobody_logs_in_or_signs_up(
    restart: Restart, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Attempts that nobody can count are not made: 503, and the log says why."""
    monkeypatch.setenv("LOGIN_ATTEMPTS_STORAGE", "redis://127.0.0.1:9")
    client = restart()
    login = log_in(client, ADA["email"], ADA["password"])
    for answer in (login, sign_up(client, "final", ADA)):
        assert answer.status_code == 503
        assert sentence(answer) == "Nobody can log in or sign up just now"
        assert answer.headers["retry-after"]
    assert "127.0.0.1:9. Connection refused" in caplog.text


def test_a_login_brings_a_cheap_hash_up_to_date(
    restart: Restart, monkeypatch: pytest.MonkeyPatch, database_hash: Callable[[], str]
) -> None:
    """When the cost rises, the next login with the right password pays it, once."""
    sign_up(restart(), "final", ADA)
    old = database_hash()
    assert bcrypt.from_string(old).rounds == 4
    monkeypatch.setenv("BCRYPT_ROUNDS", "5")
    client = restart()
    assert log_in(client, ADA["email"], "not the password").status_code == 401
    assert database_hash() == old
    assert log_in(client, ADA["email"], ADA["password"]).status_code == 200
    new = database_hash()
    assert bcrypt.from_string(new).rounds == 5
    assert log_in(client, ADA["email"], ADA["password"]).status_code == 200
    assert database_hash() == new


@pytest.fixture
def database_hash() -> Callable[[], str]:
    """A function that returns Ada's hash as the database has it."""

    def stored() -> str:
        engine = importlib.import_module("blog.engine").engine
        with engine.connect() as connection:
            query = text("SELECT password_hash FROM users")
            return str(connection.scalar(query))

    return stored


def seconds_of_work(client: TestClient, email: str) -> float:
    """Return the processor time of one failed login, whatever else the machine does."""
    before = time.process_time()
    assert log_in(client, email, "not the password").status_code == 401
    return time.process_time() - before


@pytest.mark.sqlite  # what takes long is the hash
@pytest.mark.parametrize("rounds_at_sign_up", [MEASURED_ROUNDS, MEASURED_ROUNDS - 2])
def test_a_failed_login_takes_as_long_for_anybody(
    restart: Restart, monkeypatch: pytest.MonkeyPatch, rounds_at_sign_up: int
) -> None:
    """Known or unknown, from before the cost rose, too: within 5 %, in the median pair."""
    monkeypatch.setenv("BCRYPT_ROUNDS", str(rounds_at_sign_up))
    sign_up(restart(), "final", ADA)
    monkeypatch.setenv("BCRYPT_ROUNDS", str(MEASURED_ROUNDS))
    monkeypatch.setenv("LOGIN_ATTEMPTS_PER_MINUTE", "0")
    client = restart()
    emails = (ADA["email"], "nobody@example.com")
    answers = [log_in(client, email, "not the password") for email in emails]
    assert answers[0].content == answers[1].content
    ratios = []
    for number in range(SAMPLES):
        in_turn = emails if number % 2 else emails[::-1]
        work = {email: seconds_of_work(client, email) for email in in_turn}
        ratios.append(work[emails[0]] / work[emails[1]])
    assert median(ratios) == pytest.approx(1, abs=0.05)
