"""X-ray promises: every kind of dependency is a step, and works as without it."""

import gc
import weakref
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from fastapi.dependencies import models
from fastapi.testclient import TestClient

from course.xray import Tree, watch

happened: list[str] = []


def plain() -> str:
    """A function."""
    return "plain"


async def waiting() -> str:
    """An async function."""
    return "waiting"


def closing(first: Annotated[str, Depends(plain)]) -> Iterator[str]:
    """A function with a part behind its yield, which sees errors of the endpoint."""
    try:
        yield f"closing {first}"
    except HTTPException as error:
        happened.append(f"closing saw {error.status_code}")
        raise
    finally:
        happened.append("closed")


async def closing_later() -> AsyncIterator[str]:
    """The same, async."""
    yield "closing later"
    happened.append("closed later")


class Page:
    """A class."""

    def __init__(self, number: int = 1) -> None:
        self.number = number


def make_app() -> FastAPI:
    """Return an app with a dependency of every kind."""
    app = FastAPI()

    @app.get("/{id}")
    def show(
        id: int,
        one: Annotated[str, Depends(plain)],
        two: Annotated[str, Depends(waiting)],
        three: Annotated[str, Depends(closing)],
        four: Annotated[str, Depends(closing_later)],
        five: Annotated[Page, Depends()],
        later: BackgroundTasks,
    ) -> list[str | int]:
        if id == 0:
            raise HTTPException(404, "Nothing has this id")
        later.add_task(happened.append, "told later")
        return [one, two, three, four, five.number]

    return app


@pytest.fixture
def trees() -> list[Tree]:
    """What was collected."""
    happened.clear()
    return []


@pytest.fixture
def app() -> FastAPI:
    """An app of its own for each test."""
    return make_app()


@pytest.fixture
def client(app: FastAPI, trees: list[Tree]) -> Iterator[TestClient]:
    """A client of the watched app."""
    with TestClient(watch(app, trees.append)) as client:
        yield client


def names(tree: Tree) -> dict[str, list[str]]:
    """Return the names of the functions by the kind of their steps."""
    found: dict[str, list[str]] = {}
    inside = [s for step in tree["steps"] for s in (step, *step["steps"])]
    for step in inside:
        found.setdefault(step["kind"], []).append(step["name"].rpartition(".")[2])
    return found


def test_every_kind_is_seen_and_works(client: TestClient, trees: list[Tree]) -> None:
    """Functions, async ones, those with yield, and classes; one that serves twice, once."""
    answer = client.get("/7?number=3").json()
    assert answer == ["plain", "waiting", "closing plain", "closing later", 3]
    assert happened == ["told later", "closed later", "closed"]
    seen = names(trees[0])
    kinds = ["plain", "waiting", "closing", "closing_later", "Page"]
    assert seen["dependency"] == kinds
    assert seen["teardown"] == ["closing_later", "closing"]
    assert len(seen["background_task"]) == 1


def test_what_stands_behind_yield_sees_an_error(
    client: TestClient, trees: list[Tree]
) -> None:
    """It is thrown in there, as without watching, and the tree names it once."""
    assert client.get("/0").status_code == 404
    assert happened == ["closing saw 404", "closed"]
    errors = {s["kind"]: s["error"] for s in trees[0]["steps"] if "error" in s}
    assert errors == {"endpoint": "HTTPException 404: Nothing has this id"}


def test_an_overridden_dependency_is_the_one_that_runs(
    app: FastAPI, client: TestClient
) -> None:
    """Tests may replace dependencies of a watched app."""
    app.dependency_overrides[plain] = lambda: "replaced"
    assert client.get("/7").json()[:3] == ["replaced", "waiting", "closing replaced"]


def test_requests_at_the_same_time_have_trees_of_their_own(
    client: TestClient, trees: list[Tree]
) -> None:
    """No step gets into another request's tree."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(client.get, [f"/{id}" for id in range(1, 41)]))
    assert sorted(tree["path"] for tree in trees) == sorted(
        f"/{n}" for n in range(1, 41)
    )
    assert {len(names(tree)["dependency"]) for tree in trees} == {5}
    for tree in trees:
        (endpoint,) = [step for step in tree["steps"] if step["kind"] == "endpoint"]
        assert tree["path"] == f"/{endpoint['arguments']['id']}"


def test_the_document_is_the_same(app: FastAPI, client: TestClient) -> None:
    """OpenAPI knows nothing of it."""
    client.get("/7")
    assert client.get("/openapi.json").json() == make_app().openapi()


def test_an_app_that_is_gone_is_not_kept() -> None:
    """Where an edit starts the app anew, the dependencies of before go with it."""
    gc.freeze()  # what other tests have left behind plays no part, and takes long

    def of_this_app() -> str:
        return "here"

    app = FastAPI()
    app.get("/", dependencies=[Depends(of_this_app)])(plain)
    assert TestClient(watch(app, lambda _: None)).get("/").json() == "plain"
    dependency = weakref.ref(of_this_app)
    del app, of_this_app
    forget_what_fastapi_keeps()
    gc.collect()
    gc.unfreeze()
    assert dependency() is None


def forget_what_fastapi_keeps() -> None:
    """Empty the caches of FastAPI itself, which hold a limited number of functions."""
    for value in vars(models).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()
