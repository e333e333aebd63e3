"""Mermaid for the site: the genuine one, whole, or none; npm and the network are real."""

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from course import mermaid
from course.site import mkdocs
from course.steps import ROOT
from tests.programs import run

SCRIPT_BYTES = 3_000_000
HALF = SCRIPT_BYTES // 2
AT_ONCE = 6
UNPACK = """
import sys
from pathlib import Path
from course.mermaid import unpack
unpack(Path(sys.argv[1]), Path(sys.argv[2]))
"""
# Python ignores this signal; as by default, it ends a program that writes too much.
KILLED_HALF_WAY = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, ({HALF}, {HALF}))
{UNPACK}"""
PAGE = "# A page\n\n```mermaid\nflowchart LR\n    Client --> Server\n```\n"
SETTINGS = """\
INHERIT: {settings}
docs_dir: {folder}/pages
nav: [index.md]
watch: []
theme: {{custom_dir: {overrides}}}
"""


def archive_with(folder: Path, script: int, licence: int) -> Path:
    """Return a package like Mermaid's, its two files with so many bytes."""
    archive = folder / "package.tgz"
    with tarfile.open(archive, "w:gz") as package:
        for member, size in zip(mermaid.MEMBERS, (script, licence), strict=True):
            entry = tarfile.TarInfo(member)
            entry.size = size
            package.addfile(entry, io.BytesIO(b"x" * size))
    return archive


def names_in(folder: Path) -> set[str]:
    """Return the names of the files in a folder, which may be missing."""
    return {file.name for file in folder.glob("*") if file.is_file()}


@pytest.fixture
def npm_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """npm as on a new machine: it has fetched nothing yet, and has no settings."""
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_userconfig", str(tmp_path / "no settings"))


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive as npm gives it, with this machine's settings."""
    archive = mermaid.fetch(tmp_path_factory.mktemp("genuine"))
    if archive is None:
        pytest.skip("no npm, or no registry in reach")
    return archive


@contextmanager
def registry(archive: bytes) -> Iterator[str]:
    """Serve this archive, under Mermaid's name, as a registry of npm does."""

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer with the archive, or with what npm wants to know about it."""
            body = archive if self.path.endswith(".tgz") else about(archive, address)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


def about(archive: bytes, address: str) -> bytes:
    """Return a registry's description of the package; its own hash is right."""
    digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    version = {
        "name": mermaid.PACKAGE,
        "version": mermaid.VERSION,
        "dist": {"tarball": f"{address}/tiny.tgz", "integrity": f"sha512-{digest}"},
    }
    versions = {mermaid.VERSION: version}
    latest = {"latest": mermaid.VERSION}
    package = {"name": mermaid.PACKAGE, "versions": versions, "dist-tags": latest}
    return json.dumps(package).encode()


def test_the_real_package_is_fetched_and_whole(genuine: Path, tmp_path: Path) -> None:
    """Its hash is the one that is written down, and both files are in it."""
    assert mermaid.is_genuine(genuine)
    mermaid.unpack(genuine, tmp_path)
    assert mermaid.is_complete(tmp_path)
    assert "mermaid" in (tmp_path / "mermaid.js").read_text(encoding="utf-8")
    assert "MIT" in (tmp_path / "LICENSE").read_text(encoding="utf-8")
    assert names_in(tmp_path) == set(mermaid.MEMBERS.values())


def test_pages_get_the_script_once_it_is_there(genuine: Path, tmp_path: Path) -> None:
    """Then nothing is fetched any more, and the site gets script and licence."""
    mermaid.unpack(genuine, tmp_path / "cache")
    code = "from course.mermaid import *; print(script_for_pages(Path(sys.argv[1])))"
    words = (sys.executable, "-c", code, str(tmp_path / "cache"))
    assert run(*words, PATH=str(tmp_path)).stdout.strip() == mermaid.SCRIPT
    mermaid.copy_into(tmp_path / "site", tmp_path / "cache")
    assert names_in(tmp_path / "site" / mermaid.PLACE) == {"mermaid.js", "LICENSE"}


