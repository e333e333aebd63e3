"""Many at the same moment, on both databases: one wins, nobody sees a fault of ours."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.conftest import DATABASE
from tests.faults.crowds import Ask, ask, ask_together
from tests.faults.leaks import check_nothing_leaked
from tests.faults.own_postgres import OwnPostgres
from tests.faults.service import ONE_CONNECTION, POOL_SIZE, Service, serving
from tests.faults.writers import wait_for_more, writers
from tests.people import ADA, BLOG, bearer
from tests.waiting import wait_until

SIGN_UPS = 200
CONNECTIONS = 64
WRITES = 400
ROUNDS = 12
READERS = 150
AT_HOME = 20  # connections of one person


def test_two_hundred_sign_ups_of_one_address(
    crowded: Service, count: Callable[[str], None]
) -> None:
    """One gets the account, all others are told that the address is taken."""
    count(sign_up_together(crowded, "crowd@example.com"))


def test_two_hundred_sign_ups_leak_no_connection(
    two_workers: Service, postgres: OwnPostgres, count: Callable[[str], None]
) -> None:
    """Each of the 199 refusals ends a transaction that has failed."""
    count(sign_up_together(two_workers, "together@example.com"))
    count(check_nothing_leaked(two_workers, postgres, DATABASE))


def test_two_hundred_sign_ups_on_one_connection(
    final: Path, tmp_path: Path, count: Callable[[str], None]
) -> None:
    """On SQLite; somebody else can still sign up, so the connection is not lost."""
    with serving(final, tmp_path, **ONE_CONNECTION) as service:
        count(sign_up_together(service, "crowd@example.com"))
        assert service.log_in(email="late@example.com")


def sign_up_together(service: Service, email: str) -> str:
    """Let many sign up with one address at the same moment; return the counts."""
    requests = [Ask("POST", "/user/", json={**ADA, "email": email})] * SIGN_UPS
    statuses = Counter(a.status for a in ask_together(service.server.port, requests))
    query = "SELECT count(*) FROM users WHERE email = :email"
    [(rows,)] = service.rows(query, email=email)
    assert statuses == {201: 1, 409: SIGN_UPS - 1}
    assert rows == 1
    return f"{SIGN_UPS} sign-ups: {dict(statuses)}, {rows} row"


def test_sixty_four_connections_write(
    crowded: Service, count: Callable[[str], None]
) -> None:
    """All of them are served: no refusal, no fault, no blog lost or there twice."""
    token = crowded.log_in()
    with writers(crowded.server.port, token, CONNECTIONS) as tally:
        wait_for_more(tally, WRITES, seconds=60)
    line = tally.judge(crowded.titles())
    count(line)
    assert len(tally.acknowledged()) == len(tally.attempts), line


def test_more_callers_than_connections_are_all_answered(
    narrow: Service, count: Callable[[str], None]
) -> None:
    """Who waits for a connection takes no thread from those that have one."""
    token = narrow.log_in()
    paths = ("/user/me", "/user/1", "/blog/")
    requests = [Ask("GET", path, token) for path in paths * (READERS // len(paths))]
    statuses = Counter(a.status for a in ask_together(narrow.server.port, requests))
    count(f"{READERS} at once, {POOL_SIZE} connections: {dict(statuses)}")
    assert statuses == {200: READERS}


def test_an_account_is_deleted_while_its_owner_writes(
    crowded: Service, count: Callable[[str], None]
) -> None:
    """Every request ends in good order; no blog is left without its creator."""
    token = crowded.log_in(email="leaving@example.com")
    with writers(crowded.server.port, token, AT_HOME) as tally:
        wait_for_more(tally, AT_HOME)
        gone = ask(crowded.server.port, Ask("DELETE", "/user/me", token))
        wait_until(lambda: [a for a in tally.attempts if a.outcome == 401][AT_HOME:])
    outcomes = Counter(a.outcome for a in tally.attempts)
    orphans = "SELECT id FROM blogs WHERE user_id NOT IN (SELECT id FROM users)"
    count(f"DELETE {gone.status}, writes {dict(outcomes)}, no orphan")
    assert gone.status == 204
    assert set(outcomes) <= {201, 401, 409}
    assert crowded.rows(orphans) == []
    titles = set(crowded.titles())
    assert not titles & set(tally.acknowledged())


def test_an_account_is_deleted_many_times_at_once(
    crowded: Service, count: Callable[[str], None]
) -> None:
    """It is gone, whoever came first; the others read so, or that nobody is logged in."""
    port = crowded.server.port
    seen: Counter[int] = Counter()
    for number in range(ROUNDS):
        token = crowded.log_in(email=f"gone{number}@example.com")
        answers = ask_together(port, [Ask("DELETE", "/user/me", token)] * 4)
        seen.update(answer.status for answer in answers)
        assert ask(port, Ask("GET", "/user/me", token)).status == 401
    count(f"DELETE by four, {ROUNDS} times: {dict(seen)}")
    assert 204 in seen
    assert set(seen) <= {204, 401}


def test_a_blog_is_changed_and_deleted_at_the_same_moment(
    crowded: Service, count: Callable[[str], None]
) -> None:
    """Either is told what became of it; the blog is gone."""
    port, token = crowded.server.port, crowded.log_in()
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        blog = {**BLOG, "title": f"Contested {number}"}
        path = f"/blog/{ask(port, Ask('POST', '/blog/', token, blog)).body['id']}"
        change = Ask("PUT", path, token, {**blog, "body": "Changed."})
        answers = ask_together(port, [change, Ask("DELETE", path, token), change])
        statuses = [answer.status for answer in answers]
        seen[" ".join(map(str, statuses))] += 1
        assert {statuses[0], statuses[2]} <= {200, 404, 409}
        assert statuses[1] == 204
        assert ask(port, Ask("GET", path, token)).status == 404
    count(f"PUT DELETE PUT, {ROUNDS} times: {dict(seen)}")


def test_two_new_passwords_at_the_same_moment(
    crowded: Service, count: Callable[[str], None]
) -> None:
    """One is set, and its token is good; the other is refused, and opens nothing."""
    port = crowded.server.port
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        email = f"twice{number}@example.com"
        token = crowded.log_in(email=email)
        changes = [
            {"old_password": ADA["password"], "new_password": f"{word} new password"}
            for word in ("first", "second")
        ]
        requests = [Ask("PUT", "/user/me/password", token, c) for c in changes]
        answers = ask_together(port, requests)
        seen[" ".join(str(answer.status) for answer in answers)] += 1
        for change, answer in zip(changes, answers, strict=True):
            form = {"username": email, "password": change["new_password"]}
            logged_in = ask(port, Ask("POST", "/login", form=form)).status == 200
            assert logged_in == (answer.status == 200), seen
            if answer.status == 200:
                new = bearer(answer.body["access_token"])
                assert ask(port, Ask("GET", "/user/me", new)).status == 200
            else:
                assert answer.status in (401, 403, 409)
    count(f"{ROUNDS} times two changes: {dict(seen)}")
