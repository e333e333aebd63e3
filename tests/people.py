"""The people in the tests: what each sends along with a request, chapter by chapter."""

from dataclasses import dataclass, field
from typing import Any

from httpx2 import Client, Response

ADA = {"name": "Ada", "email": "ada@example.com", "password": "correct horse battery"}
GRACE = {"name": "Grace", "email": "grace@example.com", "password": "nine times seven"}
BLOG = {"title": "A title", "body": "A body.", "published": True}

WITH_USERS = ("4", "5", "6", "7", "final")
WITH_PASSWORDS = ("6", "7", "final")
WITH_LOGIN = ("7", "final")


@dataclass
class Person:
    """Somebody who uses the API; `fields` go into every blog that they write."""

    client: Client
    id: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)

    def send(self, method: str, path: str, **options: Any) -> Response:
        """Send any request in this person's name."""
        return self.client.request(method, path, headers=self.headers, **options)

    def get(self, path: str) -> Response:
        """Read something."""
        return self.send("GET", path)

    def write(self, **changes: Any) -> Response:
        """Write a new blog, a valid one but for the changes."""
        return self.send("POST", "/blog/", json={**BLOG, **self.fields, **changes})

    def change(self, id: int, **changes: Any) -> Response:
        """Write a blog anew."""
        return self.send("PUT", f"/blog/{id}", json={**BLOG, **changes})

    def delete(self, id: int) -> Response:
        """Delete a blog."""
        return self.send("DELETE", f"/blog/{id}")


def arrive(client: Client, key: str, person: dict[str, str]) -> Person:
    """Let somebody sign up and log in, as far as the chapter knows of that."""
    if key not in WITH_USERS:
        return Person(client)
    id = sign_up(client, key, person).json()["id"]
    if key not in WITH_LOGIN:
        return Person(client, id, fields={"user_id": id})
    return Person(client, id, headers=bearer(token(client, person)))


def details(key: str, person: dict[str, str]) -> dict[str, str]:
    """Return what the chapter asks of somebody who signs up."""
    wanted = (
        ("name", "email", "password") if key in WITH_PASSWORDS else ("name", "email")
    )
    return {name: person[name] for name in wanted}


def sign_up(client: Client, key: str, person: dict[str, str]) -> Response:
    """Send a sign-up with what the chapter asks for."""
    return client.post("/user/", json=details(key, person))


def log_in(client: Client, email: str, password: str) -> Response:
    """Send the login form."""
    return client.post("/login", data={"username": email, "password": password})


def token(client: Client, person: dict[str, str]) -> str:
    """Log in and return the access token."""
    answer = log_in(client, person["email"], person["password"])
    access_token: str = answer.json()["access_token"]
    return access_token


def bearer(access_token: str) -> dict[str, str]:
    """Return the header that shows a token."""
    return {"Authorization": f"Bearer {access_token}"}
