"""The notebooks promise: one for each step, made from its source, and it runs."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from course.notebook_pages import HIDDEN, PLACE_FOR_CODE
from course.notebook_run import run_notebook
from course.notebooks import FOLDER, notebook_of, read_source, sources, tags
from course.steps import ROOT, read_manifest
from tests.notebooks.runs import run_apart, run_of

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CELLS = range(12, 21)
QUESTION = "**Predict:**"
# What differs from run to run: whole hashes and tokens, addresses of objects, paths.
VARIES = re.compile(r"\$2b\$12\$\w|eyJ[\w-]{6}|0x[0-9a-f]{6}|blog-\w{8}")
WITH_DATABASE = [file for file in NOTEBOOKS if not file.stem.startswith(("01", "02"))]

each_source = pytest.mark.parametrize("source", sources(), ids=lambda file: file.stem)
each_notebook = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)


def read(file: Path) -> list[NotebookNode]:
    """Return the cells of a notebook."""
    cells: list[NotebookNode] = nbformat.read(file, as_version=4).cells
    return cells


def test_every_step_has_a_notebook() -> None:
    """Seven chapters and final, under the names of their folders."""
    names = sorted(step.slug for step in read_manifest())
    assert [file.stem for file in NOTEBOOKS] == names
    assert [file.stem for file in sources()] == names


@each_source
def test_a_notebook_is_made_from_its_source(source: Path) -> None:
    """Nothing was changed in the notebook alone, and no output is kept in it."""
    text = (FOLDER / f"{source.stem}.ipynb").read_text(encoding="utf-8")
    assert text == notebook_of(source)
    code = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    assert code
    assert not [cell for cell in code if cell["outputs"] or cell["execution_count"]]


@each_notebook
def test_a_notebook_has_the_form_that_its_readers_know(file: Path) -> None:
    """A title, 12 to 20 cells, and at the end two tasks with hidden solutions."""
    cells = read(file)
    assert len(cells) in CELLS
    assert cells[0].source.startswith("# ")
    ends = [cell.source for cell in cells[-6:]]
    for number, (task, place, solution) in enumerate((ends[:3], ends[3:]), start=1):
        assert f"## Task {number}\n" in task
        assert place == PLACE_FOR_CODE
        hidden = HIDDEN.fullmatch(solution)
        assert hidden
        assert hidden.group(1) == f"Solution {number}"


@each_notebook
def test_a_question_stands_before_every_answer(file: Path) -> None:
    """Between the set-up and the tasks, the text above each code cell asks."""
    cells = read(file)[2:-6]
    asked = [cell.source for cell in cells[::2]]
    assert [cell.cell_type for cell in cells] == ["markdown", "code"] * len(asked)
    assert len(asked) >= 5
    assert [text for text in asked if QUESTION not in text] == []


@pytest.mark.parametrize("file", WITH_DATABASE, ids=lambda file: file.stem)
def test_a_notebook_shows_sql_and_table(file: Path) -> None:
    """From chapter 3 on."""
    code = [cell.source for cell in read(file) if cell.cell_type == "code"]
    assert any("chapter.sql()" in source for source in code)
    assert any("chapter.table(" in source for source in code)


@each_source
def test_nothing_depends_on_a_solution(source: Path) -> None:
    """After the first solution come only solutions, checks, and places for code."""
    code = [cell for cell in read_source(source).cells if cell.cell_type == "code"]
    kinds = [(tags(cell) or [cell.source])[0] for cell in code]
    first = kinds.index("solution")
    assert kinds[first - 1 :] == [PLACE_FOR_CODE, "solution", "check"] * 2
    assert "check" in kinds[:first]


@each_source
def test_a_notebook_runs_with_its_solutions(
    source: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """From any folder, warnings as errors; what its text says is checked.

    Its databases are gone afterwards, and the settings of this machine and the
    chapter's own folder play no part.
    """
    notebook = run_of(source, tmp_path_factory)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert outputs
    assert not [each for each in outputs if each.get("name") == "stderr"]
    assert not VARIES.search(str(outputs))


@pytest.mark.parametrize("name", ["03_sqlite_models", "final"])
def test_a_notebook_runs_as_a_learner_has_it(name: str, tmp_path: Path) -> None:
    """The .ipynb itself, without solutions, in a folder far from the course."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    run_apart(notebook, Path(tmp_path.anchor), tmp_path)
    assert any(cell.get("outputs") for cell in notebook.cells)


def test_a_warning_fails_a_notebook(tmp_path: Path) -> None:
    """Whatever warns while a notebook runs is an error."""
    cell = nbformat.v4.new_code_cell("import warnings; warnings.warn('Old.')")
    with pytest.raises(CellExecutionError, match="UserWarning"):
        run_notebook(nbformat.v4.new_notebook(cells=[cell]), tmp_path)


@pytest.mark.parametrize("place", ["here", "elsewhere"])
def test_a_wrong_kernel_gets_one_sentence(place: str, tmp_path: Path) -> None:
    """A Python without the course's packages is told what to do, not how it failed."""
    setup = read(NOTEBOOKS[2])[1].source
    python = str(Path(sys.executable).resolve())  # not the environment's
    done = subprocess.run(
        [python, "-S", "-E", "-c", setup],
        cwd=FOLDER if place == "here" else tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "choose the kernel of the folder .venv" in done.stderr
    assert "python3 learn.py notebook 3" in done.stderr


@each_notebook
def test_a_notebook_names_its_own_chapter(file: Path) -> None:
    """The first cell is the same everywhere, but for the chapter."""
    key = next(step.key for step in read_manifest() if step.slug == file.stem)
    setup = read(file)[1].source
    assert (
        f'chapter = Chapter("{key}")\n'
        in setup.replace(
            'chapter4, chapter = Chapter("4"), Chapter', "chapter = Chapter"
        )
        + "\n"
    )
    first = read(NOTEBOOKS[0])[1].source.partition("\n\nchapter")[0]
    same = re.sub(r"\n\nchapter.*", "", setup, flags=re.DOTALL)
    assert same.replace(f"notebook {key}", "notebook 1") == first


def test_no_source_depends_on_the_machine() -> None:
    """No path of this machine, and no line that ends in Windows' way."""
    for source in sources():
        content = source.read_bytes()
        assert os.fsencode(ROOT) not in content
        assert b"\r" not in content
