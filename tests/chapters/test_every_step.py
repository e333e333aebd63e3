"""What every chapter promises: it starts, it is documented, it refuses bad input."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from passlib.hash import bcrypt

from course.loading import copy_chapter, load_app
from course.steps import Step, read_manifest
from tests.chapters import bad_input
from tests.client import QuickClient
from tests.conftest import app_dir, chosen_steps
from tests.examples import fields_with_example, has_example
from tests.fixtures import CHEAPEST
from tests.loading import SECRET_KEY, uvicorn_server
from tests.people import ADA, WITH_LOGIN, Person, arrive

JSON = "application/json"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test the chosen chapters; bad input goes to final's other database, too."""
    config = metafunc.config
    steps = chosen_steps(config)
    if app_dir(config) and len(steps) != 1:
        raise pytest.UsageError(
            "--app-dir is one chapter's copy: name it with --steps."
        )
    if "step" in metafunc.fixturenames:
        runs = [pytest.param(s, "sqlite", id=s.key) for s in steps]
        if metafunc.function is test_bad_input_is_refused and steps[-1].key == "final":
            runs.append(pytest.param(steps[-1], "postgresql", id="final-postgresql"))
        metafunc.parametrize(("step", "database_kind"), runs, scope="module")


@pytest.fixture(scope="module")
def chapter(step: Step, request: pytest.FixtureRequest) -> Path:
    """Where the chapter under test is: ours, or the learner's by --app-dir."""
    return app_dir(request.config) or step.path


@pytest.fixture(scope="module")
def shared_url(database_kind: str) -> Iterator[str]:
    """The address of a PostgreSQL database for these tests; empty for SQLite."""
    if database_kind == "sqlite":
        yield ""
        return
    from tests.postgres import drop_database, new_database  # no browser has psycopg

    url = new_database()
    yield url
    drop_database(url)


@pytest.fixture(scope="module")
def shared_ada(
    step: Step,
    chapter: Path,
    shared_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Person]:
    """One person in one app for all bad requests: none of them may change anything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_KEY", SECRET_KEY)
        patch.setenv("DATABASE_URL", shared_url)
        patch.setattr(bcrypt, "default_rounds", CHEAPEST)
        folder = copy_chapter(chapter, tmp_path_factory.mktemp("shared"))
        app = load_app(folder)
        with QuickClient(app, raise_server_exceptions=False) as client:
            person = arrive(client, step.key, ADA)
            if step.key not in ("1", "2"):
                person.write()
            yield person


def test_bad_input_is_refused(step: Step, shared_ada: Person) -> None:
    """What does not fit gets a 4xx with a reason, never a 5xx; nothing is stored."""
    stored = shared_ada.get("/blog/?limit=100").json()
    for bad in bad_input.requests(step.key):
        headers = {"Content-Type": bad.content_type} if bad.content_type else {}
        answer = shared_ada.client.request(
            bad.method,
            bad.path,
            content=bad.content_for(shared_ada.fields),
            headers={**shared_ada.headers, **headers},
        )
        assert answer.status_code in range(400, 500), f"{bad.id}: {answer.text}"
        assert answer.json()["detail"], bad.id
        after = shared_ada.get("/blog/?limit=100")
        assert after.status_code == 200, bad.id
        assert after.json() == stored, bad.id


def test_it_starts_as_a_learner_starts_it(
    step: Step, chapter: Path, tmp_path: Path
) -> None:
    """`uvicorn blog.main:app` in its folder answers, whatever the folder's name."""
    folder = copy_chapter(chapter, tmp_path / "내 폴더 & more" / chapter.name)
    with uvicorn_server(folder) as address:
        with urlopen(f"{address}/docs") as page:
            assert b"swagger" in page.read()
        with urlopen(f"{address}/openapi.json") as document:
            assert json.load(document)["info"]["title"] == "Blog API"
    assert {path.name for path in folder.iterdir()} <= {
        "blog",
        "blog.db",
        ".secret_key",
    }


@pytest.fixture
def document(step: Step, shared_ada: Person) -> dict[str, Any]:
    """The chapter's OpenAPI document, as a client gets it."""
    answer: dict[str, Any] = shared_ada.client.get("/openapi.json").json()
    return answer


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and description of every route."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_documentation_has_titles_and_tags(document: dict[str, Any]) -> None:
    """The app, every route and every tag say what they are."""
    assert document["info"]["title"]
    assert document["info"]["summary"]
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    untagged = [
        f"{method.upper()} {path}"
        for method, path, operation in operations(document)
        if not operation.get("tags")
    ]
    assert untagged == []
    for _method, _path, operation in operations(document):
        assert operation["summary"]
        assert set(operation["tags"]) <= described


def test_the_documentation_names_every_error(
    step: Step, document: dict[str, Any]
) -> None:
    """404 where there is an id, 422 where there is input, 400 for a body, and so on."""
    for method, path, operation in operations(document):
        answers = set(operation["responses"])
        if "{id}" in path:
            assert "404" in answers, path
        if operation.get("parameters") or "requestBody" in operation:
            assert "422" in answers, path
        if "requestBody" in operation:
            assert "400" in answers, path
        if step.key in WITH_LOGIN and path.startswith("/blog"):
            assert "401" in answers, path
        if step.key in WITH_LOGIN and "{id}" in path and method != "get":
            assert "403" in answers, path
        if (method, path) == ("post", "/user/"):
            assert "409" in answers
        for error in answers - {"200", "201", "204"}:
            assert operation["responses"][error]["description"]


def test_the_documentation_shows_examples(step: Step, document: dict[str, Any]) -> None:
    """Every text that a client sends, and every id, comes with an example."""
    schemas = document.get("components", {}).get("schemas", {})
    for _method, _path, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "id":
                assert has_example(parameter)
        body = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if body:
            schema = schemas[body["schema"]["$ref"].split("/")[-1]]
            shown = fields_with_example(body, schema)
            for name, described in schema["properties"].items():
                helps = "default" in described or name in shown
                assert helps, f"`{name}` has neither a default nor an example"


def test_there_are_seven_chapters_and_final() -> None:
    """The course has the steps that it says it has."""
    assert [s.key for s in read_manifest()] == [*"1234567", "final"]
