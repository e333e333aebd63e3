"""`learn.py run` promises a /docs that needs no other host, once its files were fetched."""

import re
from pathlib import Path

import pytest
from fastapi.openapi import docs
from fastapi.testclient import TestClient

from course import serving
from course.loading import copy_chapter, load_app
from course.offline_docs import FILES, with_files
from course.steps import find_step


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Chapter 1 with the files of Swagger UI from a folder."""
    for page in (docs.get_swagger_ui_html, docs.get_redoc_html):
        monkeypatch.setattr(page, "__kwdefaults__", {**(page.__kwdefaults__ or {})})
    for name in FILES.values():
        (tmp_path / name).write_text(name, encoding="utf-8")
    app = load_app(copy_chapter(find_step("1").path, tmp_path / "chapter"))
    return TestClient(with_files(app, tmp_path))


def test_the_page_names_no_other_host(client: TestClient) -> None:
    """Every file that /docs asks for comes from the app's own address."""
    page = client.get("/docs").text
    files = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(files) == 3
    assert "://" not in page
    for file in files:
        answer = client.get(file)
        assert (answer.status_code, answer.text) == (200, Path(file).name)


def test_the_app_answers_as_before(client: TestClient) -> None:
    """Its own routes, its own 404, and its own document."""
    assert client.get("/blog/").status_code == 200
    assert client.get("/nowhere").json() == {"detail": "Not Found"}
    assert client.get("/openapi.json").json()["info"]["title"] == "Blog API"


def test_without_the_files_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody fetched them: uvicorn serves the chapter as it stands."""
    monkeypatch.setattr(serving, "swagger_files", lambda: None)
    variables = serving.features(xray=False, collector="")
    assert variables == {}
    assert serving.served_as(variables) == "blog.main:app"
