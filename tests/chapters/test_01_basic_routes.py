"""Chapter 1 promises: blogs in memory, listed, filtered and found by id."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.examples import has_example
from tests.refusals import sentence

STEP = "1"
pytestmark = pytest.mark.until("2")

WITHOUT_ID = ("/blog/", "/blog/unpublished")
WITH_ID = ("/blog/{id}", "/blog/{id}/comments")


def ids(client: TestClient, query: str = "") -> list[int]:
    """Return the ids that a list answers, in its order."""
    answer = client.get(f"/blog/{query}")
    assert answer.status_code == 200, answer.text
    return [blog["id"] for blog in answer.json()]


def operations(client: TestClient) -> dict[str, dict[str, Any]]:
    """Return how the document behind `/docs` describes each route, by its path."""
    paths = client.get("/openapi.json").json()["paths"]
    return {path: methods["get"] for path, methods in paths.items()}


def test_the_list_is_newest_first(client: TestClient) -> None:
    """`GET /blog/` answers the list of blogs, the newest (its id is the highest) first."""
    assert client.get("/blog/", follow_redirects=False).status_code == 200
    found = ids(client)
    assert len(found) > 1
    assert found == sorted(found, reverse=True)


def test_a_blog_has_an_id_a_title_a_body_and_says_if_it_is_published(
    client: TestClient,
) -> None:
    """`GET /blog/{id}` answers the blog with this id, with all that is known of it."""
    for blog in client.get("/blog/").json():
        answer = client.get(f"/blog/{blog['id']}")
        assert answer.status_code == 200
        assert answer.json() == blog
        assert set(blog) == {"id", "title", "body", "published"}
    assert set(operations(client)) & {"/blog/{id}"} == {"/blog/{id}"}


def test_an_unknown_blog_is_404(client: TestClient) -> None:
    """`GET /blog/{id}` answers 404 `No blog has this id` for an id that no blog has."""
    answer = client.get("/blog/9999")
    assert answer.status_code == 404
    assert sentence(answer) == "No blog has this id"


def test_an_id_is_a_number_from_1(client: TestClient) -> None:
    """An id in the path that is no whole number from 1 to 2**53 - 1 is 422."""
    for id in ("0", "-1", "abc", "1.5", str(2**53)):
        assert client.get(f"/blog/{id}").status_code == 422, id


def test_the_list_shows_what_is_published(client: TestClient) -> None:
    """`GET /blog/` leaves the drafts out; `?published=false` lists only them."""
    shown = client.get("/blog/").json()
    assert {blog["published"] for blog in shown} == {True}
    assert ids(client, "?published=true") == ids(client)
    drafts = client.get("/blog/?published=false").json()
    assert {blog["published"] for blog in drafts} == {False}


def test_limit_cuts_the_list(client: TestClient) -> None:
    """`GET /blog/?limit=2` answers two blogs at most, the newest ones."""
    everything = ids(client)
    assert ids(client, "?limit=2") == everything[:2]
    assert ids(client, "?limit=100") == everything


def test_limit_is_a_number_from_1_to_100(client: TestClient) -> None:
    """A `limit` that is no number from 1 to 100 is 422."""
    for limit in ("0", "101", "-1", "ten", "1.5", ""):
        assert client.get(f"/blog/?limit={limit}").status_code == 422, limit


def test_before_goes_on_where_a_page_ended(client: TestClient) -> None:
    """`GET /blog/?before=3` answers only blogs with an id below 3: the next page."""
    everything = ids(client)
    first = ids(client, "?limit=1")
    rest = ids(client, f"?before={first[-1]}")
    assert first + rest == everything
    assert ids(client, f"?before={2**53 - 1}") == everything  # no draft comes along
    assert ids(client, f"?limit=1&before={first[-1]}") == everything[1:2]


def test_before_is_an_id(client: TestClient) -> None:
    """A `before` that is no whole number from 1 to 2**53 - 1 is 422."""
    for before in ("0", "-1", "x", "", str(2**53)):
        assert client.get(f"/blog/?before={before}").status_code == 422, before


def test_unpublished_is_a_route_of_its_own(client: TestClient) -> None:
    """`GET /blog/unpublished` lists the drafts; it is not taken for an id."""
    answer = client.get("/blog/unpublished")
    assert answer.status_code == 200
    assert answer.json() == client.get("/blog/?published=false").json()


def test_a_blog_has_comments(client: TestClient) -> None:
    """`GET /blog/{id}/comments` answers a list of texts, an empty one if there are none."""
    lists = []
    for id in ids(client):
        comments = client.get(f"/blog/{id}/comments")
        assert comments.status_code == 200
        assert all(isinstance(comment, str) for comment in comments.json())
        lists.append(comments.json())
    assert any(lists)
    assert any(one != lists[0] for one in lists)  # each blog has its own


def test_comments_of_an_unknown_blog_are_404(client: TestClient) -> None:
    """The comments of a blog that does not exist are 404, not an empty list."""
    answer = client.get("/blog/9999/comments")
    assert answer.status_code == 404
    assert sentence(answer) == "No blog has this id"


def test_docs_shows_the_routes_in_one_group(client: TestClient) -> None:
    """The page `/docs` shows all routes in the group `blog`, each with a summary."""
    routes = operations(client)
    assert all(route["summary"] for route in routes.values())
    tags = {path: route.get("tags") for path, route in routes.items()}
    assert tags == dict.fromkeys([*WITHOUT_ID, *WITH_ID], ["blog"])


def test_docs_says_where_a_404_may_come(client: TestClient) -> None:
    """The page `/docs` names the 404 of every route with an id in its path."""
    routes = operations(client).items()
    assert {path for path, route in routes if "404" in route["responses"]} == {*WITH_ID}


def test_docs_offers_an_example_of_an_id(client: TestClient) -> None:
    """The page `/docs` offers an example for every id in a path."""
    ids = {path: operations(client)[path]["parameters"][0] for path in WITH_ID}
    assert {path for path in ids if has_example(ids[path])} == {*WITH_ID}
