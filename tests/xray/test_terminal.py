"""X-ray promises: `run --xray` draws in the terminal; without it nothing is there."""

import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from course.serving import features, served_as
from course.steps import ROOT
from tests.collector import Collector, attributes, collector
from tests.deploy.ports import neighbours
from tests.loading import OWN_VARIABLES
from tests.people import ADA, BLOG, bearer
from tests.programs import (
    Program,
    fresh_copy,
    program,
    run,
    usual_port,
    wait_until_it_answers,
)

__all__ = ["collector"]

ESCAPE = "\x1b["


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the course, to run and to change."""
    for name in OWN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return fresh_copy(tmp_path / "course")


@contextmanager
def chapter(copy: Path, *words: str, **variables: str) -> Iterator[tuple[Program, str]]:
    """Run a chapter as a learner would; yield the program and its address."""
    port = str(neighbours(1)[0])
    command = [sys.executable, str(copy / "learn.py"), "run", *words, "--port", port]
    own = {"COURSE_VENV": str(ROOT / ".venv"), "BCRYPT_ROUNDS": "4", **variables}
    with program(*command, folder=copy, **own) as running:
        address = running.wait_for(r"(http://127.0.0.1:\d+)/docs")
        wait_until_it_answers(f"{address}/openapi.json")
        yield running, address


def test_each_request_is_drawn_also_after_a_reload(copy: Path) -> None:
    """Plain where there is no terminal; an edit restarts the app, and it goes on.

    The files that /docs loads are not the chapter's: none is drawn.
    """
    with chapter(copy, "3", "--xray") as (running, address):
        page = httpx2.get(f"{address}/docs").text
        for file in re.findall(r'(?:src|href)="(/[^"]+)"', page):
            assert httpx2.get(address + file).status_code == 200
        httpx2.get(f"{address}/blog/")
        running.wait_for(r"^GET /blog/$")
        running.wait_for(r"^│   └── SELECT blogs\.id")
        running.wait_for(r"^└── 200 OK, ")
        file = copy / "chapters" / "03_sqlite_models" / "blog" / "main.py"
        text = file.read_text(encoding="utf-8")
        edited = text.replace("def list_blogs(", "def list_them(")
        file.write_text(edited, encoding="utf-8")
        running.wait_for("Application startup complete")
        httpx2.get(f"{address}/blog/")
        running.wait_for(r"route /blog/ → blog\.main\.list_them")
        assert running.press_ctrl_c() in (0, -2, 130)
        assert "Traceback" not in running.seen
        assert "no route" not in running.seen
        assert ESCAPE not in running.seen.replace(ESCAPE + "?25h", "")
        assert not running.has_left_processes()


@usual_port
def test_a_terminal_gets_colours(copy: Path) -> None:
    """In a real terminal the same lines come in colour."""
    openpty = pytest.importorskip("pty").openpty
    mine, its = openpty()
    words = [sys.executable, "learn.py", "run", "1", "--xray", "--no-reload"]
    variables = {"COURSE_VENV": str(ROOT / ".venv"), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        words, cwd=copy, stdout=its, stderr=its, env={**os.environ, **variables}
    )
    try:
        head = read_until(mine, r"(http://127\.0\.0\.1:\d+)/docs")
        address = re.findall(r"(http://127\.0\.0\.1:\d+)/docs", head)[-1]
        wait_until_it_answers(f"{address}/blog/1")
        seen = read_until(mine, r"200 OK, ")
    finally:
        process.terminate()
        process.wait()
        os.close(its)
        os.close(mine)
    assert f"{ESCAPE}1mGET /blog/1" in seen
    assert f"{ESCAPE}2m└── {ESCAPE}0m{ESCAPE}1;32m200 OK" in seen


def read_until(terminal: int, pattern: str) -> str:
    """Return what a terminal shows up to the first match."""
    seen = b""
    while not re.search(pattern, seen.decode(errors="replace")):
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, seen.decode(errors="replace")
        seen += os.read(terminal, 4096)
    return seen.decode(errors="replace")


def test_a_console_without_the_signs_gets_others(copy: Path) -> None:
    """ASCII alone is enough to draw a tree."""
    ascii_only = {"PYTHONIOENCODING": "ascii:replace", "PYTHONUTF8": "0"}
    words = ("1", "--xray", "--no-reload")
    with chapter(copy, *words, **ascii_only) as (running, address):
        httpx2.get(f"{address}/blog/1")
        running.wait_for(r"^\|-- route /blog/\{id\} > blog\.main\.show_blog")
        running.wait_for(r"^`-- 200 OK, ")


def test_without_it_the_command_is_plain_uvicorn(copy: Path) -> None:
    """No cost when off: uvicorn serves what it serves to one who never heard of X-ray."""
    with chapter(copy, "1", "--no-reload") as (running, address):
        typed = run(
            "ps", "-ww", "-o", "args=", "--ppid", str(running.process.pid)
        ).stdout
        port = address.rpartition(":")[2]
        app = served_as(features(xray=False, collector=""))
        wanted = f" -m uvicorn {app} --host 127.0.0.1 --port {port}"
        assert typed.strip().endswith(wanted)
        httpx2.get(f"{address}/blog/")
        running.press_ctrl_c()
        assert "├" not in running.seen


def test_a_collector_gets_the_same_spans(copy: Path, collector: Collector) -> None:
    """The route, each dependency and each statement, one in the other, no secret."""
    words = ("final", "--otlp", "--collector", collector.url, "--no-reload")
    with chapter(copy, *words) as (running, address):
        assert httpx2.post(f"{address}/user/", json=ADA).status_code == 201
        slip = {**ADA, "email": "slip@example.com", "name": ADA["password"]}
        assert httpx2.post(f"{address}/user/", json=slip).status_code == 201
        form = {"username": ADA["email"], "password": ADA["password"]}
        token: str = httpx2.post(f"{address}/login", data=form).json()["access_token"]
        with httpx2.Client(base_url=address, headers=bearer(token)) as client:
            assert client.post("/blog/", json=BLOG).status_code == 201
            assert client.get("/blog/", params={"token": token}).status_code == 200
        running.press_ctrl_c()
        assert "├" not in running.seen
    spans = collector.spans()
    (asked,) = [span for span in spans if span.name == "GET /blog/"]
    trace = {s.span_id: s for s in spans if s.trace_id == asked.trace_id}
    above = {s.name: trace[s.parent_span_id].name for s in trace.values() if s != asked}
    assert above["fastapi.dependency"] == "fastapi.dependencies"
    assert above["SELECT"] == "fastapi.endpoint"
    assert above["fastapi.endpoint"] == above["fastapi.dependencies"] == "GET /blog/"
    (question,) = [attributes(s) for s in trace.values() if s.name == "SELECT"]
    assert question["db.query.parameter.limit"] == "11"
    sent = b"".join(body for bodies in collector.bodies.values() for body in bodies)
    for secret in (ADA["password"], token, "$2b$", "eyJ"):
        assert secret.encode() not in sent


@pytest.mark.parametrize("words", [["--xray"], ["--otlp"]], ids=lambda words: words[0])
def test_the_options_are_explained(words: list[str]) -> None:
    """`run --help` says what they do."""
    done = run(sys.executable, str(ROOT / "learn.py"), "run", "--help", COLUMNS="100")
    assert words[0] in done.stdout
