"""Faults that only many people, or many rows, bring to light."""

from fastapi.testclient import TestClient

from tests.connections import left_out_by
from tests.museum.visitors import sign_up
from tests.people import Person
from tests.statements import counted_statements


# --8<-- [start:endless_list]
def test_a_list_has_an_end(ada: Person) -> None:
    """`GET /blog/` lists 10 blogs, `?limit=2` lists 2; less than 1, more than 100 is 422."""
    written = [ada.write(title=f"Blog {n}").json()["id"] for n in range(11)]
    newest = written[::-1]
    assert [blog["id"] for blog in ada.get("/blog/").json()] == newest[:10]
    with counted_statements() as statements:
        assert [b["id"] for b in ada.get("/blog/?limit=2").json()] == newest[:2]
    assert any("LIMIT" in s for s in statements if "FROM blogs" in s)
    for limit in (0, -1, 101):
        assert ada.get(f"/blog/?limit={limit}").status_code == 422, limit
    # --8<-- [end:endless_list]


# --8<-- [start:n_plus_one]
def test_more_people_are_not_more_statements(client: TestClient, ada: Person) -> None:
    """`GET /user/` sends as many SQL statements for one person as for four."""
    with counted_statements() as for_one:
        client.get("/user/")
    for name in ("grace", "alan", "edsger"):
        sign_up(client, email=f"{name}@example.com")
    with counted_statements() as for_four:
        people = client.get("/user/").json()
    assert [person["published_blogs"] for person in people] == [[]] * 4
    assert ("SQL statements", len(for_four)) == ("SQL statements", len(for_one))
    # --8<-- [end:n_plus_one]


# --8<-- [start:lost_connections]
def test_a_refused_request_gives_its_connection_back(ada: Person) -> None:
    """After requests that end with 404, no connection to the database is out."""
    assert ada.get("/blog/1000").status_code == 404
    out = left_out_by(lambda: ada.get("/blog/1000"))
    assert ("connections that are out", out) == ("connections that are out", 0)
    # --8<-- [end:lost_connections]
