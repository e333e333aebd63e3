"""Chapter 3 promises: blogs are kept in SQLite, and can be changed and deleted."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from course.steps import Step
from tests.people import ADA, BLOG, Person, arrive

STEP = "3"


def test_a_new_database_is_empty(ada: Person) -> None:
    """The first start makes the table; nothing is in it."""
    answer = ada.get("/blog/")
    assert answer.status_code == 200
    assert answer.json() == []


def test_blogs_are_listed_newest_first_in_pages(ada: Person) -> None:
    """`limit` and `before` walk through all blogs, each once, newest first."""
    written = [ada.write(title=f"Blog {n}").json()["id"] for n in range(5)]
    pages, before = [], ""
    for _ in range(4):
        page = [b["id"] for b in ada.get(f"/blog/?limit=2{before}").json()]
        pages.append(page)
        before = f"&before={page[-1]}" if page else before
    newest_first = written[::-1]
    assert pages == [newest_first[:2], newest_first[2:4], newest_first[4:], []]


def test_a_page_has_ten_blogs_unless_limit_says_otherwise(ada: Person) -> None:
    """Without `limit` the list stops at ten."""
    for _ in range(12):
        ada.write()
    assert len(ada.get("/blog/").json()) == 10
    assert len(ada.get("/blog/?limit=100").json()) == 12


def test_drafts_are_listed_apart(ada: Person) -> None:
    """`published=false` lists the drafts, and only them."""
    shown, draft = ada.write().json(), ada.write(published=False).json()
    assert ada.get("/blog/").json() == [shown]
    assert ada.get("/blog/?published=false").json() == [draft]


def test_a_blog_can_be_written_anew(ada: Person) -> None:
    """`PUT /blog/{id}` answers 200 and the blog as it is from now on."""
    id = ada.write().json()["id"]
    answer = ada.change(id, title="Better", body="Longer.", published=False)
    assert answer.status_code == 200
    assert answer.json() == ada.get(f"/blog/{id}").json()
    assert (answer.json()["title"], answer.json()["published"]) == ("Better", False)


def test_a_change_touches_one_blog_only(ada: Person) -> None:
    """The other blogs stay as they are."""
    first, second = ada.write().json(), ada.write().json()
    ada.change(second["id"], title="Other")
    assert ada.get(f"/blog/{first['id']}").json() == first


def test_a_blog_can_be_deleted(ada: Person) -> None:
    """`DELETE /blog/{id}` answers 204 without a body, and the blog is gone."""
    kept, id = ada.write().json(), ada.write().json()["id"]
    answer = ada.delete(id)
    assert (answer.status_code, answer.content) == (204, b"")
    assert ada.get(f"/blog/{id}").status_code == 404
    assert ada.get("/blog/").json() == [kept]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_blog_is_404_for_every_method(ada: Person, method: str) -> None:
    """Reading, changing and deleting what is not there is 404."""
    answer = ada.send(method, "/blog/9999", json=BLOG if method == "PUT" else None)
    assert answer.status_code == 404


def test_the_id_of_a_deleted_blog_is_not_given_again(ada: Person) -> None:
    """A link to a deleted blog never shows another one."""
    id = ada.write().json()["id"]
    ada.delete(id)
    assert ada.write().json()["id"] > id


def test_blogs_survive_a_restart(
    ada: Person, restart: Callable[[], TestClient]
) -> None:
    """What was answered with 201 is there after the server was stopped and started."""
    written = ada.write(title="다시 만나요").json()
    ada.client = restart()
    assert ada.get(f"/blog/{written['id']}").json() == written


@pytest.mark.sqlite
def test_the_database_is_beside_the_chapter(
    restart: Callable[[], TestClient],
    step: Step,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The file is `blog.db` in the chapter's folder, from wherever the app starts."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    arrive(restart(), step.key, ADA).write()
    with closing(sqlite3.connect(folder / "blog.db")) as connection:
        assert connection.execute("SELECT count(*) FROM blogs").fetchone() == (1,)
    assert list(elsewhere.iterdir()) == []
