"""Chapter 4 promises: every blog has a creator, and lists stay cheap."""

from importlib import import_module

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course.steps import Step
from tests.people import ADA, BLOG, GRACE, Person, arrive, sign_up
from tests.refusals import sentence
from tests.statements import counted_statements

STEP = "4"


def test_the_start_makes_a_table_of_users(db: Session) -> None:
    """When it starts, the app makes a table `users` with `id`, `name` and `email`."""
    assert db.execute(text("SELECT id, name, email FROM users")).all() == []


def test_signing_up_answers_201_and_your_account(
    client: TestClient, step: Step
) -> None:
    """`POST /user/` answers 201 and your `id`, `name` and `email`."""
    answer = sign_up(client, step.key, ADA)
    assert answer.status_code == 201
    id = answer.json()["id"]
    assert answer.json() == {"id": id, "name": "Ada", "email": "ada@example.com"}


def test_an_email_address_must_be_one(client: TestClient, step: Step) -> None:
    """An `email` that cannot be an address is 422."""
    for email in ("ada", "ada@", "@example.com", "a b@example.com", ""):
        answer = sign_up(client, step.key, {**ADA, "email": email})
        assert answer.status_code == 422, email


def test_an_email_address_is_kept_in_lower_case(client: TestClient, step: Step) -> None:
    """An address is kept in lower case: `Ada@Example.COM` is `ada@example.com`."""
    answer = sign_up(client, step.key, {**ADA, "email": "Ada@Example.COM"})
    assert answer.json()["email"] == "ada@example.com"


def test_an_email_address_signs_up_once(
    client: TestClient, step: Step, db: Session
) -> None:
    """A second sign-up with an address is 409, and says why; the database refuses it, too."""
    sign_up(client, step.key, ADA)
    for email in ("ada@example.com", "ADA@EXAMPLE.COM"):
        answer = sign_up(client, step.key, {**GRACE, "email": email})
        assert answer.status_code == 409, email
        assert sentence(answer) == "This e-mail address is taken"
    sign_up(client, step.key, GRACE)
    with pytest.raises(IntegrityError):
        db.execute(text("UPDATE users SET email = 'ada@example.com'"))


def test_after_a_refused_sign_up_the_next_one_works(
    client: TestClient, step: Step
) -> None:
    """After a 409 the next sign-up works: nothing broken is left behind."""
    sign_up(client, step.key, ADA)
    sign_up(client, step.key, ADA)
    assert sign_up(client, step.key, GRACE).status_code == 201


def test_a_user_has_a_page(ada: Person) -> None:
    """`GET /user/{id}` answers the id and the name of a user."""
    answer = ada.get(f"/user/{ada.id}")
    assert answer.status_code == 200
    assert answer.json() == {**answer.json(), "id": ada.id, "name": "Ada"}


def test_an_unknown_user_is_404(client: TestClient) -> None:
    """`GET /user/{id}` answers 404 for an id that nobody has, and says so."""
    answer = client.get("/user/9999")
    assert answer.status_code == 404
    assert sentence(answer) == "No user has this id"


def test_other_people_do_not_see_your_email_address(ada: Person, grace: Person) -> None:
    """Neither a blog nor a user shows an e-mail address."""
    ada.write()
    for path in ("/blog/", f"/user/{ada.id}"):
        assert "@" not in grace.get(path).text


@pytest.mark.until("6")
def test_a_blog_needs_a_user_that_exists(ada: Person) -> None:
    """A blog is sent with a `user_id`; an unknown one is 404, and nothing is stored."""
    answer = ada.write(user_id=9999)
    assert answer.status_code == 404
    assert sentence(answer) == "No user has this id"
    assert ada.get("/blog/").json() == []


def test_the_database_refuses_a_blog_of_nobody(db: Session) -> None:
    """The database itself refuses a row of `blogs` whose `user_id` nobody has."""
    db.get_bind().engine.dispose()  # the next connection is a new one
    db.add(import_module("blog.models").Blog(**BLOG, user_id=9999))
    with pytest.raises(IntegrityError):
        db.commit()


def test_a_blog_shows_its_creator(ada: Person, grace: Person) -> None:
    """A blog shows its creator's id and name: when written, shown and listed."""
    for person, name in ((ada, "Ada"), (grace, "Grace")):
        written = person.write().json()
        assert written["creator"] == {"id": person.id, "name": name}
        assert ada.get(f"/blog/{written['id']}").json() == written
        assert ada.get("/blog/").json()[0] == written


def test_a_change_leaves_the_creator(ada: Person, grace: Person) -> None:
    """`PUT` changes what was written, not who wrote it, and cannot be asked to."""
    for person in (ada, grace):
        written = person.write().json()
        changed = person.change(written["id"], title="Changed").json()
        same = set(written) - {"title", "updated_at"}
        assert changed["title"] == "Changed"
        assert {k: changed[k] for k in same} == {k: written[k] for k in same}
        assert person.change(written["id"], user_id=ada.id).status_code == 422


@pytest.mark.until("6")
def test_a_whole_number_is_one_with_a_point_too(ada: Person) -> None:
    """A `user_id` of `7.0` is taken for 7, as JSON means it; `7.5` is 422."""
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
    """The blogs of a new user are an empty list, not null and not an error."""
    assert ada.get(f"/user/{ada.id}").json()["blogs"] == []


def test_the_statements_of_a_list_do_not_grow_with_it(
    client: TestClient, step: Step
) -> None:
    """A list of twenty blogs by twenty people takes no more SQL than a list of one."""
    counts = []
    for number in range(20):
        email = f"user{number}@example.com"
        person = arrive(client, step.key, {**ADA, "email": email})
        assert person.write().status_code == 201
        if number in (0, 19):
            with counted_statements() as statements:
                listed = person.get("/blog/?limit=100").json()
                person.get(f"/blog/?limit=100&before={2**53 - 1}")
            assert len({blog["creator"]["id"] for blog in listed}) == number + 1
            counts.append(len(statements))
    for_one, for_twenty = counts
    assert for_one > 0
    assert ("SQL statements", for_twenty) == ("SQL statements", for_one)
