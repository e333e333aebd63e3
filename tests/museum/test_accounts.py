"""Faults at signing up, and in what is shown of people."""

from fastapi.testclient import TestClient

from tests.museum.databases import before_a_user_is_written
from tests.museum.visitors import sign_up
from tests.people import ADA, GRACE, Person, log_in

HERS = GRACE["email"]


# --8<-- [start:duplicate_email]
def test_an_address_signs_up_once(client: TestClient) -> None:
    """A second sign-up with an e-mail address is 409, even at the same moment."""
    assert sign_up(client).status_code == 201
    assert sign_up(client, name="Somebody else").status_code == 409
    with before_a_user_is_written(lambda: sign_up(client, email=HERS)) as meanwhile:
        late = sign_up(client, email=HERS, name="Somebody else")
    assert [answer.status_code for answer in (*meanwhile, late)] == [201, 409]
    # --8<-- [end:duplicate_email]


# --8<-- [start:any_email]
def test_what_is_no_address_is_refused(client: TestClient) -> None:
    """A sign-up with a text that is no e-mail address is refused with 422."""
    for email in ("not an address", "ada@", "@example.com", "a b@example.com"):
        assert sign_up(client, email=email).status_code == 422, email
    # --8<-- [end:any_email]


# --8<-- [start:capital_letters]
def test_capital_letters_make_no_other_address(client: TestClient) -> None:
    """`Ada@Example.com` signs up as `ada@example.com`, and logs in in both ways."""
    account = sign_up(client, email="Ada@Example.com")
    assert account.json()["email"] == "ada@example.com"
    for email in ("ada@example.com", "Ada@Example.com"):
        assert log_in(client, email, ADA["password"]).status_code == 200
    # --8<-- [end:capital_letters]


# --8<-- [start:empty_password]
def test_a_password_has_eight_characters(client: TestClient) -> None:
    """A password of less than 8 characters is refused with 422."""
    assert sign_up(client, password="").status_code == 422
    assert sign_up(client, password="7 chars").status_code == 422
    assert sign_up(client, password="8 chars.").status_code == 201
    # --8<-- [end:empty_password]


# --8<-- [start:long_password]
def test_a_long_password_counts_to_its_end(client: TestClient) -> None:
    """A password of more than 72 bytes is refused at the sign-up, or counts to its end."""
    for email, beginning in ((ADA["email"], "x" * 72), (HERS, "가" * 24)):
        taken = sign_up(client, email=email, password=f"{beginning}right")
        assert taken.status_code in (201, 422)
        if taken.status_code == 201:
            assert log_in(client, email, f"{beginning}wrong").status_code != 200
            assert log_in(client, email, f"{beginning}right").status_code == 200
    # --8<-- [end:long_password]


# --8<-- [start:password_echo]
def test_a_refusal_does_not_repeat_the_password(client: TestClient) -> None:
    """The 422 for a sign-up without an address does not repeat what was sent."""
    for password in ("my secret password", ["my secret password"]):
        answer = client.post("/user/", json={"name": "Ada", "password": password})
        assert answer.status_code == 422
        assert "my secret password" not in answer.text
    # --8<-- [end:password_echo]


# --8<-- [start:hash_in_answer]
def test_a_sign_up_does_not_answer_the_hash(client: TestClient) -> None:
    """The answer to a sign-up shows the account, without the password's hash."""
    account = sign_up(client).json()
    assert account["name"] == "Ada"
    assert "$2b$" not in str(account)
    # --8<-- [end:hash_in_answer]


# --8<-- [start:address_shown]
def test_an_address_is_shown_to_nobody_else(client: TestClient, ada: Person) -> None:
    """`GET /user/{id}` and `GET /user/` show no e-mail address."""
    assert "ada@example.com" not in client.get(f"/user/{ada.id}").text
    assert "ada@example.com" not in client.get("/user/").text
    # --8<-- [end:address_shown]
