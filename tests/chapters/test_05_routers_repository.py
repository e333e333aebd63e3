"""Chapter 5 promises: the code has moved, and no answer has changed."""

import ast
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from course.loading import copy_chapter, load_app
from course.steps import Step, find_step
from tests.people import ADA, BLOG, Person, details, sign_up

STEP = "5"
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


def origins(app: FastAPI, prefix: str) -> set[str]:
    """Return the modules of the package in which the routes below a path are made."""
    routes = [
        route
        for route in iter_route_contexts(app.routes)
        if (route.path or "").startswith(prefix)
    ]
    modules = {getattr(route.endpoint, "__module__", "") for route in routes}
    return {module for module in modules if module.startswith("blog.")}


@pytest.mark.until("7")
def test_the_routes_for_people_have_a_file_of_their_own(app: FastAPI) -> None:
    """Every route below `/user` is made in `blog/routers/user.py`, none in `main.py`."""
    assert origins(app, "/user") == {"blog.routers.user"}


@pytest.mark.until("5")
def test_every_answer_is_that_of_chapter_4(folder: Path, tmp_path: Path) -> None:
    """No answer has changed: status, headers and bytes are those of chapter 4."""
    before = copy_chapter(find_step(BEFORE).path, tmp_path / "before")
    for new, old in zip(answers(folder), answers(before), strict=True):
        assert new == old


@pytest.mark.until("5")
def test_the_documentation_is_that_of_chapter_4(folder: Path, tmp_path: Path) -> None:
    """`/openapi.json` has the paths and schemas of chapter 4, in the same order.

    What a function is called, and what its docstring says, is free.
    """
    before = copy_chapter(find_step(BEFORE).path, tmp_path / "before")
    new, old = load_app(folder).openapi(), load_app(before).openapi()
    assert list(new["paths"]) == list(old["paths"])
    for document in (new, old):
        leave_out_function_names(document)
    for part in ("paths", "components"):
        assert json.dumps(new[part]) == json.dumps(old[part])


def leave_out_function_names(document: dict[str, Any]) -> None:
    """Take out what an OpenAPI document has from names and docstrings of functions."""
    for methods in document["paths"].values():
        for operation in methods.values():
            del operation["operationId"]
            operation.pop("description", None)


@pytest.mark.until("7")
def test_the_routes_for_blogs_have_a_file_of_their_own(app: FastAPI) -> None:
    """Every route below `/blog` is made in `blog/routers/blog.py`, none in `main.py`."""
    assert origins(app, "/blog") == {"blog.routers.blog"}


def test_main_has_no_route_of_its_own(app: FastAPI) -> None:
    """`main.py` has no route left: it makes the app and includes the routers."""
    found = origins(app, "/")
    assert found
    assert {module for module in found if "blog.routers." not in module} == set()


def test_a_router_says_once_what_its_routes_share(app: FastAPI) -> None:
    """Each `APIRouter(…)` says its prefix and its tag, and nothing else says them again."""
    for name in ("user", "blog"):
        router = import_module(f"blog.routers.{name}").router
        assert router.prefix == f"/{name}"
        assert router.tags == [name]


def test_the_repository_finds_a_person(
    client: TestClient, db: Session, step: Step
) -> None:
    """`find(db, id)` in `blog/repository/user.py` returns a person's row, or None."""
    users = import_module("blog.repository.user")
    id = sign_up(client, step.key, ADA).json()["id"]
    assert users.find(db, id).name == "Ada"
    assert users.find(db, 9999) is None


def test_the_repository_knows_no_http(folder: Path) -> None:
    """No file in `blog/repository/` imports FastAPI or a router."""
    assert list(folder.glob("blog/repository/*.py"))
    assert imports_in(folder / "blog/repository", "fastapi", "blog.routers") == set()


def test_the_repository_stores_a_person(db: Session, step: Step) -> None:
    """`create(db, request)` in `blog/repository/user.py` stores a person."""
    users = import_module("blog.repository.user")
    request = import_module("blog.schemas").UserCreate(**details(step.key, ADA))
    stored = users.create(db, request)
    assert users.find(db, stored.id).email == ADA["email"]


