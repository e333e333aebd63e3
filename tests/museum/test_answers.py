"""Faults in what comes back: errors of the app's own, and answers that mislead."""

from fastapi.testclient import TestClient

from tests.people import Person


# --8<-- [start:update_fails]
def test_a_new_name_is_kept(ada: Person, grace: Person) -> None:
    """`PUT /user/me` gives the caller another name, and answers the account."""
    answer = ada.send("PUT", "/user/me", json={"name": "Ada Lovelace"})
    assert answer.status_code == 200
    assert answer.json()["name"] == "Ada Lovelace"
    assert ada.get("/user/me").json()["name"] == "Ada Lovelace"
    assert grace.get("/user/me").json()["name"] == "Grace"
    # --8<-- [end:update_fails]


# --8<-- [start:created]
def test_a_new_blog_is_201(ada: Person) -> None:
    """`POST /blog/` answers 201 Created."""
    assert ada.write().status_code == 201
    # --8<-- [end:created]


# --8<-- [start:any_id]
def test_an_id_is_a_number(ada: Person) -> None:
    """`GET /blog/abc` is 422: an id is a whole number."""
    assert ada.get("/blog/abc").status_code == 422
    # --8<-- [end:any_id]


# --8<-- [start:huge_id]
def test_an_id_can_be_too_large(client: TestClient, ada: Person) -> None:
    """An id that no database can hold is refused: 422 or 404, and no error."""
    assert client.get(f"/user/{2**63}").status_code in (422, 404)
    assert ada.get(f"/blog/{2**63}").status_code in (422, 404)
    # --8<-- [end:huge_id]


# --8<-- [start:half_character]
def test_half_a_character_is_no_error(ada: Person) -> None:
    r"""A title with half of an emoji, `\ud83d`, is repaired or refused: 201 or 422."""
    headers = {**ada.headers, "Content-Type": "application/json"}
    for body in (
        rb'{"title": "Hello \ud83d", "body": "Half of a face."}',
        rb'{"title": "Hello", "body": "Half of a face: \ud83d"}',
    ):
        answer = ada.client.post("/blog/", content=body, headers=headers)
        assert answer.status_code in (200, 201, 422)
    # --8<-- [end:half_character]
