"""Files, the Pipfile, commands that a project keeps: each fault is made, and found."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.doctor.checks import examine
from course.doctor.files import disk_full, refusal
from course.doctor.pipfiles import fits
from course.steps import ROOT
from tests.doctor.conditions import (
    assert_found,
    assert_quiet,
    environment,
    machine,
    named,
    write,
)

GOOD_LOCK = '{"default": {"fastapi": {"version": "==0.165.0"}}}'


@pytest.mark.parametrize(
    "name", ["fastapi.py", "jose.py", "random.py", "jwt/__init__.py"]
)
def test_a_file_that_hides_a_module(name: str, tmp_path: Path) -> None:
    """A package's name or one of Python's own; the command renames it."""
    folder = write(tmp_path, {name: "", "main.py": ""})
    step = assert_found(17, machine(folder)).repair[0]
    assert f"my_{Path(name).parts[0]}" in step


def test_a_file_beside_the_terminal_is_seen_too(tmp_path: Path) -> None:
    """Python looks first where it was started."""
    (tmp_path / "code").mkdir()
    here = write(tmp_path / "here", {"typing.py": ""})
    assert_found(17, machine(tmp_path / "code", cwd=here))


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little is left, by what the system says; here it says so for one moment."""
    usage = shutil.disk_usage(tmp_path)._replace(free=3_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    (found,) = disk_full(machine(tmp_path))
    assert "3 MB" in found.what


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody may write in; for root, one that no file system allows."""
    if os.geteuid() == 0:
        yield Path("/proc/self")
        return
    tmp_path.chmod(0o555)
    yield tmp_path
    tmp_path.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="rights are others on Windows")
def test_a_folder_that_cannot_be_written(read_only: Path) -> None:
    """The system's own words are shown."""
    assert refusal(read_only)
    assert str(read_only) in assert_found("read-only", machine(read_only)).what


@pytest.mark.parametrize(
    ("pipfile", "is_stale"),
    [
        ('[packages]\nfastapi = "*"\n', False),
        ('[packages]\nfastapi = "==0.165"\n', False),
        ('[packages]\nFastAPI = {version = "<0.200", extras = ["all"]}\n', False),
        ('[packages]\nfastapi = "*"\nredis = "*"\n', True),
        ('[packages]\nfastapi = "==0.100.0"\n', True),
        ('[packages]\nfastapi = ">=0.200"\n', True),
    ],
)
def test_a_lock_that_is_out_of_step(
    pipfile: str, is_stale: bool, tmp_path: Path
) -> None:
    """What is missing in the lock, or of a version that the Pipfile forbids."""
    folder = write(tmp_path, {"Pipfile": pipfile, "Pipfile.lock": GOOD_LOCK})
    if is_stale:
        assert_found(9, machine(folder))
    else:
        assert_quiet(9, machine(folder))


def test_versions_are_compared_as_numbers() -> None:
    """0.9 is older than 0.10."""
    assert fits("==0.10.0", ">0.9,<1")
    assert not fits("==0.9", ">=0.10")


def test_a_pipfile_for_another_python(tmp_path: Path) -> None:
    """`[requires]` names one that this is not."""
    write(tmp_path, {"Pipfile": '[requires]\npython_version = "3.99"\n'})
    assert "3.99" in assert_found(8, machine(tmp_path)).what


def test_settings_in_utf_16_and_their_repair(tmp_path: Path) -> None:
    """As PowerShell 5.1 writes them; the fix keeps the old file."""
    file = tmp_path / ".env"
    file.write_bytes("DEBUG=1\r\n".encode("utf-16"))
    old = file.read_bytes()
    found = assert_found(67, machine(tmp_path))
    assert found.fix is not None
    found.fix.do()
    assert file.read_bytes() == b"DEBUG=1\r\n"
    assert (tmp_path / ".env.bak").read_bytes() == old


@pytest.mark.parametrize(
    "command", ["uvicorn main.py:app", "uvicorn blog/main:app", "uvicorn blog.man:app"]
)
def test_a_command_that_names_no_app(command: str, tmp_path: Path) -> None:
    """In a script; the right name is quiet."""
    write(tmp_path, {"blog/main.py": "", "start.sh": f"{command} --port 8000\n"})
    assert assert_found(15, machine(tmp_path)).where.endswith("start.sh:1")
    write(tmp_path, {"start.sh": 'exec "uvicorn", "blog.main:app", "--workers", "2"\n'})
    assert_quiet(15, machine(tmp_path))


def test_fastapi_dev_without_its_command_line(tmp_path: Path) -> None:
    """The course does not install it."""
    write(tmp_path, {"Dockerfile": 'CMD ["fastapi", "run", "blog/main.py"]\n'})
    assert_found(14, machine(tmp_path))


def test_a_reloader_that_watches_an_environment(tmp_path: Path) -> None:
    """One with --reload-dir is quiet."""
    environment(tmp_path)
    write(
        tmp_path, {"blog/main.py": "", "start.sh": "uvicorn blog.main:app --reload\n"}
    )
    assert_found(32, machine(tmp_path))
    line = "uvicorn blog.main:app --reload --reload-dir blog\n"
    write(tmp_path, {"start.sh": line})
    assert_quiet(32, machine(tmp_path))


def test_workers_that_make_the_tables_at_once(tmp_path: Path) -> None:
    """The tables are made as main.py is imported, by each of them."""
    code = "Base.metadata.create_all(engine)\n"
    start = "uvicorn blog.main:app --workers 4\n"
    write(tmp_path, {"blog/main.py": code, "start.sh": start})
    assert_found(33, machine(tmp_path))


def test_the_course_itself_has_none_of_these() -> None:
    """Its Pipfile, its lock and its names are in order."""
    findings = examine(machine(ROOT / "chapters" / "07_jwt_auth"))
    for wanted in (8, 9, 15, 17, 67, "read-only", "disk-full"):
        assert named(findings, wanted) == []
