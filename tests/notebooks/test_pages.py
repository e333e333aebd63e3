"""The notebooks' pages promise: text, code and outputs, made once."""

import re
import sys
from pathlib import Path

import pytest

from course import notebook_pages
from course.notebook_pages import page_of
from course.steps import ROOT, Step, read_manifest
from tests.programs import fresh_copy, run

FIRST = read_manifest()[0]
EACH = pytest.mark.parametrize("step", read_manifest(), ids=lambda step: step.key)
FINGERPRINTS = """
from course.notebook_pages import fingerprint
from course.steps import read_manifest
print(*map(fingerprint, read_manifest()))
"""
PAGES = """
import sys
from pathlib import Path
sys.path.insert(0, ".")
from course.notebook_pages import generate_notebooks
generate_notebooks(Path("made"))
"""


def test_a_page_shows_what_a_run_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outputs stand below their code, the solutions' too; a second call is free."""
    monkeypatch.setattr(notebook_pages, "CACHE", tmp_path)
    page = page_of(FIRST)
    assert 'show(chapter.get("/blog/1"))\n```\n\n```text\nGET /blog/1\n200 OK\n' in page
    assert "    ids\n    ```\n\n    ```text\n    [3, 2, 1]\n    ```\n" in page
    assert "The answers are missing" not in page
    (kept,) = tmp_path.iterdir()
    kept.write_text("kept", encoding="utf-8")
    assert page_of(FIRST) == "kept"


def test_a_page_is_made_anew_when_its_chapter_changes(tmp_path: Path) -> None:
    """Of the chapter, of the one before, of the notebook: each change counts."""
    clone = fresh_copy(tmp_path / "course")
    seen = [fingerprints(clone)]
    for name in (
        "chapters/04_relationships/blog/models.py",
        "notebooks/01_basic_routes.ipynb",
        "course/notebook_sql.py",
    ):
        with (clone / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        seen.append(fingerprints(clone))
    changed = [
        [
            step.key
            for step, old, new in zip(read_manifest(), *pair, strict=True)
            if old != new
        ]
        for pair in zip(seen, seen[1:], strict=False)
    ]
    everywhere = [step.key for step in read_manifest()]
    assert changed == [["4", "5"], ["1"], everywhere]


def fingerprints(folder: Path) -> list[str]:
    """Return the fingerprint of every page."""
    done = run(sys.executable, "-c", FINGERPRINTS, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def without_jupyter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as a Python with nothing installed makes them."""
    clone = fresh_copy(tmp_path_factory.mktemp("pages") / "course")
    python, empty = str(Path(sys.executable).resolve()), str(clone / "empty")
    done = run(
        python, "-S", "-E", "-W", "error", "-c", PAGES, folder=clone, COURSE_CACHE=empty
    )
    assert done.returncode == 0, done.stderr
    return clone / "made" / "notebooks"


@EACH
def test_without_jupyter_a_page_says_how_to_get_outputs(
    without_jupyter: Path, step: Step
) -> None:
    """One sentence, then the text and the code, solutions folded."""
    page = (without_jupyter / f"{step.slug}.md").read_text(encoding="utf-8")
    assert page.count("The answers are missing here") == 1
    assert f"python3 learn.py notebook {step.key}" in page
    assert "```text" not in page
    assert page.count('??? success "Solution ') == 2
    assert "<details>" not in page
    outside = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    assert "\n## Task 2\n" in outside
    assert not re.search(r"^# ", outside, flags=re.MULTILINE)


@EACH
def test_every_notebook_has_its_page(step: Step) -> None:
    """A title, and the generated part included."""
    page = ROOT / "docs" / "en" / "notebooks" / f"{step.slug}.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("# ")]
    assert lines[-1] == f'--8<-- "notebooks/{step.slug}.md"'
    index = page.with_name("index.md").read_text(encoding="utf-8")
    assert f"({page.name})" in index
