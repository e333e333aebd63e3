"""Chapter 2 promises: blogs can be written, and what does not fit is refused."""

import pytest

from tests.people import BLOG, Person
from tests.refusals import faults, sentence

STEP = "2"


def test_writing_a_blog_answers_201_and_its_id(ada: Person) -> None:
    """`POST /blog/` answers what was stored, with a new id."""
    answer = ada.write(title="Mine")
    assert answer.status_code == 201
    assert {**BLOG, "title": "Mine"}.items() <= answer.json().items()
    assert isinstance(answer.json()["id"], int)


def test_a_written_blog_can_be_read_and_is_the_newest(ada: Person) -> None:
    """The new blog is found by its id and comes first in the list."""
    written = ada.write().json()
    assert ada.get(f"/blog/{written['id']}").json() == written
    assert ada.get("/blog/").json()[0] == written


def test_every_blog_has_its_own_id(ada: Person) -> None:
    """Ids are never given twice."""
    written = [ada.write().json()["id"] for _ in range(5)]
    assert len(set(written)) == 5


def test_a_blog_is_published_unless_it_says_otherwise(ada: Person) -> None:
    """`published` may be left out and is true then; a draft is not in the list."""
    body = {"title": "t", "body": "b", **ada.fields}
    answer = ada.send("POST", "/blog/", json=body)
    assert answer.json()["published"] is True
    draft = ada.write(published=False).json()
    assert draft not in ada.get("/blog/").json()
    assert draft in ada.get("/blog/?published=false").json()


@pytest.mark.parametrize(
    ("field", "longest"), [("title", 200), ("body", 50_000)], ids=["title", "body"]
)
def test_texts_have_a_longest_length(ada: Person, field: str, longest: int) -> None:
    """A title has 1 to 200 characters, a body 1 to 50,000; Hangul counts the same."""
    assert ada.write(**{field: "한" * longest}).status_code == 201
    assert ada.write(**{field: "한" * (longest + 1)}).status_code == 422
    assert ada.write(**{field: "x"}).status_code == 201
    assert ada.write(**{field: ""}).status_code == 422


@pytest.mark.parametrize("field", ["title", "body"])
@pytest.mark.parametrize("blank", [" ", "\n\t ", "\u3000\u00a0"])
def test_blank_texts_are_refused(ada: Person, field: str, blank: str) -> None:
    """Nothing but white space is no text, in any script."""
    assert ada.write(**{field: blank}).status_code == 422


def test_a_misspelt_field_is_refused(ada: Person) -> None:
    """An unknown field is 422 and named, not dropped in silence."""
    answer = ada.write(publishd=False)
    assert answer.status_code == 422
    assert [fault["loc"] for fault in faults(answer)] == [["body", "publishd"]]


def test_a_refusal_says_where_and_why(ada: Person) -> None:
    """A 422 lists every fault with its place and a reason."""
    body = {"title": "", "published": "no", **ada.fields}
    answer = ada.send("POST", "/blog/", json=body)
    messages = {tuple(fault["loc"]): fault["msg"] for fault in faults(answer)}
    assert set(messages) == {("body", "title"), ("body", "body"), ("body", "published")}
    assert all(messages.values())
    assert answer.headers["content-type"].endswith("json")  # final: problem+json


def test_a_refusal_never_repeats_what_was_sent(ada: Person) -> None:
    """The rejected value is not in the answer: one day it will be a password."""
    answer = ada.write(title=["zanzibar"], body="zanzibar")
    assert answer.status_code == 422
    assert "zanzibar" not in answer.text


def test_a_body_that_is_no_text_is_400(ada: Person) -> None:
    """Bytes that are not UTF-8 cannot be read at all; the answer says so."""
    answer = ada.client.post(
        "/blog/",
        content=b"\x80",
        headers={**ada.headers, "Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert sentence(answer)


def test_a_405_names_every_method_of_the_path(ada: Person) -> None:
    """`Allow` has the methods of all routes with this path, not of one (RFC 9110)."""
    answer = ada.send("PATCH", "/blog/")
    assert answer.status_code == 405
    assert answer.headers["allow"].split(", ") == ["GET", "POST"]
