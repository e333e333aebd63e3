"""Every bad request that we could think of, as data, chapter by chapter."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.people import BLOG, WITH_LOGIN, WITH_PASSWORDS, WITH_USERS

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

IDS = {
    "zero": "0",
    "minus one": "-1",
    "2^63": str(2**63),
    "2^70": str(2**70),
    "5000 digits": "9" * 5000,
    "word": "one",
    "fraction": "1.5",
    "null": "null",
    "space": "%20",
    "NUL": "%00",
    "broken UTF-8": "%ED%A0%80",
}
QUERIES = {
    "limit 0": "limit=0",
    "limit 101": "limit=101",
    "limit -1": "limit=-1",
    "limit word": "limit=ten",
    "limit fraction": "limit=1.5",
    "limit empty": "limit=",
    "limit NUL": "limit=%00",
    "published word": "published=maybe",
    "published empty": "published=",
    "before 0": "before=0",
    "before -1": "before=-1",
    "before 2^63": f"before={2**63}",
    "before 2^70": f"before={2**70}",
    "before word": "before=x",
    "before empty": "before=",
    "before broken UTF-8": "before=%ED%A0%80",
}
# Not text at all, or text that cannot be kept.
NO_TEXT: dict[str, Any] = {
    "null": None,
    "number": 5,
    "true": True,
    "list": ["x"],
    "object": {"x": 1},
    "empty": "",
    "blank": " \t\n",
    "NUL": "a\0b",
    "lone surrogate": "a\ud800b",
}
NO_BOOLEAN: dict[str, Any] = {"null": None, "word": "yes", "text": "true", "number": 1}
NO_ID: dict[str, Any] = {
    "null": None,
    "text": "1",
    "fraction": 1.5,
    "true": True,
    "0": 0,
    "-1": -1,
    "2^63": 2**63,
    "2^70": 2**70,
    "unknown": 9999,
}
NO_EMAIL: dict[str, Any] = {
    **NO_TEXT,
    "no at": "ada",
    "no domain": "ada@",
    "too long": "a" * 250 + "@example.com",
    "two lines": "ada@example.com\nbcc: x@example.com",
}
NO_PASSWORD: dict[str, Any] = {
    **NO_TEXT,
    "7 characters": "1234567",
    "73 bytes": "x" * 73,
    "25 syllables": "한" * 25,
    "8 with NUL": "\0" * 8,
    "8 spaces": " " * 8,
}
NO_OBJECT: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'"text"',
    "truncated": b'{"title": "a", "bo',
    "not UTF-8": b"\xff\xfe{}",
    "NaN": b'{"title": NaN}',
    "infinite": b'{"title": 1e999}',
    "huge number": b'{"title": ' + b"9" * 5000 + b"}",
    "nested": b"[" * 20_000,
    "surrogate as a name": b'{"\\ud800": 1}',
}
NO_JSON = {
    "as text": ("text/plain", b'{"title": "a", "body": "b"}'),
    "as form": (FORM, b"title=a&body=b&name=Ada&email=ada@example.com"),
    "as multipart": ("multipart/form-data; boundary=x", b"--x--"),
    "as octets": ("application/octet-stream", b"\x00\x01"),
    "as nothing": ("", b'{"title": "a", "body": "b"}'),
}


def in_parts(charset: str, username: bytes, password: bytes) -> tuple[str, bytes]:
    """Return the type and the body of a login form in an encoding of its own."""
    lines = b""
    for name, value in ((b"username", username), (b"password", password)):
        lines += b"--x\r\nContent-Disposition: form-data; name=" + name
        lines += b"\r\n\r\n" + value + b"\r\n"
    return f"multipart/form-data; boundary=x; charset={charset}", lines + b"--x--\r\n"


NO_LOGIN = {
    "empty": (FORM, b""),
    "no password": (FORM, b"username=ada%40example.com"),
    "no username": (FORM, b"password=secret"),
    "NUL": (FORM, b"username=ada%40example.com&password=%00"),
    "NUL name": (FORM, b"username=%00&password=x"),
    "broken UTF-8": (FORM, b"username=%ED%A0%80&password=%ED%A0%80"),
    "raw bytes": (FORM, b"\xff=\xff&username=\xff&password=\xff"),
    "other grant": (FORM, b"grant_type=code&username=a&password=b"),
    "long": (FORM, b"username=a&password=" + b"x" * 10_000),
    "JSON": (JSON, b'{"username": "a", "password": "b"}'),
    "text": ("text/plain", b"username=a&password=b"),
    "broken multipart": ("multipart/form-data", b"--x"),
    "cut multipart": ("multipart/form-data; boundary=x", b"--x\r\nfoo"),
    "half a character": in_parts("unicode_escape", b"\\ud800", b"\\ud800"),
    "half a character as password": in_parts(
        "unicode_escape", b"ada@example.com", b"\\ud800"
    ),
    "half a character in UTF-7": in_parts("utf-7", b"+2AA-", b"+2AA-"),
}


@dataclass(frozen=True)
class Request:
    """One bad request; a dict is a JSON body, the writer's own fields still missing."""

    id: str
    method: str
    path: str
    content: bytes | dict[str, Any] | None = None
    content_type: str = ""

    def content_for(self, fields: dict[str, Any]) -> bytes | None:
        """Return the bytes to send; a new blog needs its writer's fields, too."""
        if not isinstance(self.content, dict):
            return self.content
        writes_a_blog = (self.method, self.path) == ("POST", "/blog/")
        own = fields if writes_a_blog else {}
        return json.dumps({**own, **self.content}).encode()


