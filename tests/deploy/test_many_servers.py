"""Three servers promise to be one: whoever answers, the answer is the same."""

import sys
from collections import Counter

import httpx2
import pytest

from tests.deploy.cluster import Cluster
from tests.deploy.conftest import ATTEMPTS
from tests.people import ADA, BLOG
from tests.waiting import wait_until

ACCOUNTS_BEHIND_AN_ADDRESS = 10  # as in blog/throttle.py


def served_by(running: Cluster) -> Counter[tuple[str, int]]:
    """Return how many requests for blogs, by method, each server has written down."""
    return Counter(
        (entry["method"], server.port)
        for server in running.servers
        for entry in server.requests()
        if str(entry["route"]).startswith("/blog")
    )


def test_reads_and_writes_are_spread_over_all(running: Cluster) -> None:
    """Each server gets its share; a blog written by one is read from every other."""
    headers = running.log_in()
    before = served_by(running)
    with running.client() as client:
        for number in range(30):
            blog = {**BLOG, "title": f"Spread {number}"}
            answer = client.post("/blog/", json=blog, headers=headers)
            assert answer.status_code == 201
            path = f"/blog/{answer.json()['id']}"
            for _ in running.servers:
                shown = client.get(path, headers=headers)
                assert shown.json()["title"] == blog["title"]
    wait_until(
        lambda: (served_by(running) - before).total() == 120,
        lambda: served_by(running) - before,
    )
    shares = served_by(running) - before
    print(dict(shares))
    for server in running.servers:
        assert 5 <= shares["POST", server.port] <= 15
        assert 15 <= shares["GET", server.port] <= 45


def test_a_login_is_good_on_every_server(running: Cluster) -> None:
    """The token of one is a token for all; a new password ends it on all."""
    person = {**ADA, "email": "everywhere@example.com"}
    with running.client() as client:
        client.post("/user/", json=person)
        form = {"username": person["email"], "password": person["password"]}
        token = client.post("/login", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        for server in running.servers:
            assert client.get(f"{server.url}/user/me", headers=headers).is_success
        change = {"old_password": person["password"], "new_password": "new and long"}
        changed = client.put("/user/me/password", json=change, headers=headers)
        assert changed.status_code == 200
        for server in running.servers:
            answer = client.get(f"{server.url}/user/me", headers=headers)
            assert answer.status_code == 401


def written_down(running: Cluster, id: str) -> tuple[int, list[str]]:
    """Return how many lines of the proxy have this id, and the routes of the app's."""
    line = f'"request_id": "{id}"'
    lines = [entry for server in running.servers for entry in server.requests()]
    routes = [entry["route"] for entry in lines if entry["request_id"] == id]
    return running.proxy.log.read_text("utf-8").count(line), routes


@pytest.mark.parametrize(("sent", "kept"), [("seen-at-noon", True), ('"} no', False)])
def test_a_request_has_one_id(running: Cluster, sent: str, kept: bool) -> None:
    """In the proxy's line, in the app's line, and in the answer."""
    with running.client() as client:
        answer = client.get("/user/1", headers={"X-Request-ID": sent})
    id = answer.headers["X-Request-ID"]
    assert (id == sent) is kept
    wait_until(lambda: written_down(running, id) == (1, ["/user/{id}"]), lambda: id)


@pytest.mark.skipif(sys.platform != "linux", reason="one loopback address only")
def test_the_app_sees_the_address_of_the_client(running: Cluster) -> None:
    """Not the proxy's, and not one that a client makes up: it is throttled alone."""

    def attempts(address: str, count: int) -> list[int]:
        transport = httpx2.HTTPTransport(local_address=address)
        with httpx2.Client(base_url=running.proxy.url, transport=transport) as client:
            return [
                client.post(
                    "/login",
                    data={"username": f"{number}@{address}", "password": "a guess"},
                    headers={"X-Forwarded-For": f"10.0.0.{number}"},
                ).status_code
                for number in range(count)
            ]

    allowed = int(ATTEMPTS) * ACCOUNTS_BEHIND_AN_ADDRESS * len(running.servers)
    statuses = attempts("127.0.0.2", allowed + 20)
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert attempts("127.0.0.3", 9) == [401] * 9
