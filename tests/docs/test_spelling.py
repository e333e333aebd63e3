"""The prose promises to be spelt right."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from course.steps import ROOT

PROSE = ["README.md", "CONTRIBUTING.md", "chapters/README.md"]
# Words that codespell takes for mistakes, each with the reason why it is none.
# The list may only shrink: a word that no text needs any more fails a test.
RIGHT = {"autor": "a field's misspelt name, which the API of chapter 2 refuses"}
FINDING = re.compile(r"^(?P<place>.+:\d+): (?P<word>\S+) ==> ", re.MULTILINE)


def texts() -> list[Path]:
    """Return every file whose whole text is prose."""
    pages = sorted((ROOT / "docs" / "en").rglob("*.md"))
    known = sorted((ROOT / "docs" / "known_issues").glob("*.toml"))
    return [*pages, *known, *(ROOT / name for name in PROSE if (ROOT / name).is_file())]


def docstrings(file: Path) -> str:
    """Return the docstrings of a module, each on the lines where it stands."""
    source = file.read_text(encoding="utf-8")
    lines = [""] * (source.count("\n") + 1)
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, kinds) and ast.get_docstring(node):
            first = node.body[0]
            for number in range(first.lineno, (first.end_lineno or 0) + 1):
                lines[number - 1] = source.splitlines()[number - 1]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Each word that codespell does not like, with its place."""
    folder = tmp_path_factory.mktemp("docstrings")
    for file in sorted((ROOT / "course").glob("*.py")):
        (folder / file.name).write_text(docstrings(file), encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            *("-m", "codespell_lib"),
            *("--builtin", "clear,rare"),
            *("--count", "--disable-colors"),
            *map(str, texts()),
            *map(str, sorted(folder.glob("*.py"))),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    found = [(m["word"], m["place"]) for m in FINDING.finditer(done.stdout)]
    assert done.stderr.split() == [str(len(found))], done.stderr  # what --count says
    return found


def test_no_word_is_misspelt(findings: list[tuple[str, str]]) -> None:
    """Pages, known issues, READMEs and the docstrings of the tooling."""
    wrong = [f"{place}: {word}" for word, place in findings if word not in RIGHT]
    assert not wrong, "\n".join(wrong)


def test_every_exception_is_needed(findings: list[tuple[str, str]]) -> None:
    """A word that is no longer written is no longer excused."""
    assert sorted(RIGHT) == sorted({word for word, _ in findings} & set(RIGHT))
    assert all(RIGHT.values())