def requests(key: str) -> Iterator[Request]:
    """Yield every bad request for this step."""
    for name, query in QUERIES.items():
        yield Request(f"list {name}", "GET", f"/blog/?{query}")
    for method, path, body in id_routes(key):
        for name, id in IDS.items():
            title = f"{method} {path} {name}"
            yield Request(title, method, path.format(id=id), body, JSON if body else "")
    if key != "1":
        yield from bad_bodies("POST", "/blog/", BLOG, blog_faults(key))
    if key not in ("1", "2"):
        yield from bad_bodies("PUT", "/blog/1", BLOG, blog_faults("3"))
    if key in WITH_USERS:
        user = {"name": "Eve", "email": "eve@example.com"}
        if key in WITH_PASSWORDS:
            user["password"] = "neither short nor long"
        yield from bad_bodies("POST", "/user/", user, user_faults(key))
    if key in WITH_LOGIN:
        for name, (content_type, content) in NO_LOGIN.items():
            yield Request(f"login {name}", "POST", "/login", content, content_type)


def id_routes(key: str) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Yield method, path and a good body of every route with an id in its path."""
    yield "GET", "/blog/{id}", None
    if key in ("1", "2"):
        yield "GET", "/blog/{id}/comments", None
    else:
        yield "PUT", "/blog/{id}", BLOG
        yield "DELETE", "/blog/{id}", None
    if key in WITH_USERS:
        yield "GET", "/user/{id}", None


def blog_faults(key: str) -> dict[str, dict[str, Any]]:
    """Return, for each field of a blog, values that do not fit."""
    faults = {
        "title": {**NO_TEXT, "too long": "x" * 201},
        "body": {**NO_TEXT, "too long": "x" * 50_001},
        "published": NO_BOOLEAN,
    }
    return {**faults, "user_id": NO_ID} if key in ("4", "5", "6") else faults


def user_faults(key: str) -> dict[str, dict[str, Any]]:
    """Return, for each field of a user, values that do not fit."""
    faults = {"name": {**NO_TEXT, "too long": "x" * 101}, "email": NO_EMAIL}
    return {**faults, "password": NO_PASSWORD} if key in WITH_PASSWORDS else faults


def bad_bodies(
    method: str, path: str, good: dict[str, Any], faults: dict[str, dict[str, Any]]
) -> Iterator[Request]:
    """Yield bodies with one fault each: in a field, a field too few, one too many."""
    title = f"{method} {path}"
    for field, values in faults.items():
        for name, value in values.items():
            body = {**good, field: value}
            yield Request(f"{title} {field} {name}", method, path, body, JSON)
    for field in good:
        if field != "published":
            body = {name: value for name, value in good.items() if name != field}
            yield Request(f"{title} without {field}", method, path, body, JSON)
    for name in ("extra", "id", "is_admin"):
        yield Request(f"{title} with {name}", method, path, {**good, name: 1}, JSON)
    for name, content in NO_OBJECT.items():
        yield Request(f"{title} {name}", method, path, content, JSON)
    for name, (content_type, content) in NO_JSON.items():
        yield Request(f"{title} {name}", method, path, content, content_type)
