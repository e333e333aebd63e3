"""Make the notebooks from their sources in `notebooks/source/`.

A source is a Python file in which `# %%` starts a cell. Two tags have a meaning:
a cell with `tags=["solution"]` is hidden behind a click in the notebook, and one with
`tags=["check"]` holds for the tests what the text says; the notebook has it not.
"""

from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from course.steps import ROOT

FOLDER = ROOT / "notebooks"
SOURCES = FOLDER / "source"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
HIDDEN = """\
<details>
<summary>Solution {number}</summary>

```python
{code}
```

</details>"""


def sources() -> list[Path]:
    """Return the sources, one for each step."""
    return sorted(SOURCES.glob("*.py"))


def notebook_of(source: Path) -> str:
    """Return the .ipynb text of a source: no outputs, the same at every call."""
    notebook = read_source(source)
    cells = [cell for cell in notebook.cells if "check" not in tags(cell)]
    notebook.cells = hide_solutions(cells)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        cell.metadata = NotebookNode()
    text: str = nbformat.writes(notebook, version=4)
    return text + "\n"


def read_source(source: Path) -> NotebookNode:
    """Return all cells of a source, solutions and checks as code that can run."""
    notebook: NotebookNode = jupytext.read(source, fmt="py:percent")
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"source-{number}"
    return notebook


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    found: list[str] = cell.metadata.get("tags", [])
    return found


def hide_solutions(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Return the cells, each solution as text that opens at a click."""
    number = 0
    shown = []
    for cell in cells:
        if "solution" in tags(cell):
            number += 1
            text = HIDDEN.format(number=number, code=cell.source)
            cell = nbformat.v4.new_markdown_cell(text)
        shown.append(cell)
    return shown


def write_notebooks() -> list[Path]:
    """Write every notebook and return the files."""
    written = []
    for source in sources():
        target = FOLDER / f"{source.stem}.ipynb"
        target.write_text(notebook_of(source), encoding="utf-8", newline="\n")
        written.append(target)
    return written
