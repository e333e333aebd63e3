"""Terminals and networks: a Korean locale, PowerShell's policy, proxies, no index."""

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from course.doctor.console import not_on_path, path_beyond_ascii, policy_finding
from course.doctor.environment import site_packages
from course.steps import ROOT
from tests.doctor.conditions import (
    VENV,
    assert_found,
    assert_quiet,
    course_at,
    environment,
    machine,
    write,
)
from tests.known_issues.locales import korean_locale
from tests.programs import run

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="session")
def korean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables that let Python read text in CP949, as a Korean Windows does."""
    settings = korean_locale(tmp_path_factory.mktemp("locales"))
    if settings is None:
        pytest.skip("this system cannot make a locale with CP949")
    return settings


def report(
    folder: Path, *words: str, **variables: str
) -> dict[str, list[dict[str, str]]]:
    """Return what `learn.py doctor --json` says of the code in a folder."""
    command = [sys.executable, str(ROOT / "learn.py"), "doctor", str(folder), "--json"]
    done = run(*command, "--port", "8765", *words, folder=ROOT, **variables)
    assert "Traceback" not in done.stderr, done.stderr
    said: dict[str, list[dict[str, str]]] = json.loads(done.stdout)
    return said


def numbers(entries: list[dict[str, str]]) -> set[object]:
    """Return the numbers of the known issues in a part of a report."""
    return {entry["number"] for entry in entries}


def test_a_korean_locale(korean: dict[str, str], tmp_path: Path) -> None:
    """Files and the terminal are CP949: a note. Code and files that break on it: found."""
    assert numbers(report(tmp_path, **korean)["findings"]) == set()
    assert {65, 66} <= numbers(report(tmp_path, **korean)["notes"])
    write(tmp_path, {"main.py": 'open("blog.txt").read()\n'})
    write(tmp_path, {"Pipfile": "# 블로그\n", "requirements.txt": "# 블로그\n"})
    assert numbers(report(tmp_path, **korean)["findings"]) == {10, 11, 65}
    utf_8 = {**korean, "PYTHONUTF8": "1"}
    assert numbers(report(tmp_path, **utf_8)["findings"]) == set()


def test_an_opened_file_with_an_encoding_is_quiet(
    korean: dict[str, str], tmp_path: Path
) -> None:
    """Also one that is opened for bytes."""
    code = 'open("a", encoding="utf-8")\nopen("b", "rb")\n'
    write(tmp_path, {"main.py": code})
    assert numbers(report(tmp_path, **korean)["findings"]) == set()


def test_a_path_with_korean_letters(tmp_path: Path) -> None:
    """An old Python on Windows stumbles over it; a newer one, or Linux, does not."""
    home = Path("C:/Users/정한솔")
    windows = machine(tmp_path, system="Windows", home=home)
    (found,) = path_beyond_ascii(windows._replace(version=(3, 11, 4)))
    assert found.number == 12
    assert path_beyond_ascii(windows._replace(version=(3, 12, 0))) == []
    assert path_beyond_ascii(machine(tmp_path, home=home, version=(3, 11, 4))) == []


def test_the_policy_of_powershell() -> None:
    """Restricted and AllSigned run no scripts; the others do."""
    (found,) = policy_finding("Restricted")
    assert found.number == 3
    assert "-Scope Process" in found.repair[0]
    assert policy_finding("RemoteSigned") == []
    assert policy_finding("") == []


def test_a_program_that_is_not_on_path(tmp_path: Path) -> None:
    """uvicorn is installed for the Python of this test; PATH has nothing."""
    found = not_on_path(machine(tmp_path, environ={"PATH": str(tmp_path)}))
    assert {(finding.number == 5, finding.is_note) for finding in found} == {
        (True, True)
    }
    assert any("uvicorn" in finding.what for finding in found)
    assert_quiet(5, machine(tmp_path, environ={"PATH": str(VENV / "bin")}))


def test_a_proxy_that_does_not_answer(tmp_path: Path) -> None:
    """Nothing listens on its port; its password is not shown. One that answers is quiet."""
    dead = {"HTTPS_PROXY": "http://me:my-secret@127.0.0.1:9"}
    found = assert_found("dead-proxy", machine(tmp_path, environ=dead))
    assert "127.0.0.1:9" in found.what
    assert "my-secret" not in repr(found)
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        alive = {"https_proxy": f"http://127.0.0.1:{proxy.getsockname()[1]}"}
        assert_quiet("dead-proxy", machine(tmp_path, environ=alive))


def test_a_proxy_that_also_gets_our_own_requests(tmp_path: Path) -> None:
    """Unless NO_PROXY leaves this machine out."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        some = {"HTTP_PROXY": f"http://127.0.0.1:{proxy.getsockname()[1]}"}
        assert_found("proxy-for-loopback", machine(tmp_path, environ=some))
        some["NO_PROXY"] = "localhost, 127.0.0.1"
        assert_quiet("proxy-for-loopback", machine(tmp_path, environ=some))


def test_a_package_index_that_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip itself is asked, with its settings; only if something must be installed."""
    for name, value in {
        "PIP_INDEX_URL": f"{NOWHERE}/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_NO_CACHE_DIR": "1",
    }.items():
        monkeypatch.setenv(name, value)
    fresh = course_at(tmp_path)
    found = assert_found("index-out-of-reach", fresh)
    assert "could not reach the package index" in found.what
    assert "mirror" in " ".join(found.repair)
    environment(tmp_path)
    assert_quiet("index-out-of-reach", fresh)


def test_the_parts_of_docs_cannot_be_loaded(tmp_path: Path) -> None:
    """Their host is read from FastAPI itself; here it is one that does not exist."""
    examined = course_at(tmp_path, asks_network=False)
    docs = site_packages(environment(tmp_path)) / "fastapi" / "openapi"
    write(docs, {"docs.py": 'url = "https://cdn.invalid/npm/swagger-ui.js"\n'})
    assert_quiet(59, examined)
    assert "cdn.invalid" in assert_found(59, examined._replace(asks_network=True)).what


def test_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over SSH there is none: a note, the address can be opened elsewhere."""
    import webbrowser

    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    assert assert_found("no-browser", machine(tmp_path)).is_note
