"""`learn.py notebook` promises: a copy of your own, in JupyterLab, for you alone."""

import json
import shutil
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from jupyter_client.blocking.client import BlockingKernelClient

from course.steps import ROOT
from tests.programs import fresh_copy, program, run, wait_until_it_answers

LOCK = json.loads((ROOT / "Pipfile.lock").read_text(encoding="utf-8"))
NO_JUPYTER = "jupyter" not in LOCK and find_spec("jupyterlab") is None
PORT = 18437
COMMAND = [sys.executable, "-m", "course", "notebook"]
COPY = "notebooks/mine/03_sqlite_models.ipynb"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The course, as somebody has just got it."""
    folder = fresh_copy(tmp_path / "course")
    shutil.rmtree(folder / "notebooks" / "mine", ignore_errors=True)
    return folder


def test_the_copy_is_made_once_and_kept(clone: Path) -> None:
    """What a learner wrote stays until `--reset`; the original is never touched."""
    original = (clone / "notebooks" / "03_sqlite_models.ipynb").read_bytes()
    copy = clone / COPY
    made = run(*COMMAND, "3", "--prepare", folder=clone)
    assert made.stdout.strip() == f"Your copy: {COPY}"
    assert copy.read_bytes() == original
    copy.write_text("mine", encoding="utf-8")
    kept = run(*COMMAND, "3", "--prepare", folder=clone)
    assert "as you left it" in kept.stdout
    assert copy.read_text(encoding="utf-8") == "mine"
    run(*COMMAND, "3", "--prepare", "--reset", folder=clone)
    assert copy.read_bytes() == original
    assert (clone / "notebooks" / copy.name).read_bytes() == original


def test_a_wrong_chapter_gets_a_suggestion(clone: Path) -> None:
    """Exit code 2, and no copy of anything."""
    done = run(*COMMAND, "finl", folder=clone)
    assert done.returncode == 2
    assert "Did you mean final?" in done.stderr
    assert not (clone / "notebooks" / "mine").exists()


@pytest.mark.skipif(NO_JUPYTER, reason="the lock has no JupyterLab")
def test_jupyter_opens_the_copy_and_ends_with_ctrl_c(
    clone: Path, tmp_path: Path
) -> None:
    """On this machine only, with a token, without news; no kernel and no file stays."""
    words = [*COMMAND, "3", "--no-open", "--port", str(PORT)]
    runtime = tmp_path / "runtime"
    with program(*words, folder=clone, JUPYTER_RUNTIME_DIR=str(runtime)) as serving:
        url = serving.wait_for(rf"(http://127.0.0.1:{PORT}/lab/tree/03_\S+)")
        page = wait_until_it_answers(url).decode()
        assert "<title>JupyterLab</title>" in page
        assert '"news": {"disabled": true}' in page
        with pytest.raises(HTTPError, match="403") as refused:
            urlopen(f"http://127.0.0.1:{PORT}/api/contents")
        refused.value.close()
        token = url.partition("?")[2]
        with urlopen(f"http://127.0.0.1:{PORT}/api/kernels?{token}", b"{}") as answer:
            assert json.load(answer)["name"] == "python3"
        with urlopen(f"http://127.0.0.1:{PORT}/api/contents?{token}") as answer:
            names = [each["name"] for each in json.load(answer)["content"]]
        assert names == ["03_sqlite_models.ipynb"]
        (connection,) = runtime.glob("kernel-*.json")
        wait_until_it_runs(connection)
        assert serving.press_ctrl_c() == 0
        assert "Traceback" not in serving.seen
        assert not serving.has_left_processes()
        assert not list(runtime.glob("kernel-*"))
        assert not list(runtime.glob("jpserver-*.json"))


def wait_until_it_runs(connection: Path) -> None:
    """Wait for the first answer of the kernel that this file leads to.

    On a busy machine a kernel that has not begun to answer is taken for dead at first.
    """
    deadline = time.monotonic() + 60
    kernel = BlockingKernelClient(connection_file=str(connection))
    kernel.load_connection_file()
    while True:
        kernel.start_channels()
        try:
            kernel.wait_for_ready(timeout=60)
            return
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
        finally:
            kernel.stop_channels()
