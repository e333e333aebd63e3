"""Final promises: what was acknowledged is kept, however many write at once.

This is about SQLite; on PostgreSQL the crowds of tests/faults do the same.
"""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests.loading import uvicorn_server
from tests.people import ADA, BLOG, Person, bearer

SIGN_UPS = 40
WRITERS = 64
BLOGS_EACH = 4


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """The address of final under a real uvicorn; a hash is soon made."""
    with uvicorn_server(folder, BCRYPT_ROUNDS="4") as address:
        yield address


@pytest.mark.sqlite
def test_simultaneous_sign_ups_make_one_account(server: str) -> None:
    """One address, 40 times at once: one 201, for all others 409."""

    def sign_up(_: int) -> int:
        return httpx2.post(f"{server}/user/", json=ADA, timeout=60).status_code

    with ThreadPoolExecutor(SIGN_UPS) as crowd:
        statuses = sorted(crowd.map(sign_up, range(SIGN_UPS)))
    assert statuses == [201] + [409] * (SIGN_UPS - 1)


@pytest.mark.sqlite
def test_what_is_refused_is_not_written(folder: Path) -> None:
    """While another program writes: who is told 503 finds nothing afterwards."""
    settings = {"BCRYPT_ROUNDS": "4", "DATABASE_TIMEOUT_SECONDS": "1"}
    with (
        uvicorn_server(folder, **settings) as address,
        httpx2.Client(base_url=address, timeout=60) as client,
    ):
        client.post("/user/", json=ADA)
        form = {"username": ADA["email"], "password": ADA["password"]}
        client.headers = bearer(client.post("/login", data=form).json()["access_token"])

        def write(number: int) -> tuple[str, int]:
            title = f"Writer {number}"
            answer = client.post("/blog/", json={**BLOG, "title": title})
            return title, answer.status_code

        with (
            closing(sqlite3.connect(folder / "blog.db")) as other,
            ThreadPoolExecutor() as crowd,
        ):
            other.execute("BEGIN IMMEDIATE")
            answers = [crowd.submit(write, number) for number in range(5)]
            wait(answers, return_when=FIRST_COMPLETED)  # a second
            wait(answers, timeout=1.3)  # the third has just begun
            other.rollback()
            statuses = dict(answer.result() for answer in answers)
            listed = {blog["title"] for blog in client.get("/blog/").json()}
    written = {title for title, status in statuses.items() if status == 201}
    assert set(statuses.values()) <= {201, 503}
    assert listed == written


@pytest.mark.sqlite
def test_many_writers_at_once_lose_nothing(server: str) -> None:
    """64 people write at the same time: each is told 201, and each blog is there."""
    with httpx2.Client(base_url=server, timeout=60) as client:
        assert client.post("/user/", json=ADA).status_code == 201
        form = {"username": ADA["email"], "password": ADA["password"]}
        headers = bearer(client.post("/login", data=form).json()["access_token"])

        def write(number: int) -> list[int]:
            with httpx2.Client(base_url=server, headers=headers, timeout=60) as own:
                blog = {**BLOG, "title": f"Writer {number}"}
                answers = [own.post("/blog/", json=blog) for _ in range(BLOGS_EACH)]
            assert [a.status_code for a in answers] == [201] * BLOGS_EACH
            return [answer.json()["id"] for answer in answers]

        with ThreadPoolExecutor(WRITERS) as crowd:
            ids = [id for ids in crowd.map(write, range(WRITERS)) for id in ids]
        assert len(set(ids)) == WRITERS * BLOGS_EACH
        page, seen = "/blog/?limit=100", []
        while page:
            answer = client.get(page, headers=headers)
            seen += [blog["id"] for blog in answer.json()]
            page = answer.links.get("next", {}).get("url", "")
    assert sorted(seen) == sorted(ids)


@pytest.mark.sqlite
def test_a_reader_does_not_wait_for_a_writer(ada: Person, folder: Path) -> None:
    """While another program has begun to write, reading still answers."""
    id = ada.write().json()["id"]
    with closing(sqlite3.connect(folder / "blog.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert ada.get(f"/blog/{id}").status_code == 200
        other.execute("ROLLBACK")


@pytest.mark.sqlite
def test_a_writer_waits_for_its_turn(ada: Person, folder: Path) -> None:
    """While another program writes, ours waits and then succeeds: no 500."""
    with (
        ThreadPoolExecutor(1) as helper,
        closing(
            sqlite3.connect(
                folder / "blog.db", isolation_level=None, check_same_thread=False
            )
        ) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        answer = helper.submit(ada.write)
        with pytest.raises(TimeoutError):
            answer.result(timeout=0.5)
        other.execute("COMMIT")
        assert answer.result(timeout=30).status_code == 201


@pytest.mark.sqlite
def test_a_login_does_not_stop_the_others(folder: Path) -> None:
    """bcrypt works in a thread: the event loop goes on answering meanwhile."""
    with uvicorn_server(folder) as address, ThreadPoolExecutor(1) as helper:
        slow = helper.submit(httpx2.post, f"{address}/user/", json=ADA)
        answered = 0
        while not slow.done():
            assert httpx2.get(f"{address}/healthz").status_code == 200
            answered += 1
        assert slow.result().status_code == 201
    assert answered > 1
