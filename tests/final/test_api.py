"""Final promises to those who program against it: who am I, the next page, an end."""

from fastapi.testclient import TestClient

from tests.people import Person


def test_me_is_the_caller(ada: Person, grace: Person) -> None:
    """With the address, which nobody else sees."""
    for person, name, email in (
        (ada, "Ada", "ada@example.com"),
        (grace, "Grace", "grace@example.com"),
    ):
        account = person.get("/user/me").json()
        assert account == {"id": person.id, "name": name, "email": email}


def test_nobody_is_not_me(client: TestClient) -> None:
    """Without a token there is no `me`, and it is not taken for an id."""
    assert client.get("/user/me").status_code == 401


def test_the_next_page_is_linked_until_the_last(ada: Person) -> None:
    """Following `Link` shows every blog once, newest first, and then ends."""
    ids = [ada.write().json()["id"] for _ in range(7)]
    ada.write(published=False)
    path, seen, pages = "/blog/?limit=3", [], 0
    while path:
        answer = ada.get(path)
        seen += [blog["id"] for blog in answer.json()]
        path = answer.links.get("next", {}).get("url", "")
        pages += 1
    assert seen == sorted(ids, reverse=True)
    assert pages == 3


def test_a_full_last_page_has_no_next(ada: Person) -> None:
    """As many blogs as fit: there is nothing more, so nothing is linked."""
    for _ in range(3):
        ada.write()
    assert "link" not in ada.get("/blog/?limit=3").headers
    assert "link" not in ada.get("/blog/").headers


def test_the_next_page_asks_the_same_question(ada: Person, grace: Person) -> None:
    """What was asked for stays: other parameters go along, `before` is replaced."""
    for _ in range(4):
        ada.write(published=False)
    grace.write(published=False)
    first = ada.get("/blog/?published=false&limit=2&before=4")
    url = first.links["next"]["url"]
    assert url == "/blog/?published=false&limit=2&before=2"
    assert [blog["id"] for blog in ada.get(url).json()] == [1]


def test_every_allowed_blog_fits(ada: Person) -> None:
    """The longest body that the schema lets in is below the limit, however written."""
    longest = "\\ud55c\\uae00" * 25_000
    headers = {**ada.headers, "Content-Type": "application/json"}
    content = f'{{"title": "A title", "body": "{longest}"}}'.encode()
    answer = ada.client.post("/blog/", content=content, headers=headers)
    assert answer.status_code == 201
