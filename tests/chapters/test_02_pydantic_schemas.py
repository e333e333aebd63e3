"""Chapter 2 promises: blogs can be written, and what does not fit is refused."""

from typing import Any

from tests.examples import fields_with_example
from tests.people import BLOG, Person
from tests.refusals import faults, sentence

STEP = "2"


def described(ada: Person, method: str, path: str) -> dict[str, Any]:
    """Return how the document behind `/docs` describes a route."""
    operation: dict[str, Any] = ada.get("/openapi.json").json()["paths"][path][method]
    return operation


def schema_of(ada: Person, message: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a described body; an empty one if none is named."""
    contents = [*message.get("content", {}).values(), {}]
    name = contents[0].get("schema", {}).get("$ref", "").split("/")[-1]
    schemas = ada.get("/openapi.json").json().get("components", {}).get("schemas", {})
    found: dict[str, Any] = schemas.get(name, {})
    return found


def test_docs_shows_what_a_blog_always_has(ada: Person) -> None:
    """The page `/docs` says that each answered blog has all four fields."""
    answer = described(ada, "get", "/blog/{id}")["responses"]["200"]
    always = set(schema_of(ada, answer).get("required", []))
    fields = {"id", "title", "body", "published"}
    assert always & fields == fields


def test_writing_a_blog_answers_201_and_its_id(ada: Person) -> None:
    """`POST /blog/` takes a blog, and answers 201 and the blog with an id."""
    answer = ada.write(title="Mine")
    assert answer.status_code == 201
    assert answer.json() == {**answer.json(), **BLOG, "title": "Mine"}
    assert isinstance(answer.json()["id"], int)


def test_a_body_that_is_no_text_is_400(ada: Person) -> None:
    """Bytes that are not UTF-8 cannot be read at all; the answer says so."""
    answer = ada.client.post(
        "/blog/",
        content=b"\x80",
        headers={**ada.headers, "Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert sentence(answer)


def test_a_written_blog_can_be_read_and_is_the_newest(ada: Person) -> None:
    """The new blog is found by its id and comes first in the list."""
    written = ada.write().json()
    found = ada.get(f"/blog/{written['id']}")
    assert found.status_code == 200
    assert found.json() == written
    assert ada.get("/blog/").json()[0] == written


def test_every_blog_has_its_own_id(ada: Person) -> None:
    """Every new blog gets an id of its own; none is given twice."""
    written = [ada.write().json()["id"] for _ in range(5)]
    twice = {id for id in written if written.count(id) > 1}
    assert ("ids given twice", twice) == ("ids given twice", set())


def test_a_blog_is_published_unless_it_says_otherwise(ada: Person) -> None:
    """`published` may be left out and is true then; a draft is not in the list."""
    body = {"title": "t", "body": "b", **ada.fields}
    answer = ada.send("POST", "/blog/", json=body)
    assert answer.status_code == 201
    assert answer.json()["published"] is True
    draft = ada.write(published=False).json()
    assert draft not in ada.get("/blog/").json()
    assert draft in ada.get("/blog/?published=false").json()


def test_a_misspelt_field_is_refused(ada: Person) -> None:
    """An unknown field is 422 and named, not dropped in silence."""
    answer = ada.write(publishd=False)
    assert answer.status_code == 422
    assert [fault["loc"] for fault in faults(answer)] == [["body", "publishd"]]


def test_texts_have_a_longest_length(ada: Person) -> None:
    """A title over 200 characters, or a body over 50,000, is 422; Hangul counts alike."""
    for field, longest in (("title", 200), ("body", 50_000)):
        assert ada.write(**{field: "한" * longest}).status_code == 201, field
        assert ada.write(**{field: "한" * (longest + 1)}).status_code == 422, field


def test_blank_texts_are_refused(ada: Person) -> None:
    """A title or body of white space alone, in any script, is 422; empty lines are fine."""
    for field in ("title", "body"):
        assert ada.write(**{field: "x"}).status_code == 201, field
        for blank in ("", " ", "\n\t ", "\u3000\u00a0"):
            assert ada.write(**{field: blank}).status_code == 422, (field, blank)
    assert ada.write(body="\n One line.\n\nAnother.\n").status_code == 201


def test_nul_is_refused(ada: Person) -> None:
    """A title or body with the character NUL is 422: many databases cannot store it."""
    for field in ("title", "body"):
        assert ada.write(**{field: "a\0b"}).status_code == 422


def test_published_is_true_or_false(ada: Person) -> None:
    """`published` is `true` or `false`; a text such as `"yes"`, or a number, is 422."""
    for published in ("yes", "true", 1):
        assert ada.write(published=published).status_code == 422


def test_a_refusal_says_where_and_why(ada: Person) -> None:
    """A 422 lists every fault, each with its place and a reason."""
    body = {"title": "", "published": "no", **ada.fields}
    answer = ada.send("POST", "/blog/", json=body)
    messages = {tuple(fault["loc"]): fault["msg"] for fault in faults(answer)}
    assert set(messages) == {("body", "title"), ("body", "body"), ("body", "published")}
    assert all(messages.values())
    assert answer.headers["content-type"].endswith("json")  # final: problem+json


def test_a_refusal_never_repeats_what_was_sent(ada: Person) -> None:
    """A 422 does not repeat the rejected value: one day it will be a password."""
    answer = ada.write(title=["zanzibar"], body="zanzibar")
    assert answer.status_code == 422
    assert "zanzibar" not in answer.text


def test_docs_shows_the_shape_of_a_404(ada: Person) -> None:
    """The page `/docs` shows that a 404 has a `detail`, which is a text."""
    answer = described(ada, "get", "/blog/{id}")["responses"]["404"]
    shown = schema_of(ada, answer).get("properties", {})
    assert set(shown) & {"detail"} == {"detail"}
    assert shown["detail"]["type"] == "string"


def test_docs_names_the_400(ada: Person) -> None:
    """The page `/docs` says of `POST /blog/` that a body may be unreadable: 400."""
    answers = described(ada, "post", "/blog/")["responses"]
    assert set(answers) & {"400"} == {"400"}
    shown = schema_of(ada, answers["400"]).get("properties", {})
    assert set(shown) & {"detail"} == {"detail"}


def test_docs_offers_a_blog_ready_to_be_sent(ada: Person) -> None:
    """The page `/docs` offers an example of a title and of a body."""
    sent = described(ada, "post", "/blog/")["requestBody"]
    content = sent["content"]["application/json"]
    found = fields_with_example(content, schema_of(ada, sent))
    assert found & {"title", "body"} == {"title", "body"}


def test_a_405_names_every_method_of_the_path(ada: Person) -> None:
    """A 405 names in `Allow` the methods of all routes with this path (RFC 9110)."""
    answer = ada.send("PATCH", "/blog/")
    assert answer.status_code == 405
    named = {method.strip() for method in answer.headers["allow"].split(",")}
    assert named == {"GET", "POST"}
    paths = ada.get("/openapi.json").json()["paths"]
    answer = ada.send("PATCH", "/blog/1")
    named = {method.strip() for method in answer.headers["allow"].split(",")}
    assert named == {method.upper() for method in paths["/blog/{id}"]}
