"""Known issues of requests, of text and its encoding, and of the test client."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest
from fastapi.testclient import TestClient

from course.loading import copy_chapter, load_app
from course.steps import ROOT, find_step
from tests.browser import ALONE, CHROMIUM, MISSING
from tests.known_issues.entries import assert_all_printed, assert_printed
from tests.loading import uvicorn_server
from tests.programs import run

JSON = {"Content-Type": "application/json"}
GOOD = b'{"title": "Hello", "body": "First"}'

APP_WITH_CORS = """
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["http://localhost:5173"])


@app.get("/blog/")
def list_blogs() -> list[str]:
    return ["Hello"]
"""
HIDE_BOTH = """
import sys
sys.modules.update(httpx2=None, httpx=None)
import fastapi.testclient
"""
ONLY_HTTPX = """
import sys
import httpx2  # has the same names: it stands in for httpx
sys.modules.update(httpx2=None, httpx=httpx2)
import fastapi.testclient
"""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A client of chapter 2, the first that reads a body."""
    with TestClient(load_app(copy_chapter(find_step("2").path, tmp_path))) as client:
        yield client


@pytest.fixture
def korean_windows(tmp_path: Path) -> dict[str, str]:
    """Variables under which Python takes CP949 as it does on Korean Windows."""
    if not shutil.which("localedef"):
        pytest.skip("this system cannot make a locale with CP949")
    folder = tmp_path / "ko_KR.CP949"
    command = ["localedef", "-i", "ko_KR", "-f", "CP949", str(folder)]
    made = subprocess.run(command, capture_output=True, check=False)
    if not folder.is_dir():
        pytest.skip(f"no locale with CP949: {made.stderr.decode(errors='replace')}")
    return {
        "LOCPATH": str(tmp_path),
        "LC_ALL": "ko_KR.CP949",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "",
    }


def browser_console(address: str, profile: Path) -> str:
    """Return what a browser logs for whom only this machine exists; skip without one."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    done = run(
        CHROMIUM,
        "--headless",
        *ALONE,
        "--disable-gpu",
        "--disable-background-networking",
        "--enable-logging=stderr",
        "--virtual-time-budget=3000",
        f"--user-data-dir={profile}",
        "--dump-dom",
        address,
    )
    return done.stderr


@contextmanager
def page_server(folder: Path) -> Iterator[str]:
    """Serve the files of a folder and yield the address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_docs_blank(tmp_path: Path) -> None:
    """/docs needs a script from another host; the API itself answers."""
    folder = copy_chapter(find_step("1").path, tmp_path)
    with uvicorn_server(folder) as address:
        with urlopen(f"{address}/openapi.json") as answer:
            assert answer.status == 200
        with urlopen(f"{address}/docs") as answer:
            assert b"https://cdn.jsdelivr.net/" in answer.read()
        console = browser_console(f"{address}/docs", tmp_path / "profile")
    assert_all_printed("docs-blank", console)


def test_cors(tmp_path: Path) -> None:
    """An origin that is not in the list, or has a slash at the end, is refused."""
    package = tmp_path / "blog"
    package.mkdir()
    (package / "main.py").write_text(APP_WITH_CORS, encoding="utf-8")
    ask = {"Origin": "http://localhost:5173/", "Access-Control-Request-Method": "GET"}
    client = TestClient(load_app(tmp_path))
    refusal = client.options("/blog/", headers=ask).text
    assert_printed("cors", refusal)
    exact = client.options("/blog/", headers={**ask, "Origin": ask["Origin"][:-1]})
    assert exact.is_success
    with uvicorn_server(tmp_path) as api, page_server(tmp_path) as page:
        script = f"<script>fetch('{api}/blog/')</script>"
        (tmp_path / "index.html").write_text(script, encoding="utf-8")
        console = browser_console(page, tmp_path / "profile")
    assert_all_printed("cors", refusal + console)


@pytest.mark.parametrize(
    "body", [b"'{title:", b"{title: Hello, body: First}"], ids=["cmd", "powershell"]
)
def test_json_quotes(client: TestClient, body: bytes) -> None:
    """What Windows' shells leave of '{"title": "Hello", …}' is not JSON."""
    refused = client.post("/blog/", content=body, headers=JSON)
    assert refused.status_code == 422
    assert_all_printed("json-quotes", refused.text)


def test_korean_body(client: TestClient) -> None:
    """JSON in CP949 is refused, the same in UTF-8 is not."""
    body = '{"title": "안녕", "body": "첫 글"}'
    refused = client.post("/blog/", content=body.encode("cp949"), headers=JSON)
    assert refused.status_code == 400
    assert_all_printed("korean-body", refused.text)
    read = client.post("/blog/", content=body.encode("utf-8"), headers=JSON)
    assert read.json()["title"] == "안녕"


@pytest.mark.parametrize("kind", [None, "application/x-www-form-urlencoded"])
def test_no_content_type(client: TestClient, kind: str | None) -> None:
    """JSON without its header (curl -d says it is a form) is a text."""
    headers = {"Content-Type": kind} if kind else {}
    refused = client.post("/blog/", content=GOOD, headers=headers)
    assert refused.status_code == 422
    assert_all_printed("no-content-type", refused.text)
    assert client.post("/blog/", content=GOOD, headers=JSON).status_code == 201


def test_reading_files(tmp_path: Path, korean_windows: dict[str, str]) -> None:
    """A UTF-8 file is read in CP949 unless the encoding is said."""
    (tmp_path / "notes.txt").write_text("파이썬", encoding="utf-8")

    def read(options: str = "", **variables: str) -> str:
        words = (sys.executable, "-c", f"open('notes.txt'{options}).read()")
        return run(*words, folder=tmp_path, **korean_windows | variables).stderr

    assert_all_printed("reading-files", read())
    assert read(", encoding='utf-8'") == read(PYTHONUTF8="1") == ""


def test_printing(korean_windows: dict[str, str]) -> None:
    """CP949 has no check mark; the advice of the entry prints something else."""
    python = (sys.executable, "-c")
    print_it = r"print('\u2713 ok')"
    failed = run(*python, print_it, folder=ROOT, **korean_windows)
    assert_all_printed("printing", failed.stderr)
    careful = f"import sys; sys.stdout.reconfigure(errors='replace'); {print_it}"
    printed = run(*python, careful, folder=ROOT, **korean_windows)
    assert printed.stdout == "? ok\n"


def test_utf16_file(tmp_path: Path) -> None:
    """An .env as PowerShell 5.1 writes it stops final; the same in ASCII does not."""
    folder = copy_chapter(find_step("final").path, tmp_path)
    settings = "SECRET_KEY=a key only for this test of the file\n"
    (folder / ".env").write_text(settings, encoding="utf-16")
    command = (sys.executable, "-m", "uvicorn", "blog.main:app", "--port", "0")
    failed = run(*command, folder=folder)
    assert failed.returncode != 0
    assert_all_printed("utf16-file", failed.stderr)
    (folder / ".env").write_text(settings, encoding="ascii")
    with uvicorn_server(folder) as address:
        assert address


def test_test_client() -> None:
    """TestClient cannot be imported without a client, and warns with the old one."""
    neither = run(sys.executable, "-c", HIDE_BOTH)
    assert neither.returncode != 0
    only_httpx = run(sys.executable, "-W", "always", "-c", ONLY_HTTPX)
    assert only_httpx.returncode == 0
    assert_all_printed("test-client", neither.stderr + only_httpx.stderr)
