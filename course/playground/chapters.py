"""The data of a chapter: its files, its tests with what they import, its requests."""

import ast
from pathlib import Path
from typing import Any

from course.course_requests import course_requests
from course.sections import SECTION_MARK, without_marks
from course.steps import MANIFEST, ROOT, Step, read_manifest, step_before, step_files

# Read by the tests as data: the names of the steps, pytest's settings, final's settings.
READ = (MANIFEST, "pyproject.toml", "final/blog/settings.py")
CONFTESTS = ("tests/conftest.py", "tests/chapters/conftest.py")
OWN_PACKAGES = ("course", "tests")
# What no browser has; the tests import it only where it is used.
NOT_IN_A_BROWSER = ("tests/postgres.py",)


def browser_steps() -> list[Step]:
    """Return the chapters that run in a browser: all but final, which needs a server."""
    return [step for step in read_manifest() if step.key != "final"]


def chapter_data(step: Step) -> dict[str, Any]:
    """Return what the playground knows of a chapter, as plain data."""
    texts = {name: read(step.path / name) for name in python_files(step)}
    module = f"tests/chapters/test_{step.slug}.py"
    return {
        "slug": step.slug,
        "key": step.key,
        "title": step.title,
        "goal": step.goal,
        "page": f"../chapters/{step.slug}/",
        "packs": packs_for(texts),
        "files": {name: plain(text) for name, text in texts.items()},
        "sections": {name: sections(text) for name, text in texts.items()},
        "tests": test_files(step, module),
        "test_module": module,
        "requests": course_requests(step),
    }


def python_files(step: Step) -> list[str]:
    """Return the Python files of a chapter."""
    return [name for name in step_files(step.path) if name.endswith(".py")]


def read(file: Path) -> str:
    """Return the text of a file."""
    return file.read_text(encoding="utf-8")


def plain(text: str) -> str:
    """Return code without the marks of sections."""
    return "\n".join([*without_marks(text), ""])


def sections(text: str) -> dict[str, list[int]]:
    """Return first and last line of each section, counted without the marks."""
    found: dict[str, list[int]] = {}
    number = 0
    for line in text.splitlines():
        if mark := SECTION_MARK.match(line):
            name = line.partition(f"[{mark[1]}:")[2].partition("]")[0]
            if mark[1] == "start":
                found[name] = [number + 1, number + 1]
            else:
                found[name][1] = number
        else:
            number += 1
    return found


def packs_for(texts: dict[str, str]) -> list[str]:
    """Return the packs that code needs, from what it imports."""
    imported = {name.split(".")[0] for text in texts.values() for name in imports(text)}
    packs = ["base"]
    if "sqlalchemy" in imported:
        packs.append("sql")
    uses_email = any("EmailStr" in text for text in texts.values())
    if uses_email or imported & {"jose", "passlib"}:
        packs.append("auth")
    return packs


def test_files(step: Step, module: str) -> dict[str, str]:
    """Return the test module of a chapter and all files that it reads."""
    files = with_imports([module, *CONFTESTS])
    for name in READ:
        files[name] = read(ROOT / name)
    before = step_before(step)
    if before is not None and "find_step(" in files[module]:
        folder = Path(before.folder)
        names = [(folder / name).as_posix() for name in python_files(before)]
        files.update({name: read(ROOT / name) for name in names})
    return dict(sorted(files.items()))


def with_imports(names: list[str]) -> dict[str, str]:
    """Return files of this repository with all that they import of it, by name."""
    files: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in files and name not in NOT_IN_A_BROWSER:
            files[name] = read(ROOT / name)
            waiting += own_modules(files[name])
    return files


def own_modules(text: str) -> list[str]:
    """Return the files of this repository that a module imports, packages included."""
    files = set()
    for name in imports(text):
        parts = name.split(".")
        if parts[0] in OWN_PACKAGES:
            for end in range(1, len(parts) + 1):
                path = "/".join(parts[:end])
                for file in (f"{path}.py", f"{path}/__init__.py"):
                    if (ROOT / file).is_file():
                        files.add(file)
    return sorted(files)


def imports(text: str) -> set[str]:
    """Return the dotted names of all modules, and of names in them, that are imported."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found
