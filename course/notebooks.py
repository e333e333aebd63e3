"""Make the notebooks from their sources in `notebooks/source/`."""

from pathlib import Path

import jupytext
import nbformat

from course.steps import ROOT

FOLDER = ROOT / "notebooks"


def sources() -> list[Path]:
    """Return the sources: Python files in which `# %%` starts a cell."""
    return sorted((FOLDER / "source").glob("*.py"))


def notebook_of(source: Path) -> str:
    """Return the .ipynb text of a source: no outputs, the same at every call."""
    notebook = jupytext.read(source, fmt="py:percent")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = nbformat.from_dict({"kernelspec": kernel})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    text: str = nbformat.writes(notebook, version=4)
    return text + "\n"


def write_notebooks() -> list[Path]:
    """Write every notebook and return the files."""
    written = []
    for source in sources():
        target = FOLDER / f"{source.stem}.ipynb"
        target.write_text(notebook_of(source), encoding="utf-8", newline="\n")
        written.append(target)
    return written
