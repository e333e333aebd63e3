"""Chapter 5 promises: the code has moved, and no answer has changed."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from course.loading import copy_chapter, load_app
from course.steps import find_step

STEP = "5"
pytestmark = pytest.mark.until("5")
BEFORE = "4"

USER = {"name": "Ada", "email": "Ada@example.com"}
WRITTEN = {"title": "Hello", "body": "안녕하세요", "user_id": 1}
CHANGED = {"title": "Bye", "body": "Gone.", "published": False}

CONVERSATION: list[tuple[str, str, Any]] = [
    ("GET", "/blog/", None),
    ("POST", "/user/", USER),
    ("POST", "/user/", USER),
    ("POST", "/user/", {"name": "", "email": "no"}),
    ("GET", "/user/1", None),
    ("GET", "/user/2", None),
    ("GET", "/user/0", None),
    ("POST", "/blog/", WRITTEN),
    ("POST", "/blog/", {**WRITTEN, "title": "Draft", "published": False}),
    ("POST", "/blog/", {**WRITTEN, "user_id": 2}),
    ("POST", "/blog/", {**WRITTEN, "title": " "}),
    ("POST", "/blog/", CHANGED),
    ("GET", "/blog/", None),
    ("GET", "/blog/?published=false", None),
    ("GET", "/blog/?limit=1&before=2", None),
    ("GET", "/blog/?limit=0", None),
    ("GET", "/blog", None),
    ("GET", "/blog/1", None),
    ("GET", "/blog/9", None),
    ("GET", "/blog/one", None),
    ("PUT", "/blog/1", CHANGED),
    ("PUT", "/blog/9", CHANGED),
    ("PUT", "/blog/9", {}),
    ("PUT", "/blog/1", WRITTEN),
    ("PATCH", "/blog/1", None),
    ("GET", "/user/1", None),
    ("DELETE", "/blog/1", None),
    ("DELETE", "/blog/1", None),
    ("DELETE", "/blog/x", None),
    ("GET", "/user/1", None),
    ("GET", "/openapi.json/", None),
]


def answers(folder: Path) -> list[tuple[str, int, dict[str, str], bytes]]:
    """Hold the conversation with the app in this folder and return its answers."""
    with TestClient(load_app(folder), follow_redirects=False) as client:
        return [
            (
                f"{method} {path}",
                answer.status_code,
                dict(answer.headers),
                answer.content,
            )
            for method, path, body in CONVERSATION
            for answer in [client.request(method, path, json=body)]
        ]


def test_every_answer_is_that_of_chapter_4(folder: Path, tmp_path: Path) -> None:
    """The same conversation gets the same status, headers and bytes."""
    before = copy_chapter(find_step(BEFORE).path, tmp_path / "before")
    for new, old in zip(answers(folder), answers(before), strict=True):
        assert new == old


def test_the_documentation_is_that_of_chapter_4(folder: Path, tmp_path: Path) -> None:
    """The paths and the schemas of the OpenAPI document are the same, byte for byte."""
    before = copy_chapter(find_step(BEFORE).path, tmp_path / "before")
    new, old = load_app(folder).openapi(), load_app(before).openapi()
    for part in ("paths", "components"):
        assert json.dumps(new[part]) == json.dumps(old[part])
