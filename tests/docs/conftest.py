"""The site as a reader gets it: built once from a copy, served by a plain server."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.programs import IN_COPY, fresh_copy, run
from tests.sharing import of_all_processes, one_at_a_time

BUILD = "from course.site import build; build()"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course with its site built in `site/`, for all processes of a run.

    While writing, COURSE_COPY names a copy that is built already.
    """
    if ready := os.environ.get("COURSE_COPY"):
        return Path(ready)
    from tests.notebooks.runs import make_missing_pages  # it loads much

    folder = of_all_processes(tmp_path_factory) / "built"
    with one_at_a_time(folder.with_suffix(".lock")):
        if not (folder / "site" / ".fingerprint").is_file():
            make_missing_pages(tmp_path_factory)
            fresh_copy(folder)
            done = run(sys.executable, "-c", BUILD, folder=folder, **IN_COPY)
            assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def ready_copy(built: Path, tmp_path: Path) -> Path:
    """A copy of one's own, whose site need not be built again."""
    return shutil.copytree(built, tmp_path / "course")


@pytest.fixture(scope="session")
def site_folder(built: Path) -> Path:
    """The built site."""
    return built / "site"


class QuietHandler(SimpleHTTPRequestHandler):
    """A plain static server that says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(
    folder: Path, kind: type[SimpleHTTPRequestHandler] = QuietHandler
) -> Iterator[str]:
    """Serve a folder on a free port of this machine, and give its address."""
    handler = partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def site_address(site_folder: Path) -> Iterator[str]:
    """The built site at the root of a server."""
    with served(site_folder) as address:
        yield address


@pytest.fixture(scope="session")
def below_a_path(
    site_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The built site in a folder of a server, as on a shared host."""
    folder = tmp_path_factory.mktemp("host")
    shutil.copytree(site_folder, folder / "some" / "course")
    with served(folder) as address:
        yield f"{address}/some/course"
