"""Chapter 3 promises: blogs are kept in SQLite, and can be changed and deleted."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.connections import left_out_by
from tests.people import BLOG, Person
from tests.statements import counted_statements

STEP = "3"


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in the chapter's file."""
    with closing(sqlite3.connect(folder / "blog.db")) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.sqlite
def test_the_database_is_beside_the_chapter(
    restart: Callable[[], TestClient],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """When it starts, the app makes `blog.db` beside the folder `blog`, from anywhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    restart()
    assert [file.name for file in folder.glob("*.db")] == ["blog.db"]
    assert list(elsewhere.iterdir()) == []


@pytest.mark.sqlite
def test_the_start_makes_the_table(client: TestClient, folder: Path) -> None:
    """When it starts, the app makes the table `blogs`, with a column for each field."""
    assert rows(folder, "SELECT id, title, body, published FROM blogs") == []


def test_a_new_database_is_empty(ada: Person) -> None:
    """`GET /blog/` lists what is in the table: in a new one, nothing."""
    answer = ada.get("/blog/")
    assert answer.status_code == 200
    assert answer.json() == []


@pytest.mark.sqlite
def test_a_written_blog_is_a_row(ada: Person, folder: Path) -> None:
    """`POST /blog/` stores the blog as a row of the table."""
    ada.write(title="Kept")
    assert rows(folder, "SELECT title FROM blogs") == [("Kept",)]


def test_drafts_and_comments_have_no_route_of_their_own(ada: Person) -> None:
    """`/blog/unpublished` and `/blog/{id}/comments` are taken away: 422 and 404 then."""
    assert ada.get("/blog/unpublished").status_code == 422
    assert ada.get("/blog/1/comments").status_code == 404


def test_blogs_survive_a_restart(
    ada: Person, restart: Callable[[], TestClient]
) -> None:
    """`GET /blog/{id}` still finds a blog after the server was stopped and started."""
    written = ada.write(title="다시 만나요").json()
    ada.client = restart()
    found = ada.get(f"/blog/{written['id']}")
    assert found.status_code == 200
    assert found.json() == written


def test_drafts_are_listed_apart(ada: Person) -> None:
    """`GET /blog/` leaves the drafts out; `?published=false` lists only them."""
    shown, draft = ada.write().json(), ada.write(published=False).json()
    assert ada.get("/blog/").json() == [shown]
    assert ada.get("/blog/?published=false").json() == [draft]


def test_a_page_has_ten_blogs_unless_limit_says_otherwise(ada: Person) -> None:
    """`GET /blog/` answers ten blogs at most, `?limit=100` a hundred, and so on."""
    for _ in range(12):
        ada.write()
    with counted_statements() as statements:
        assert len(ada.get("/blog/").json()) == 10
    cuts = any("LIMIT" in statement for statement in statements)
    assert ("SQL with a LIMIT", cuts) == ("SQL with a LIMIT", True)
    assert len(ada.get("/blog/?limit=100").json()) == 12


def test_blogs_are_listed_newest_first(ada: Person) -> None:
    """`GET /blog/` has the blog that was written last at the top."""
    written = [ada.write().json()["id"] for _ in range(3)]
    assert [blog["id"] for blog in ada.get("/blog/").json()] == written[::-1]


def test_pages_neither_overlap_nor_skip(ada: Person) -> None:
    """`limit` and `before` walk through all blogs, page by page, each blog once."""
    written = []
    for n in range(5):
        written.append(ada.write(title=f"Blog {n}").json()["id"])
        ada.write(published=False)
    pages, before = [], ""
    for _ in range(4):
        page = [b["id"] for b in ada.get(f"/blog/?limit=2{before}").json()]
        pages.append(page)
        before = f"&before={page[-1]}" if page else before
    newest_first = written[::-1]
    assert pages == [newest_first[:2], newest_first[2:4], newest_first[4:], []]


def test_a_blog_can_be_written_anew(ada: Person) -> None:
    """`PUT /blog/{id}` writes a blog anew, `published` too if left out: 200 and the blog."""
    id = ada.write().json()["id"]
    better = {"title": "Better", "body": "Longer.", "published": False}
    answer = ada.change(id, **better)
    assert answer.status_code == 200
    assert answer.json() == {**answer.json(), **better}
    assert ada.get(f"/blog/{id}").json() == answer.json()
    without = {"title": "Best", "body": "Longest."}
    assert ada.send("PUT", f"/blog/{id}", json=without).json()["published"] is True


def test_a_change_touches_one_blog_only(ada: Person) -> None:
    """`PUT /blog/{id}` leaves the other blogs as they are."""
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


def test_an_unknown_blog_is_404_for_every_method(ada: Person) -> None:
    """Reading, changing or deleting a blog that is not there is 404."""
    for method, body in (("GET", None), ("PUT", BLOG), ("DELETE", None)):
        assert ada.send(method, "/blog/9999", json=body).status_code == 404, method


def test_a_refused_request_closes_its_session(ada: Person) -> None:
    """A session is closed after a 404, too: no connection to the database stays out."""
    assert ada.get("/blog/9999").status_code == 404
    out = left_out_by(lambda: ada.get("/blog/9999"))
    assert ("connections that are out", out) == ("connections that are out", 0)


def test_the_id_of_a_deleted_blog_is_not_given_again(ada: Person) -> None:
    """The id of a deleted blog is never given again: an old link shows no other blog."""
    id = ada.write().json()["id"]
    assert ada.delete(id).status_code == 204
    assert ada.write().json()["id"] != id
