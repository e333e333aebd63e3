"""X-ray promises: a tree tells what happened, in its order, and changes nothing.

`pytest tests/xray --update-pages` keeps the trees as they are now.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from course.loading import copy_chapter, load_app
from course.steps import Step, read_manifest
from course.xray import Step as TreeStep
from course.xray import as_text
from course.xray.text import in_ascii
from tests.people import ADA, arrive
from tests.programs import run
from tests.xray.conftest import WatchedClient

KEPT = Path(__file__).parent / "kept"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")

each_step = pytest.mark.parametrize("step", read_manifest(), ids=lambda step: step.key)
with_database = pytest.mark.parametrize(
    "step", read_manifest()[2:], ids=lambda step: step.key
)
chapter_7 = pytest.mark.parametrize("step", read_manifest()[6:7], ids=lambda s: s.key)


def normalised(value: Any) -> Any:
    """Return a tree without what differs from run to run: times and moments."""
    if isinstance(value, dict):
        return {k: normalised(v) for k, v in value.items() if k != "ms"}
    if isinstance(value, list):
        return [normalised(item) for item in value]
    return MOMENT.sub("a moment", value) if isinstance(value, str) else value


def steps_of(steps: list[TreeStep], kind: str) -> list[TreeStep]:
    """Return the steps of this kind, at any depth, in their order."""
    return [step for step in steps_of_all(steps) if step["kind"] == kind]


def steps_of_all(steps: list[TreeStep]) -> list[TreeStep]:
    """Return all steps and those below, in their order."""
    return [each for step in steps for each in (step, *steps_of_all(step["steps"]))]


@each_step
def test_the_tree_of_a_fixed_request(
    step: Step, watched: WatchedClient, request: pytest.FixtureRequest
) -> None:
    """A list, a write and a refusal: every chapter does inside what was kept."""
    ada = arrive(watched, step.key, ADA)
    watched.trees.clear()
    ada.write()
    ada.get("/blog/?limit=2")
    ada.get("/blog/?limit=many")
    file = KEPT / f"{step.slug}.json"
    real = normalised(watched.trees)
    if request.config.getoption("--update-pages"):
        text = json.dumps(real, indent=1, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8", newline="\n")
    assert real == json.loads(file.read_text(encoding="utf-8"))


@each_step
def test_a_tree_is_plain_data(step: Step, watched: WatchedClient) -> None:
    """It survives JSON, and can be drawn with and without times, in any console."""
    arrive(watched, step.key, ADA).get("/blog/")
    for tree in watched.trees:
        assert json.loads(json.dumps(tree)) == tree
        assert " ms" not in as_text(tree, times=False)
        assert " ms" in as_text(tree)
        as_text(tree).encode("cp949")
        in_ascii(as_text(tree)).encode("ascii")


@chapter_7
def test_dependencies_stand_in_the_order_in_which_they_ran(
    step: Step, watched: WatchedClient
) -> None:
    """Each once, each with its time, and the statement inside the one that sent it."""
    arrive(watched, step.key, ADA).get("/blog/")
    tree = watched.trees[-1]
    ran = steps_of(tree["steps"], "dependency")
    names = [each["name"].rpartition(".")[2] for each in ran]
    assert names == ["OAuth2PasswordBearer", "get_db", "get_current_user"]
    assert [len(each["steps"]) for each in ran] == [0, 0, 1]
    assert ran[2]["steps"][0]["name"].startswith("SELECT")
    assert 0 < ran[2]["ms"] < tree["ms"]
    assert [each["name"] for each in tree["steps"] if each["kind"] == "teardown"] == [
        "blog.database.get_db"
    ]


@chapter_7
def test_a_refused_field_is_named(step: Step, watched: WatchedClient) -> None:
    """With the value that was sent, where that is no secret."""
    ada = arrive(watched, step.key, ADA)
    ada.send("POST", "/blog/", json={"title": "", "colour": "red"})
    refused = steps_of(watched.trees[-1]["steps"], "invalid")
    places = [each["name"] for each in refused]
    assert places == ["body.title", "body.body", "body.colour"]
    assert refused[2]["value"] == "red"
    assert all(each["error"] for each in refused)


@chapter_7
def test_an_error_stands_where_it_happened(step: Step, watched: WatchedClient) -> None:
    """A statement that the database refuses, and the rollback that follows."""
    arrive(watched, step.key, ADA)
    watched.post("/user/", json=ADA)
    (insert, rollback) = steps_of(watched.trees[-1]["steps"], "statement")
    assert insert["error"] == "IntegrityError: UNIQUE constraint failed: users.email"
    assert rollback["name"] == "ROLLBACK"
    assert watched.trees[-1]["status"] == 409


@with_database
def test_rows_are_counted(step: Step, watched: WatchedClient) -> None:
    """A statement tells how many rows it wrote, and how many were read from it."""
    ada = arrive(watched, step.key, ADA)
    for _ in range(4):
        ada.write()
    ada.get("/blog/?limit=2")
    *_, written, read = watched.trees
    insert = steps_of(written["steps"], "statement")
    (rows,) = [each["rows"] for each in insert if each["name"].startswith("INSERT")]
    assert rows == 1
    asked_for = 3 if step.key == "final" else 2  # one more tells of a next page
    assert steps_of(read["steps"], "statement")[-1]["rows"] == asked_for


@chapter_7
def test_only_a_watched_app_is_seen(
    step: Step, watched: WatchedClient, chapter: Path, tmp_path: Path
) -> None:
    """Another app in the same process answers as ever, and leaves no trace."""
    with TestClient(load_app(copy_chapter(chapter, tmp_path / "other"))) as other:
        assert arrive(other, step.key, ADA).write().status_code == 201
    assert watched.trees == []


def test_it_needs_nothing_but_fastapi() -> None:
    """So that it also runs in a browser: not the rest of the course, no SDK, no Rich."""
    code = "import sys, course.xray; print(*sys.modules)"
    loaded = run(sys.executable, "-c", code).stdout.split()
    ours = {name for name in loaded if name.split(".")[0] == "course"}
    assert all(f"{name}.".startswith("course.xray.") for name in ours - {"course"})
    others = ("rich", "typer", "sqlalchemy", "opentelemetry.sdk")
    assert "fastapi" in loaded
    assert not [name for name in loaded if name.startswith(others)]
