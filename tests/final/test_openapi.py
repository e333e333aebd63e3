"""Final promises to other programs: a document that is true, and a client made from it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from course.openapi import KEPT
from tests.loading import uvicorn_server
from tests.people import ADA

DATABASES = ["sqlite"]
PATHS_OF_LISTS = ["/blog/", "/user/{id}"]

# What a person would write with the generated client, in a program of its own.
PROGRAM = """
import sys
from client import AuthenticatedClient, Client
from client.api.authentication import login
from client.api.blog import create_blog, delete_blog, list_blogs, show_blog, update_blog
from client.api.health import show_readiness
from client.api.user import create_user, delete_me, show_me, show_user
from client.models import BlogWrite, BodyLogin, Problem, UserCreate

address, name, email, password = sys.argv[1:]
with Client(base_url=address) as anybody:
    assert show_readiness.sync(client=anybody).status == "ok"
    person = UserCreate(name=name, email=email, password=password)
    account = create_user.sync(client=anybody, body=person)
    taken = create_user.sync_detailed(client=anybody, body=person)
    assert taken.status_code == 409 and taken.parsed.type_ == "/problems/conflict"
    form = BodyLogin(username=email, password=password)
    token = login.sync(client=anybody, body=form).access_token
with AuthenticatedClient(base_url=address, token=token) as me:
    assert show_me.sync(client=me).email == email
    blog = create_blog.sync(client=me, body=BlogWrite(title="Made", body="By a client"))
    assert show_blog.sync(blog.id, client=me).title == "Made"
    assert blog.created_at.tzinfo is not None
    new = BlogWrite(title="Made anew", body="By a client")
    assert update_blog.sync(blog.id, client=me, body=new).title == "Made anew"
    assert [found.id for found in list_blogs.sync(client=me, limit=5)] == [blog.id]
    assert show_user.sync(account.id, client=me).blogs[0].title == "Made anew"
    missing = show_blog.sync(blog.id + 1, client=me)
    assert isinstance(missing, Problem) and missing.status == 404
    assert delete_blog.sync_detailed(blog.id, client=me).status_code == 204
    assert delete_me.sync_detailed(client=me).status_code == 204
print("done")
"""

SHARES_APP = True


def test_the_kept_document_is_the_apps(client: TestClient) -> None:
    """Whoever changes the API sees it; `python3 learn.py openapi` writes it anew."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert client.get("/openapi.json").json() == kept, "run: python3 learn.py openapi"


def test_every_refusal_is_documented_as_a_problem(client: TestClient) -> None:
    """With the media type that it really has."""
    document: dict[str, Any] = client.get("/openapi.json").json()
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"]


def test_every_header_of_an_answer_is_documented(client: TestClient) -> None:
    """The id of the request, how to log in, how long to wait, and the next page."""
    document: dict[str, Any] = client.get("/openapi.json").json()
    wanted = {"401": "WWW-Authenticate", "429": "Retry-After", "503": "Retry-After"}
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                assert "X-Request-ID" in answer["headers"]
                assert wanted.get(status, "X-Request-ID") in answer["headers"]
    for path in PATHS_OF_LISTS:
        answer = document["paths"][path]["get"]["responses"]["200"]
        assert "Link" in answer["headers"], path


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    """The folder with a client that openapi-python-client has made."""
    command = [sys.executable, "-m", "openapi_python_client", "generate"]
    where = ["--path", str(KEPT), "--output-path", str(tmp_path / "client")]
    config = tmp_path / "config.yml"
    config.write_text("post_hooks: []\n", encoding="utf-8")
    subprocess.run(
        [
            *command,
            *where,
            "--meta",
            "none",
            "--config",
            str(config),
            "--fail-on-warning",
        ],
        check=True,
        capture_output=True,
    )
    return tmp_path


def test_a_generated_client_works(folder: Path, generated: Path) -> None:
    """Sign up, log in, write, read, change, delete: not one URL written by hand."""
    (generated / "program.py").write_text(PROGRAM, encoding="utf-8")
    person = (ADA["name"], ADA["email"], ADA["password"])
    with uvicorn_server(folder, BCRYPT_ROUNDS="4") as address:
        done = subprocess.run(
            [sys.executable, "program.py", address, *person],
            cwd=generated,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
