"""Fill an app's database and count its statements; a program run in the app's folder."""

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, insert

from course.bench.works import LOGIN, PASSWORD, WORKS, Request, email_of


def fill(module: str, blogs: int, users: int, cost: int) -> None:
    """Make the tables and store as many users and blogs; all have one password.

    The post's app has no setting for the cost of its hash.
    """
    if module == "seed":
        models = database = importlib.import_module("seed")
        hashing = models.pwd_cxt.copy(bcrypt__default_rounds=cost)
        kept = {"password": hashing.hash(PASSWORD)}
        state = {}
    else:
        database = importlib.import_module("blog.database")
        models = importlib.import_module("blog.models")
        importlib.import_module("blog.migrate").upgrade()
        hashing = importlib.import_module("blog.hashing")
        kept = {"password_hash": hashing.hash_password(PASSWORD)}
        state = {"published": True}
    people = [
        {"name": f"User {id}", "email": email_of(id), **kept}
        for id in range(1, users + 1)
    ]
    texts = [
        {"title": f"Blog {id}", "body": "x" * 200, "user_id": id % users + 1, **state}
        for id in range(1, blogs + 1)
    ]
    with database.engine.begin() as connection:
        connection.execute(insert(models.User), people)
        connection.execute(insert(models.Blog), texts)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are sent to any database meanwhile."""
    seen: list[str] = []

    def note(*words: Any) -> None:
        seen.append(words[2])

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def statements(module: str, blogs: int) -> dict[str, int]:
    """Return the number of statements of one request of each work."""
    numbers = {}
    with TestClient(importlib.import_module(module).app) as client:

        def send(request: Request, token: str = "") -> Any:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": request.kind}
            return client.request(
                request.method, request.path, content=request.body, headers=headers
            )

        token = send(LOGIN).json()["access_token"]
        for work in WORKS:
            with counted() as seen:
                send(work.requests(blogs)[0], token).raise_for_status()
            numbers[work.key] = len(seen)
    return numbers


if __name__ == "__main__":
    module, (blogs, users, cost) = sys.argv[1], map(int, sys.argv[2:])
    fill(module, blogs, users, cost)
    json.dump(statements(module, blogs), sys.stdout)
