"""Chapter 4 promises: every blog has a creator, and lists stay cheap."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from course.steps import Step
from tests.people import ADA, GRACE, Person, arrive, sign_up
from tests.refusals import sentence

STEP = "4"


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect every SQL statement that any engine sends."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_signing_up_answers_201_and_your_account(
    client: TestClient, step: Step
) -> None:
    """`POST /user/` answers your id, name and e-mail address."""
    answer = sign_up(client, step.key, ADA)
    assert answer.status_code == 201
    id = answer.json()["id"]
    assert answer.json() == {"id": id, "name": "Ada", "email": "ada@example.com"}


def test_an_email_address_is_kept_in_lower_case(client: TestClient, step: Step) -> None:
    """Capitals in an address make no other address."""
    answer = sign_up(client, step.key, {**ADA, "email": "Ada@Example.COM"})
    assert answer.json()["email"] == "ada@example.com"


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@EXAMPLE.COM"])
def test_an_email_address_signs_up_once(
    client: TestClient, step: Step, email: str
) -> None:
    """The second sign-up with an address is 409, and says why."""
    sign_up(client, step.key, ADA)
    answer = sign_up(client, step.key, {**GRACE, "email": email})
    assert answer.status_code == 409
    assert sentence(answer) == "This e-mail address is taken"


def test_after_a_refused_sign_up_the_next_one_works(
    client: TestClient, step: Step
) -> None:
    """A 409 leaves nothing broken behind."""
    sign_up(client, step.key, ADA)
    sign_up(client, step.key, ADA)
    assert sign_up(client, step.key, GRACE).status_code == 201


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@example.com", "a b@example.com", ""]
)
def test_an_email_address_must_be_one(
    client: TestClient, step: Step, email: str
) -> None:
    """What cannot be an address is 422."""
    assert sign_up(client, step.key, {**ADA, "email": email}).status_code == 422


def test_a_blog_shows_its_creator(ada: Person, grace: Person) -> None:
    """A blog answers who wrote it: when written, shown and listed."""
    for person, name in ((ada, "Ada"), (grace, "Grace")):
        written = person.write().json()
        assert written["creator"] == {"id": person.id, "name": name}
        assert ada.get(f"/blog/{written['id']}").json() == written
        assert ada.get("/blog/").json()[0] == written


@pytest.mark.until("6")
def test_a_whole_number_is_one_with_a_point_too(ada: Person) -> None:
    """`7.0` is 7 in JSON and in the document, so it is for `user_id`; `7.5` is not."""
    assert ada.id
    assert ada.write(user_id=float(ada.id)).json()["creator"]["id"] == ada.id
    assert ada.write(user_id=ada.id + 0.5).status_code == 422


def test_a_user_shows_their_blogs(ada: Person, grace: Person) -> None:
    """`GET /user/{id}` answers the user's own blogs, newest first, and no others."""
    first, second = ada.write(title="1").json(), ada.write(title="2").json()
    grace.write()
    user = ada.get(f"/user/{ada.id}").json()
    assert (user["id"], user["name"]) == (ada.id, "Ada")
    assert [blog["id"] for blog in user["blogs"]] == [second["id"], first["id"]]
    assert [blog["title"] for blog in user["blogs"]] == ["2", "1"]


def test_a_new_user_has_no_blogs(ada: Person) -> None:
    """An empty list, not null and not an error."""
    assert ada.get(f"/user/{ada.id}").json()["blogs"] == []


def test_an_unknown_user_is_404(client: TestClient) -> None:
    """`GET /user/{id}` answers 404 for an id that nobody has."""
    assert client.get("/user/9999").status_code == 404


def test_other_people_do_not_see_your_email_address(ada: Person, grace: Person) -> None:
    """Neither a blog nor a user shows an address."""
    ada.write()
    for path in ("/blog/", f"/user/{ada.id}"):
        assert "@" not in grace.get(path).text


@pytest.mark.until("6")
def test_a_blog_needs_a_user_that_exists(ada: Person) -> None:
    """An unknown `user_id` is 404, and nothing is stored."""
    answer = ada.write(user_id=9999)
    assert answer.status_code == 404
    assert sentence(answer) == "No user has this id"
    assert ada.get("/blog/").json() == []


def test_a_change_leaves_the_creator(ada: Person, grace: Person) -> None:
    """`PUT` changes what was written, not who wrote it, and cannot be asked to."""
    for person in (ada, grace):
        written = person.write().json()
        changed = person.change(written["id"], title="Changed").json()
        same = set(written) - {"title", "updated_at"}
        assert changed["title"] == "Changed"
        assert {k: changed[k] for k in same} == {k: written[k] for k in same}
        assert person.change(written["id"], user_id=ada.id).status_code == 422


def test_the_statements_of_a_list_do_not_grow_with_it(
    client: TestClient, step: Step
) -> None:
    """One blog or twenty by as many people: as many SQL statements."""
    counts = []
    for number in range(20):
        email = f"user{number}@example.com"
        person = arrive(client, step.key, {**ADA, "email": email})
        assert person.write().status_code == 201
        if number in (0, 19):
            with counted_statements() as statements:
                assert len(person.get("/blog/?limit=100").json()) == number + 1
            counts.append(len(statements))
    assert counts[0] == counts[1] > 0
