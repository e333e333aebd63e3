"""Code of tests and notebooks, and files that are opened without an encoding."""

from __future__ import annotations

import ast
import codecs
import json
import locale
from pathlib import Path

from course.doctor.environment import lacks, with_environment_of
from course.doctor.finding import Check, Finding, place
from course.doctor.machine import Machine
from course.doctor.source import (
    Source,
    at,
    belongs,
    calls,
    constant,
    imports_from,
    keyword,
    sources,
    sources_in,
)

OPENERS = ("open", "read_text", "write_text")


def without_encoding(machine: Machine) -> list[Finding]:
    """Find files that are opened in the encoding of a system that is not UTF-8."""
    encoding = locale.getpreferredencoding(False)
    if codecs.lookup(encoding).name == "utf-8":
        return []
    return [
        Finding(
            "reading-files",
            65,
            f"A file is opened without an encoding: here that means {encoding}.",
            "Korean text, or a UTF-8 file of somebody else, fails or is garbled.",
            ('Write: encoding="utf-8"',),
            at(machine, source, call),
        )
        for source in sources(machine)
        for call in calls(source.tree, *OPENERS)
        if keyword(call, "encoding") is None and not is_binary(call)
    ]


def is_binary(call: ast.Call) -> bool:
    """Tell whether a file is opened for bytes, or given its encoding by position."""
    given = [constant(arg) for arg in (*call.args, keyword(call, "mode"))]
    return any(
        isinstance(g, str) and g in ("rb", "wb", "ab", "rb+", "utf-8") for g in given
    )


def test_client(machine: Machine) -> list[Finding]:
    """Find tests with a TestClient, and no httpx2 for it."""
    return [
        Finding(
            "test-client",
            68,
            "TestClient is used, and httpx2 is not installed.",
            "It does not start, or warns that httpx is deprecated.",
            (
                with_environment_of(machine, source.folder).with_python(
                    "-m pip install httpx2"
                ),
            ),
            at(machine, source, node),
        )
        for source in sources(machine)
        for node in imports_from(source.tree)
        if any(alias.name == "TestClient" for alias in node.names)
        and lacks(machine, source.folder, "httpx2")
    ][:1]


def pytest_import(machine: Machine) -> list[Finding]:
    """Note tests that find their package only with `python -m pytest`."""
    found = []
    for folder in machine.folders:
        packages = {init.parent.name for init in folder.glob("*/__init__.py")} - {
            "tests"
        }
        named = "pythonpath" in "".join(
            file.read_text(encoding="utf-8", errors="replace")
            for name in ("pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini")
            for file in folder.glob(name)
        )
        for source in sources_in(folder):
            own = {(n.module or "").split(".")[0] for n in imports_from(source.tree)}
            is_test = (
                source.path.name.startswith("test_") and source.path.parent != folder
            )
            if is_test and own & packages and not named and not roots(folder):
                found.append(pytest_finding(machine, source))
                break
    return found


def roots(folder: Path) -> bool:
    """Tell whether pytest puts the folder on the import path by itself."""
    return (folder / "conftest.py").is_file() or (
        folder / "tests/__init__.py"
    ).is_file()


def pytest_finding(machine: Machine, source: Source) -> Finding:
    """Return the note for one folder of tests."""
    return Finding(
        "pytest-import",
        69,
        "pytest alone does not find the package that the tests import.",
        "It puts the tests' folder on the import path, not yours.",
        ("python -m pytest", 'Or in pyproject.toml: pythonpath = ["."]'),
        place(machine, source.path),
        is_note=True,
    )


def server_in_notebook(machine: Machine) -> list[Finding]:
    """Find a notebook that starts uvicorn in a cell."""
    return [
        Finding(
            "server-in-notebook",
            71,
            "A cell calls uvicorn.run.",
            "The kernel already runs an event loop: the cell fails.",
            ("Use TestClient(app) in the notebook, or start uvicorn in a terminal.",),
            place(machine, file),
        )
        for folder in machine.folders
        for file in sorted(folder.rglob("*.ipynb"))
        if belongs(file, folder) and "uvicorn.run(" in code_of(file)
    ]


def code_of(notebook: Path) -> str:
    """Return the code of a notebook's cells."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        codes = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return "\n".join(codes)


CHECKS = (
    Check((65,), without_encoding),
    Check((68,), test_client),
    Check((69,), pytest_import),
    Check((71,), server_in_notebook),
)