def test_a_taken_address_is_an_error_in_words_of_the_subject(
    db: Session, step: Step
) -> None:
    """For a taken address, `create` raises `EmailTaken`, an error of our own."""
    users = import_module("blog.repository.user")
    request = import_module("blog.schemas").UserCreate(**details(step.key, ADA))
    users.create(db, request)
    with pytest.raises(users.EmailTaken):
        users.create(db, request)


@pytest.mark.until("7")
def test_the_repository_finds_a_blog(ada: Person, db: Session) -> None:
    """`find(db, id)` in `blog/repository/blog.py` returns a blog's row, or None."""
    blogs = import_module("blog.repository.blog")
    written = ada.write(title="Kept").json()
    assert blogs.find(db, written["id"]).title == "Kept"
    assert blogs.find(db, 9999) is None


@pytest.mark.until("6")
def test_the_repository_stores_a_blog(ada: Person, db: Session) -> None:
    """`create(db, request)` in `blog/repository/blog.py` stores a blog."""
    blogs = import_module("blog.repository.blog")
    request = import_module("blog.schemas").BlogCreate(**BLOG, **ada.fields)
    stored = blogs.create(db, request)
    assert ada.get(f"/blog/{stored.id}").json()["title"] == BLOG["title"]


def test_the_repository_changes_a_blog(ada: Person, db: Session) -> None:
    """`update(db, blog, request)` in `blog/repository/blog.py` writes a blog anew."""
    blogs, models = import_module("blog.repository.blog"), import_module("blog.models")
    id = ada.write().json()["id"]
    request = import_module("blog.schemas").BlogWrite(**{**BLOG, "title": "New"})
    blogs.update(db, db.get(models.Blog, id), request)
    assert ada.get(f"/blog/{id}").json()["title"] == "New"


def test_the_repository_deletes_a_blog(ada: Person, db: Session) -> None:
    """`delete(db, blog)` in `blog/repository/blog.py` removes a blog for good."""
    blogs, models = import_module("blog.repository.blog"), import_module("blog.models")
    id = ada.write().json()["id"]
    blogs.delete(db, db.get(models.Blog, id))
    assert ada.get(f"/blog/{id}").status_code == 404


@pytest.mark.until("6")
def test_the_repository_lists_the_newest_blogs(ada: Person, db: Session) -> None:
    """`newest(db, limit, published, before)` in `blog/repository/blog.py` lists rows."""
    newest = import_module("blog.repository.blog").newest
    first, second, third = [ada.write().json()["id"] for _ in range(3)]
    draft = ada.write(published=False).json()["id"]
    assert [blog.id for blog in newest(db, 2, True, None)] == [third, second]
    assert [blog.id for blog in newest(db, 2, True, second)] == [first]
    assert [blog.id for blog in newest(db, 2, False, None)] == [draft]


def test_the_routers_know_no_sql(folder: Path) -> None:
    """No router imports SQLAlchemy or calls a method of `db`: it asks the repository."""
    assert list(folder.glob("blog/routers/*.py"))
    assert imports_in(folder / "blog/routers", "sqlalchemy") == set()
    assert calls_in(folder / "blog/routers", "db") == set()


def imports_in(folder: Path, *packages: str) -> set[str]:
    """Return what is imported from these packages, each with its file."""
    found = set()
    for name, node in nodes_in(folder, ast.ImportFrom, ast.Import):
        module = getattr(node, "module", None)
        for alias in node.names:
            imported = f"{module}.{alias.name}" if module else alias.name
            if imported.startswith(packages):
                found.add(f"{name} imports {imported}")
    return found


def calls_in(folder: Path, variable: str) -> set[str]:
    """Return what is asked of a variable, such as `db.commit`, each with its file."""
    nodes = nodes_in(folder, ast.Attribute)
    asked = [
        (name, node) for name, node in nodes if ast.unparse(node.value) == variable
    ]
    return {f"{name} uses {ast.unparse(node)}" for name, node in asked}


def nodes_in(folder: Path, *kinds: type[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the name of a file and each node of these kinds in its code."""
    for file in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, kinds):
                yield file.name, node
