"""Faults about whose blog it is, and who may see it."""

from tests.people import Person


# --8<-- [start:user_one]
def test_a_blog_belongs_to_who_wrote_it(ada: Person, grace: Person) -> None:
    """The creator of a new blog is the caller."""
    blog = grace.write().json()
    assert blog["creator"] == {"id": grace.id, "name": "Grace"}
    # --8<-- [end:user_one]


# --8<-- [start:anyone_changes]
def test_only_the_creator_changes_a_blog(ada: Person, grace: Person) -> None:
    """`PUT /blog/{id}` of somebody else is 403, and changes nothing; a draft may be 404."""
    draft = ada.write(published=False).json()["id"]
    assert grace.change(draft, title="Not yours").status_code in (403, 404)
    id = ada.write(title="Mine").json()["id"]
    assert grace.change(id, title="Not yours").status_code == 403
    assert ada.get(f"/blog/{id}").json()["title"] == "Mine"
    assert ada.change(id, title="Still mine").status_code == 200
    # --8<-- [end:anyone_changes]


# --8<-- [start:anyone_deletes]
def test_only_the_creator_deletes_a_blog(ada: Person, grace: Person) -> None:
    """`DELETE /blog/{id}` of somebody else is 403, and deletes nothing; a draft may be 404."""
    draft = ada.write(published=False).json()["id"]
    assert grace.delete(draft).status_code in (403, 404)
    id = ada.write().json()["id"]
    assert grace.delete(id).status_code == 403
    assert ada.get(f"/blog/{id}").status_code == 200
    assert ada.delete(id).status_code == 204
    # --8<-- [end:anyone_deletes]


# --8<-- [start:drafts_in_list]
def test_a_list_shows_no_drafts(ada: Person, grace: Person) -> None:
    """`GET /blog/` lists what is published, and no draft."""
    published = ada.write().json()["id"]
    for _ in range(10):
        ada.write(published=False)
    assert [blog["id"] for blog in grace.get("/blog/").json()] == [published]
    # --8<-- [end:drafts_in_list]


# --8<-- [start:draft_by_id]
def test_a_draft_is_not_there_for_others(ada: Person, grace: Person) -> None:
    """`GET /blog/{id}` of somebody else's draft is 404, and of your own 200."""
    id = ada.write(published=False).json()["id"]
    assert grace.get(f"/blog/{id}").status_code == 404
    assert ada.get(f"/blog/{id}").status_code == 200
    # --8<-- [end:draft_by_id]
