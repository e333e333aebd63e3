"""A failed test as data: what was sent, what came back, what was expected, and where."""

from typing import TypedDict

from course.practice.frames import Place


class Message(TypedDict):
    """A request or a response; `start` is its first line."""

    start: str
    headers: dict[str, str]
    body: str


class Exchange(TypedDict):
    """A request with its response, or with None if the app raised."""

    sent: Message
    came: Message | None


class Failure(TypedDict):
    """Why a test failed; `kind` is syntax, error, answer, test, time or end.

    `printed` is what the learner's code printed in the test.
    """

    kind: str
    message: str
    expected: list[str]
    own: list[Place]
    ours: list[Place]
    exchange: Exchange | None
    before: list[str]
    printed: str
