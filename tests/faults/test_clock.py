"""The clock is set forward and back: tokens, lists and throttling do not lose their way."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.clocks import Clock, needs_faketime
from tests.faults.service import Service, serving
from tests.people import ADA, BLOG

pytestmark = needs_faketime

HOUR = 3600  # seconds
DAY = 24 * HOUR
JUMPS = (HOUR, -HOUR, DAY, -DAY)
ATTEMPTS = 3
MINUTE = 60  # seconds: the window of the throttle


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    """The clock of the app, which may be set while it runs."""
    return Clock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def service(
    final: Path, clock: Clock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The app with a clock of its own."""
    variables = {**clock.variables, "LOGIN_ATTEMPTS_PER_MINUTE": str(ATTEMPTS)}
    with serving(final, tmp_path_factory.mktemp("app"), **variables) as service:
        yield service


def all_blogs(client: httpx2.Client, token: dict[str, str]) -> list[dict[str, Any]]:
    """Return all blogs, page by page."""
    page, found = "/blog/?limit=2", []
    while page:
        answer = client.get(page, headers=token)
        found += answer.json()
        page = answer.links.get("next", {}).get("url", "")
    return found


def test_tokens_and_pages(
    service: Service, clock: Clock, count: Callable[[str], None]
) -> None:
    """A token lives half an hour of any clock; each blog is listed once, newest first."""
    written = []
    with service.client() as client:
        for jump in JUMPS:
            clock.set(0)
            before = service.log_in()
            clock.set(jump)
            expired = client.get("/user/me", headers=before).status_code == 401
            assert expired == (jump > 0)
            token = service.log_in()
            for number in range(3):
                blog = {**BLOG, "title": f"{jump} s, {number}"}
                answer = client.post("/blog/", json=blog, headers=token)
                assert answer.status_code == 201
                written.append(answer.json()["id"])
            listed = [blog["id"] for blog in all_blogs(client, token)]
            assert listed == written[::-1]
            changed = client.put(f"/blog/{listed[-1]}", json=blog, headers=token)
            assert changed.status_code == 200
    count(f"{len(written)} writes at {len(JUMPS)} settings, each listed once in order")


@pytest.mark.parametrize("jump", JUMPS)
def test_throttling_recovers(
    service: Service, clock: Clock, jump: int, count: Callable[[str], None]
) -> None:
    """Whoever used up their attempts may try again a minute later, on any clock."""
    email = f"{jump}@example.com"
    form = {"username": email, "password": ADA["password"]}
    wrong = {**form, "password": "a wrong password"}
    clock.set(0)
    with service.client() as client:
        client.post("/user/", json={**ADA, "email": email})
        statuses = [client.post("/login", data=wrong).status_code for _ in range(4)]
        assert statuses == [401] * ATTEMPTS + [429]
        clock.set(jump)
        answer = client.post("/login", data=form)
        wait = int(answer.headers.get("Retry-After", 0))
        assert wait <= MINUTE
        clock.set(jump + MINUTE + 1)
        assert client.post("/login", data=form).status_code == 200
    count(f"the clock was set, {answer.status_code}, to wait {wait} s; then 200")
