"""Chapter 1 promises: blogs in memory, listed, filtered and found by id."""

import pytest
from fastapi.testclient import TestClient

from tests.refusals import sentence

STEP = "1"
pytestmark = pytest.mark.until("2")


def ids(client: TestClient, query: str = "") -> list[int]:
    """Return the ids that a list answers, in its order."""
    answer = client.get(f"/blog/{query}")
    assert answer.status_code == 200, answer.text
    return [blog["id"] for blog in answer.json()]


def test_a_blog_has_an_id_a_title_a_body_and_says_if_it_is_published(
    client: TestClient,
) -> None:
    """`GET /blog/{id}` answers one blog with all that is known of it."""
    newest = client.get("/blog/").json()[0]
    answer = client.get(f"/blog/{newest['id']}")
    assert answer.status_code == 200
    assert answer.json() == newest
    assert set(newest) == {"id", "title", "body", "published"}


def test_an_unknown_blog_is_404(client: TestClient) -> None:
    """`GET /blog/{id}` answers 404 for an id that no blog has, and says so."""
    answer = client.get("/blog/9999")
    assert answer.status_code == 404
    assert sentence(answer) == "No blog has this id"


def test_the_list_is_newest_first(client: TestClient) -> None:
    """`GET /blog/` answers more than one blog, the highest id first."""
    found = ids(client)
    assert len(found) > 1
    assert found == sorted(found, reverse=True)


def test_the_list_shows_what_is_published(client: TestClient) -> None:
    """`GET /blog/` leaves drafts out unless `published=false` asks for them."""
    assert all(blog["published"] for blog in client.get("/blog/").json())
    assert ids(client, "?published=true") == ids(client)
    drafts = client.get("/blog/?published=false").json()
    assert drafts
    assert not any(blog["published"] for blog in drafts)


def test_limit_cuts_the_list(client: TestClient) -> None:
    """`limit` answers at most so many, the newest ones."""
    assert ids(client, "?limit=1") == ids(client)[:1]
    assert ids(client, "?limit=100") == ids(client)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "1.5", ""])
def test_limit_is_a_number_from_1_to_100(client: TestClient, limit: str) -> None:
    """Any other `limit` is 422."""
    assert client.get(f"/blog/?limit={limit}").status_code == 422


def test_before_goes_on_where_a_page_ended(client: TestClient) -> None:
    """`before` answers only ids below it, so that pages neither overlap nor skip."""
    everything = ids(client)
    first = ids(client, "?limit=1")
    rest = ids(client, f"?before={first[-1]}")
    assert first + rest == everything


def test_unpublished_is_a_route_of_its_own(client: TestClient) -> None:
    """`GET /blog/unpublished` lists the drafts; it is not taken for an id."""
    answer = client.get("/blog/unpublished")
    assert answer.status_code == 200
    assert answer.json() == client.get("/blog/?published=false").json()


def test_a_blog_has_comments(client: TestClient) -> None:
    """`GET /blog/{id}/comments` answers a list of texts, perhaps an empty one."""
    for id in ids(client):
        comments = client.get(f"/blog/{id}/comments")
        assert comments.status_code == 200
        assert all(isinstance(comment, str) for comment in comments.json())
    assert any(client.get(f"/blog/{id}/comments").json() for id in ids(client))


def test_comments_of_an_unknown_blog_are_404(client: TestClient) -> None:
    """No blog, no comments: 404, not an empty list."""
    assert client.get("/blog/9999/comments").status_code == 404
