"""The HTTP requests that the pages of a chapter show, as data with a name for links."""

import hashlib
from typing import TypedDict

from course.blocks import Message, exchanges_of, parse_message
from course.page_steps import address_of, pages_of
from course.steps import Step

LENGTH = 8  # hexadecimal digits of a name


class CourseRequest(TypedDict):
    """One request of a page; `page` is the page's address on the site."""

    id: str
    method: str
    path: str
    headers: dict[str, str]
    body: str
    page: str


def request_id(slug: str, message: Message) -> str:
    """Return the name of a chapter's request: it changes when the request does."""
    method, path, *_ = message.start.split()
    headers = [f"{name}: {value}" for name, value in sorted(message.headers.items())]
    parts = "\n".join([slug, method, path, *headers, message.body])
    return hashlib.sha256(parts.encode()).hexdigest()[:LENGTH]


def course_request(slug: str, message: Message, page: str) -> CourseRequest:
    """Return a request that a page shows as data."""
    method, path, *_ = message.start.split()
    return CourseRequest(
        id=request_id(slug, message),
        method=method,
        path=path,
        headers=message.headers,
        body=message.body,
        page=page,
    )


def course_requests(step: Step) -> list[CourseRequest]:
    """Return the requests of the pages that talk to a chapter, each once.

    They come in the order in which the tests send them: sent in this order to a new
    app, they get the answers that the pages show.
    """
    found: dict[str, CourseRequest] = {}
    for page in pages_of(step):
        for question, _ in exchanges_of(page.read_text(encoding="utf-8")):
            message = parse_message(question.text)
            request = course_request(step.slug, message, address_of(page))
            found.setdefault(request["id"], request)
    return list(found.values())
