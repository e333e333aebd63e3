"""The notebooks promise: one for each step, made from its source, and it runs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course.notebooks import FOLDER, notebook_of, sources
from course.steps import ROOT, read_manifest
from tests.loading import OWN_VARIABLES

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_every_step_has_a_notebook() -> None:
    """Seven chapters and final, under the names of their folders."""
    names = sorted(step.slug for step in read_manifest())
    assert [file.stem for file in NOTEBOOKS] == names
    assert [file.stem for file in sources()] == names


@pytest.mark.parametrize("source", sources(), ids=lambda file: file.stem)
def test_a_notebook_is_made_from_its_source(source: Path) -> None:
    """Nothing was changed in the notebook alone, and no output is kept in it."""
    file = FOLDER / f"{source.stem}.ipynb"
    assert file.read_text(encoding="utf-8") == notebook_of(source)
    assert '"outputs": []' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs_from_top_to_bottom(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell runs, and the chapter's own folder stays as it was."""
    for name in OWN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    before = sorted(ROOT.glob("*/**/*.db"))
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": FOLDER}}
    ).execute()
    assert any(cell.get("outputs") for cell in notebook.cells)
    assert sorted(ROOT.glob("*/**/*.db")) == before
