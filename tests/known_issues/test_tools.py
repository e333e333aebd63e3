"""Known issues of pytest, of notebooks, and of the program that builds the site."""

import re
import socket
import sys
from pathlib import Path
from urllib.request import urlopen

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.known_issues.entries import assert_all_printed, assert_printed
from tests.programs import program, run, wait_until_it_answers

# As in course/__init__.py, which says why.
BEGINS_SOONER = """
import sys
sys.modules["rfc3987_syntax"] = None
"""
WITHOUT_KERNEL = f"""{BEGINS_SOONER}
sys.modules["ipykernel"] = None
from jupyter_core import paths
paths.SYSTEM_JUPYTER_PATH.clear()
paths.ENV_JUPYTER_PATH.clear()
import nbformat
from nbclient import NotebookClient
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
NotebookClient(notebook, kernel_name="python3").execute()
"""
WITH_KERNEL = f"""{BEGINS_SOONER}
import nbformat
from nbclient import NotebookClient
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
NotebookClient(notebook, kernel_name="python3").execute()
print(notebook.cells[0].outputs[0]["data"]["text/plain"])
"""
SERVER_CELL = """
import uvicorn
from fastapi import FastAPI
uvicorn.run(FastAPI(), port=0)
"""


@pytest.mark.parametrize("package", ["app", "blog"])
def test_pytest_import(tmp_path: Path, package: str) -> None:
    """`pytest` does not look in the current folder, `python -m pytest` does."""
    for file, text in {
        f"{package}/__init__.py": "answer = 42\n",
        "tests/test_it.py": f"from {package} import answer\n\n"
        "def test_it():\n    assert answer\n",
    }.items():
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_text(text, encoding="utf-8")
    script = str(Path(sys.executable).with_name("pytest"))
    own = {"PYTHONPATH": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    failed = run(script, folder=tmp_path, **own)
    assert failed.returncode != 0
    assert_printed("pytest-import", failed.stdout)
    assert f"No module named '{package}'" in failed.stdout
    passed = run(sys.executable, "-m", "pytest", folder=tmp_path, **own)
    assert "1 passed" in passed.stdout


def test_no_kernel(tmp_path: Path) -> None:
    """Without ipykernel, and without a kernel of somebody else, no cell runs."""
    nowhere = {"JUPYTER_DATA_DIR": str(tmp_path), "JUPYTER_PATH": ""}
    failed = run(sys.executable, "-c", WITHOUT_KERNEL, folder=tmp_path, **nowhere)
    assert failed.returncode != 0
    assert_all_printed("no-kernel", failed.stderr)


def test_server_in_notebook() -> None:
    """The kernel's event loop runs already, so that uvicorn cannot start its own."""
    cell = nbformat.v4.new_code_cell(SERVER_CELL)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    with pytest.raises(CellExecutionError) as failed:
        NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    assert_printed("server-in-notebook", str(failed.value))


def test_kernel_noise() -> None:
    """The kernel warns about its connection, and the cell runs all the same."""
    done = run(sys.executable, "-c", WITH_KERNEL)
    assert_printed("kernel-noise", done.stderr)
    assert done.stdout == "2\n"


def small_site(folder: Path, theme: str) -> Path:
    """Write a site of one page and return the page's file."""
    settings = f"site_name: Small\ntheme: {theme}\nplugins: []\n"
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    page = folder / "docs" / "index.md"
    page.parent.mkdir()
    page.write_text("# Before\n", encoding="utf-8")
    return page


def test_material_end_of_life(tmp_path: Path) -> None:
    """The notice does not fail a strict build, and its variable switches it off."""
    small_site(tmp_path, "material")
    command = (sys.executable, "-m", "mkdocs", "build", "--strict")
    loud = run(*command, folder=tmp_path, NO_MKDOCS_2_WARNING="")
    assert loud.returncode == 0
    assert_all_printed("material-end-of-life", loud.stdout + loud.stderr)
    quiet = run(*command, folder=tmp_path, NO_MKDOCS_2_WARNING="1")
    assert "end of life" not in quiet.stdout + quiet.stderr


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_no_live_reload(tmp_path: Path) -> None:
    """Gone: `mkdocs serve` tells the browser of a change and serves the new page."""
    page = small_site(tmp_path, "mkdocs")
    address = f"127.0.0.1:{free_port()}"
    command = (sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address)
    with program(*command, folder=tmp_path) as server:
        before = wait_until_it_answers(f"http://{address}/").decode()
        watched = re.search(r"livereload\((\d+), (\d+)\)", before)
        assert watched, server.seen
        epoch, request = watched.groups()
        page.write_text("# After\n", encoding="utf-8")
        with urlopen(f"http://{address}/livereload/{epoch}/{request}") as answer:
            assert int(answer.read()) > int(epoch)
        assert "After" in wait_until_it_answers(f"http://{address}/").decode()
