"""Make a page of the site from each notebook: its text, its code and its outputs.

The outputs come from a run, kept in `.cache/` (or where the variable COURSE_CACHE says)
until something that it depends on changes. Where Jupyter is not installed, the page has
no outputs and says so.
"""

import hashlib
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from textwrap import indent
from typing import Any

from course.steps import ROOT, Step, read_manifest, step_before, step_files

FOLDER = ROOT / "notebooks"
CACHE = Path(os.environ.get("COURSE_CACHE") or ROOT / ".cache") / "notebooks"
NEEDED = ("nbclient", "ipykernel", "httpx2", "alembic")
KERNELS_AT_ONCE = 2
FIRST_CELL = "The first cell finds the course and loads the app"
PLACE_FOR_CODE = "# Your code:"
HIDDEN = re.compile(
    r"<details>\n<summary>(.+)</summary>\n\n```python\n(.+)\n```\n\n</details>",
    flags=re.DOTALL,
)
HEAD = """\
This is the notebook of {label}, as it stands after a run. Run it yourself:
`python3 learn.py notebook {key}`, or open `notebooks/{slug}.ipynb` in VS Code.
"""
NO_OUTPUTS = """\
!!! note "The answers are missing here"

    This page was made without Jupyter. After `python3 learn.py notebook {key}`, which
    installs it, `python3 learn.py` makes the page with the answers.
"""


@dataclass
class Cell:
    """One cell: text, or code with its output; what is folded has a title."""

    text: str
    is_code: bool
    folded: str = ""
    output: str = ""


def generate_notebooks(target: Path) -> None:
    """Write `notebooks/<slug>.md` below the target for every step's notebook."""
    folder = target / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(KERNELS_AT_ONCE) as pool:
        for step, page in zip(
            read_manifest(), pool.map(page_of, read_manifest()), strict=True
        ):
            (folder / f"{step.slug}.md").write_text(page, encoding="utf-8")


def can_run() -> bool:
    """Tell whether this environment has what running a notebook needs."""
    return all(find_spec(name) for name in NEEDED)


def page_of(step: Step) -> str:
    """Return a step's page, with outputs from the cache or from a run if possible."""
    kept = place_of(step)
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    cells = read_cells(FOLDER / f"{step.slug}.ipynb")
    if not can_run():
        return text(step, cells, NO_OUTPUTS)
    add_outputs(cells)
    return keep(step, cells)


def place_of(step: Step) -> Path:
    """Return where the page of a step with outputs is kept."""
    return CACHE / f"{step.slug}-{fingerprint(step)[:16]}.md"


def keep(step: Step, cells: list[Cell]) -> str:
    """Return a step's page, its cells with their outputs, and keep it in the cache."""
    page, kept = text(step, cells), place_of(step)
    CACHE.mkdir(parents=True, exist_ok=True)
    for old in CACHE.glob(f"{step.slug}-*.md"):
        old.unlink(missing_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    draft.write_text(page, encoding="utf-8")
    draft.replace(kept)
    return page


def fingerprint(step: Step) -> str:
    """Return a hash of all that a notebook's outputs depend on."""
    before = step_before(step)
    files = [FOLDER / f"{step.slug}.ipynb", ROOT / "Pipfile.lock"]
    files += sorted((ROOT / "course").glob("notebook*.py"))
    files += [ROOT / "course" / name for name in ("loading.py", "steps.py")]
    files += sorted((ROOT / "course" / "xray").glob("*.py"))
    for each in filter(None, (before, step)):
        files += [each.path / name for name in step_files(each.path)]
    digest = hashlib.sha256(str(sys.version_info[:2]).encode())
    for file in files:
        digest.update(file.relative_to(ROOT).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def read_cells(file: Path) -> list[Cell]:
    """Return the cells of a notebook, each hidden solution as code again."""
    cells = []
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if found := HIDDEN.fullmatch(source):
            cells.append(Cell(found.group(2), True, folded=found.group(1)))
        else:
            cells.append(Cell(source, cell["cell_type"] == "code"))
    next(cell for cell in cells if cell.is_code).folded = FIRST_CELL
    return cells


def add_outputs(cells: list[Cell]) -> None:
    """Run all code, the solutions too, and note what each cell printed."""
    import nbformat

    from course.notebook_run import run_notebook

    made = [nbformat.v4.new_code_cell(cell.text) for cell in cells if cell.is_code]
    run_notebook(nbformat.v4.new_notebook(cells=list(made)), FOLDER)
    take_outputs(cells, made)


def take_outputs(cells: list[Cell], ran: list[Any]) -> None:
    """Note for each cell with code what it printed when it ran."""
    code = [cell for cell in cells if cell.is_code]
    for cell, done in zip(code, ran, strict=True):
        cell.output = "".join(map(printed, done.outputs))


def printed(output: dict[str, Any]) -> str:
    """Return one output of a cell as text that ends with a line end."""
    found: str = output["text"] if "text" in output else output["data"]["text/plain"]
    return found.rstrip("\n") + "\n"


def text(step: Step, cells: list[Cell], note: str = "") -> str:
    """Return the page's Markdown; the notebook's title is left to the page itself."""
    label = "the final app" if step.key == "final" else step.label
    parts = [HEAD, note] if note else [HEAD]
    head = [part.format(label=label, key=step.key, slug=step.slug) for part in parts]
    shown = [cell for cell in cells if cell.text != PLACE_FOR_CODE]
    return "\n".join([*head, "\n".join(map(block, shown)).lstrip("\n")])


def block(cell: Cell) -> str:
    """Return one cell as Markdown."""
    if not cell.is_code:
        return re.sub(r"\A# .*\n+", "", cell.text) + "\n"
    code = f"```{{ .python .notebook }}\n{cell.text}\n```\n"
    if cell.output:
        code += f"\n```text\n{cell.output}```\n"
    if cell.folded:
        kind = "note" if cell.folded == FIRST_CELL else "success"
        return f'??? {kind} "{cell.folded}"\n\n' + indent(code, "    ")
    return code
