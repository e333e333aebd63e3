"""What is asked of the apps, and how fast final shall be."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

PASSWORD = "correct horse battery"
WRITTEN = {"title": "Hello, FastAPI", "body": "One file is enough. " * 10}
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
STRIDE = 7  # not every id, but ids from all over the table


def email_of(user: int) -> str:
    """Return the address that the user of this number signs up with."""
    return f"user{user}@example.com"


@dataclass(frozen=True)
class Request:
    """One request: what HTTP needs to know of it."""

    method: str
    path: str
    body: str = ""
    kind: str = JSON

    def text(self, token: str) -> str:
        """Return it as it goes over the wire, for the bearer of this token."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: bench"]
        lines += [f"Authorization: Bearer {token}"]
        if self.body:
            length = len(self.body.encode())
            lines += [f"Content-Type: {self.kind}", f"Content-Length: {length}"]
        return "\r\n".join([*lines, "", self.body])


HELLO = Request("GET", "/")
LOGIN_FORM = urlencode({"username": email_of(1), "password": PASSWORD})
LOGIN = Request("POST", "/login", LOGIN_FORM, FORM)


@dataclass(frozen=True)
class Work:
    """A kind of request; its target is in percent of what `beside` reaches."""

    key: str
    title: str
    target: float
    beside: str = "hello"
    status: str = "200"
    connections: int = 8
    is_slow: bool = False  # bcrypt makes it so; a number is asked, not for a time

    @property
    def is_list(self) -> bool:
        """Whether an app without limits answers with all that there is."""
        return self.key.startswith("list")

    def requests(self, blogs: int) -> list[Request]:
        """Return what is sent in turns, if there are so many blogs."""
        match self.key:
            case "show":
                ids = range(1, blogs + 1, STRIDE)
                return [Request("GET", f"/blog/{id}") for id in ids]
            case "list20":
                return [Request("GET", "/blog/?limit=20")]
            case "last":
                return [Request("GET", "/blog/?limit=100&before=101")]
            case "login":
                return [LOGIN]
            case "write" | "write64":
                return [Request("POST", "/blog/", json.dumps(WRITTEN))]
        return [Request("GET", "/blog/?limit=100")]


WORKS = [
    Work("show", "`GET /blog/{id}`", 16),
    Work("list20", "`GET /blog/?limit=20`", 14),
    Work("list100", "`GET /blog/?limit=100`", 10),
    Work("last", "the last page of 100, beside the first", 95, beside="first"),
    Work("write", "`POST /blog/`", 11, status="201"),
    Work(
        "login", "`POST /login`, beside bcrypt alone", 90, beside="bcrypt", is_slow=True
    ),
    Work("write64", "`POST /blog/`, 64 at once", 11, status="201", connections=64),
]
FIRST = Work("first", "the first page of 100", 100)
MEGABYTES = 120
