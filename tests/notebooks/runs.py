"""Each notebook is run once in a test run; what it printed then is on the site, too."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from course.notebook_pages import (
    KERNELS_AT_ONCE,
    keep,
    place_of,
    read_cells,
    take_outputs,
)
from course.notebook_run import run_notebook
from course.notebooks import FOLDER, read_source, sources, tags
from course.steps import ROOT, find_step
from tests.loading import OWN_VARIABLES
from tests.sharing import of_all_processes, one_at_a_time

# Where each one runs; None is a folder far from the course.
PLACES = dict(zip(sources(), cycle([None, FOLDER, ROOT / "chapters"]), strict=False))
DATABASE = """\
database = sys.modules.get("blog.database")
print(database.engine.url.database if database else "none")
"""


def run_of(source: Path, tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    """Return a source's notebook, solutions and checks with it, as its run left it.

    The site's page is made from this run: building the site needs no other.
    """
    folder = of_all_processes(tmp_path_factory) / "notebooks"
    folder.mkdir(exist_ok=True)
    kept = folder / f"{source.stem}.ipynb"
    with one_at_a_time(kept.with_suffix(".lock")):
        if not kept.is_file():
            notebook = read_source(source)
            own = tmp_path_factory.mktemp(source.stem)
            run_apart(notebook, PLACES[source] or own, own)
            keep_page(source.stem, notebook)
            nbformat.write(notebook, kept)
    ran: NotebookNode = nbformat.read(kept, as_version=4)
    return ran


def make_missing_pages(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Run the notebooks whose page with outputs is not kept, as their tests do."""
    missing = [s for s in sources() if not place_of(find_step(s.stem)).is_file()]
    with ThreadPoolExecutor(KERNELS_AT_ONCE) as pool:
        list(pool.map(partial(run_of, tmp_path_factory=tmp_path_factory), missing))


def run_apart(notebook: NotebookNode, folder: Path, tmp_path: Path) -> None:
    """Run a notebook in a folder; its database is a temporary one and goes with it."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    settings = dict.fromkeys(OWN_VARIABLES, "nothing that an app could use")
    settings["DATABASE_URL"] = f"sqlite:///{tmp_path / 'decoy.db'}"
    settings |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    notebook.cells.append(nbformat.v4.new_code_cell(DATABASE))
    run_notebook(notebook, folder, **settings)
    (printed,) = notebook.cells.pop().outputs
    assert printed["text"].startswith((str(temporary), "none"))
    assert not list(tmp_path.rglob("*.db*"))
    assert not list(temporary.glob("blog-*"))


def keep_page(name: str, ran: NotebookNode) -> None:
    """Make the site's page of a notebook from what the cells that it shows printed."""
    cells = read_cells(FOLDER / f"{name}.ipynb")
    shown = [cell for cell in ran.cells if "check" not in tags(cell)]
    code = [cell for cell in shown if cell.cell_type == "code"]
    assert [cell.text for cell in cells if cell.is_code] == [c.source for c in code]
    take_outputs(cells, code)
    keep(find_step(name), cells)