@pytest.mark.usefixtures("npm_apart")
def test_an_archive_with_another_byte_is_refused(
    genuine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A registry gives the archive, once as it is, once with one byte changed."""
    content = bytearray(genuine.read_bytes())
    with registry(bytes(content)) as address:
        monkeypatch.setenv("npm_config_registry", address)
        (tmp_path / "as it is").mkdir()
        assert mermaid.fetch(tmp_path / "as it is") is not None
    content[-1] ^= 1
    with registry(bytes(content)) as address:
        monkeypatch.setenv("npm_config_registry", address)
        (tmp_path / "changed").mkdir()
        assert mermaid.fetch(tmp_path / "changed") is None
        assert names_in(tmp_path / "changed"), "npm has fetched it"
        assert not mermaid.provide(tmp_path / "cache")
    assert names_in(tmp_path / "cache") == set()


def test_without_npm_there_is_no_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PATH without npm is no error."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert mermaid.script_for_pages(tmp_path / "cache") == ""
    mermaid.copy_into(tmp_path / "site", tmp_path / "cache")
    assert not (tmp_path / "site").exists()


@pytest.mark.usefixtures("npm_apart")
def test_without_a_network_there_is_no_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """npm is there, but nobody listens where its registry should be."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    assert mermaid.script_for_pages(tmp_path / "cache") == ""


def test_where_nothing_can_be_written_there_is_no_script(
    genuine: Path, tmp_path: Path
) -> None:
    """The cache would be below a file: the site is built all the same."""
    assert genuine.is_file()
    (tmp_path / "file").touch()
    assert mermaid.script_for_pages(tmp_path / "file" / "cache") == ""


@pytest.mark.parametrize(
    ("script", "loads"), [("", False), (mermaid.SCRIPT, True)], ids=["none", "there"]
)
def test_a_page_shows_its_diagrams_text_and_loads_only_what_is_there(
    script: str, loads: bool, tmp_path: Path
) -> None:
    """MkDocs with the site's own settings, on one page."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.md").write_text(PAGE, encoding="utf-8")
    own = {
        "settings": (ROOT / "mkdocs.yml").as_posix(),
        "overrides": (ROOT / "docs" / "overrides").as_posix(),
        "folder": tmp_path.as_posix(),
    }
    settings = tmp_path / "mkdocs.yml"
    settings.write_text(SETTINGS.format(**own), encoding="utf-8")
    words = mkdocs("build", "--quiet", "-f", str(settings), "-d", str(tmp_path / "out"))
    variables = {"COURSE_MERMAID": script, "NO_MKDOCS_2_WARNING": "1"}
    done = run(*words, folder=tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "Client --&gt; Server" in html
    assert (mermaid.SCRIPT in html) == ("assets/diagrams.js" in html) == loads


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize(
    ("sizes", "whole"),
    [((SCRIPT_BYTES, 1), set()), ((1, SCRIPT_BYTES), {"mermaid.js"})],
    ids=["in the script", "in the licence"],
)
def test_killed_half_way_leaves_nothing_half(
    sizes: tuple[int, int], whole: set[str], tmp_path: Path
) -> None:
    """The system ends the program in the middle of a file; the next one begins anew."""
    archive, cache = archive_with(tmp_path, *sizes), tmp_path / "cache"
    words = (sys.executable, "-c", KILLED_HALF_WAY, str(archive), str(cache))
    assert run(*words).returncode < 0
    assert [file.stat().st_size for file in cache.rglob("*/*")] == [HALF]
    assert names_in(cache) == whole
    assert not mermaid.is_complete(cache)
    mermaid.copy_into(tmp_path / "site", cache)
    assert not (tmp_path / "site").exists()
    mermaid.unpack(archive, cache)
    mermaid.copy_into(tmp_path / "site", cache)
    copied = tmp_path / "site" / mermaid.PLACE
    assert {file.name for file in copied.iterdir()} == set(mermaid.MEMBERS.values())
    assert (copied / "mermaid.js").stat().st_size == sizes[0]


def test_several_builds_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Each unpacks into the same cache; all end well, and the files are whole."""
    archive, cache = archive_with(tmp_path, SCRIPT_BYTES, 1), tmp_path / "cache"
    words = [sys.executable, "-c", UNPACK, str(archive), str(cache)]
    started = [
        subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, env=os.environ)
        for _ in range(AT_ONCE)
    ]
    for program in started:
        _, errors = program.communicate()
        assert program.returncode == 0, errors.decode()
    assert (cache / "mermaid.js").stat().st_size == SCRIPT_BYTES
    assert {file.name for file in cache.iterdir()} == set(mermaid.MEMBERS.values())


def test_only_a_site_with_diagrams_needs_it(tmp_path: Path) -> None:
    """Any page below the folder counts, one without a diagram does not."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "plain.md").write_text("```text\nmermaid\n```\n", encoding="utf-8")
    assert not mermaid.has_diagrams(tmp_path)
    (tmp_path / "deep" / "page.md").write_text(PAGE, encoding="utf-8")
    assert mermaid.has_diagrams(tmp_path)
