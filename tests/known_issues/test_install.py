"""The issues of installing: each is provoked for real, without the network."""

import html
import os
import shutil
import sys
import sysconfig
import venv
from importlib.metadata import metadata, version
from pathlib import Path

import pytest

import learn
from tests.known_issues.entries import assert_printed, errors_of
from tests.known_issues.locales import korean_locale
from tests.known_issues.running import printed_by
from tests.programs import run

BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
NO_PIP_SETTINGS = {"PIP_CONFIG_FILE": os.devnull}
IN_PROJECT = {
    "PIPENV_VENV_IN_PROJECT": "1",
    "PIPENV_IGNORE_VIRTUALENVS": "1",
    "PATH": os.defpath,
    "COLUMNS": "300",
}
PIPFILE_IN_KOREAN = '# 블로그\n[packages]\nfastapi = "*"\n'
UNDECODABLE = "codec can't decode"


def pip(*words: str, folder: Path, **variables: str) -> str:
    """Run pip without the settings of this machine and return what it prints."""
    words = ("-m", "pip", "--isolated", *words)
    return printed_by(*words, folder=folder, **NO_PIP_SETTINGS, **variables)


def pipenv(*words: str, folder: Path, **variables: str) -> str:
    """Run Pipenv on the Pipfile in this folder and return what it prints."""
    variables = {**IN_PROJECT, **variables}
    return printed_by("-m", "pipenv", *words, folder=folder, **variables)


def empty_environment(folder: Path) -> Path:
    """Make an environment without any package and return its Python."""
    venv.create(folder, symlinks=os.name != "nt")
    return folder / learn.BIN.name / learn.PYTHON.name


@pytest.fixture(scope="session")
def korean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables that let Python read text in CP949, as a Korean Windows does."""
    settings = korean_locale(tmp_path_factory.mktemp("locales"))
    if settings is None:
        pytest.skip("this system cannot make a locale with CP949")
    return settings


def test_python_too_old(tmp_path: Path) -> None:
    """pip refuses our FastAPI for Python 3.10, and so does learn.py."""
    wheel = f"fastapi-{version('fastapi')}-py3-none-any.whl"
    needs = html.escape(metadata("fastapi")["Requires-Python"])
    link = f'<a href="{wheel}" data-requires-python="{needs}">{wheel}</a>'
    (tmp_path / "fastapi").mkdir()
    (tmp_path / "fastapi" / "index.html").write_text(link, encoding="utf-8")
    words = ["download", "--no-deps", "--index-url", tmp_path.as_uri()]
    words += ["--python-version", "3.10", "--only-binary", ":all:"]
    printed = pip(*words, f"fastapi=={version('fastapi')}", folder=tmp_path)
    *from_pip, from_learn = errors_of("python-too-old")
    for text in from_pip:
        assert text in printed
    assert from_learn in learn.old_python_message((3, 10))


def test_externally_managed(tmp_path: Path) -> None:
    """pip installs nothing into a Python that belongs to the system."""
    original = Path(sysconfig.get_path("stdlib"))
    library = tmp_path / original.relative_to(sys.base_prefix)
    library.mkdir(parents=True)
    for entry in original.iterdir():
        if entry.name not in ("site-packages", "EXTERNALLY-MANAGED"):
            (library / entry.name).symlink_to(entry)
    marker = "[externally-managed]\nError=Use an environment.\n"
    (library / "EXTERNALLY-MANAGED").write_text(marker, encoding="utf-8")
    own = {"PYTHONHOME": str(tmp_path), "PYTHONPATH": sysconfig.get_path("purelib")}
    words = [BASE_PYTHON, "-m", "pip", "--isolated", "install", "--no-index", "fastapi"]
    done = run(*words, folder=tmp_path, **NO_PIP_SETTINGS, **own)
    for text in errors_of("externally-managed"):
        assert text in done.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_not_on_path(tmp_path: Path) -> None:
    """A shell that does not search uvicorn's folder does not know it; Python does."""
    done = run(str(shutil.which("bash")), "-c", "uvicorn", PATH=str(tmp_path))
    assert_printed("not-on-path", done.stderr)
    found = printed_by("-m", "uvicorn", "--version", folder=tmp_path, PATH="")
    assert version("uvicorn") in found


def test_wrong_interpreter(tmp_path: Path) -> None:
    """A Python that is not the environment's finds neither FastAPI nor uvicorn."""
    python = str(empty_environment(tmp_path))
    commands = [["-c", "import fastapi"], ["-c", "import uvicorn"], ["-m", "uvicorn"]]
    texts = errors_of("wrong-interpreter")
    for text, words in zip(texts, commands, strict=True):
        assert text in run(python, *words, folder=tmp_path, PYTHONPATH="").stderr


def test_pipfile_python(tmp_path: Path) -> None:
    """Pipenv stops without an environment, and only warns if there is one."""
    pipfile = '[packages]\n\n[requires]\npython_version = "3.99"\n'
    (tmp_path / "Pipfile").write_text(pipfile, encoding="utf-8")
    stops, warns = errors_of("pipfile-python")
    assert stops in pipenv("install", folder=tmp_path)
    assert not (tmp_path / ".venv").exists()
    empty_environment(tmp_path / ".venv")
    printed = pipenv("run", "python", "-c", "print('went on')", folder=tmp_path)
    assert warns in printed
    assert "went on" in printed


def test_stale_lock(tmp_path: Path) -> None:
    """`verify` and `install --deploy` notice that the Pipfile has changed."""
    (tmp_path / "Pipfile").write_text("[packages]\n", encoding="utf-8")
    lock = '{"_meta": {"hash": {"sha256": "old"}}, "default": {}, "develop": {}}'
    (tmp_path / "Pipfile.lock").write_text(lock, encoding="utf-8")
    empty_environment(tmp_path / ".venv")
    verified, *deployed = errors_of("stale-lock")
    assert verified in pipenv("verify", folder=tmp_path)
    printed = pipenv("install", "--deploy", folder=tmp_path)
    for text in deployed:
        assert text in printed


def test_korean_pipfile(korean: dict[str, str], tmp_path: Path) -> None:
    """Pipenv reads a Pipfile as CP949; with ASCII or in UTF-8 mode nothing is wrong."""
    pipfile = tmp_path / "Pipfile"
    pipfile.write_text(PIPFILE_IN_KOREAN, encoding="utf-8")
    printed = pipenv("verify", folder=tmp_path, **korean)
    for text in errors_of("korean-pipfile"):
        assert text.replace("\\", os.sep) in printed
    utf_8 = {**korean, "PYTHONUTF8": "1"}
    assert UNDECODABLE not in pipenv("verify", folder=tmp_path, **utf_8)
    pipfile.write_text("# blog\n[packages]\n", encoding="utf-8")
    assert UNDECODABLE not in pipenv("verify", folder=tmp_path, **korean)


def test_korean_requirements(korean: dict[str, str], tmp_path: Path) -> None:
    """pip before 25 reads requirements as CP949; newer ones read UTF-8."""
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("# 블로그\nno-such-package\n", encoding="utf-8")
    words = ["install", "--no-index", "--dry-run", "-r", str(requirements)]
    printed = pip(*words, folder=tmp_path, **korean)
    if int(version("pip").split(".")[0]) < 25:
        assert_printed("korean-requirements", printed)
    else:
        assert UNDECODABLE not in printed
    utf_8 = {**korean, "PYTHONUTF8": "1"}
    assert UNDECODABLE not in pip(*words, folder=tmp_path, **utf_8)


def test_korean_user_name(korean: dict[str, str], tmp_path: Path) -> None:
    """Python before 3.13 cannot start with Hangul in a `.pth`, even in UTF-8 mode."""
    python = empty_environment(tmp_path)
    paths = {"base": str(tmp_path), "platbase": str(tmp_path)}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    (packages / "blog.pth").write_text("/home/정한솔/blog\n", encoding="utf-8")
    start = [str(python), "-c", "print('started')"]
    for settings in (korean, {**korean, "PYTHONUTF8": "1"}):
        done = run(*start, folder=tmp_path, **settings)
        if sys.version_info < (3, 13):
            assert_printed("korean-user-name", done.stderr)
        else:
            assert "started" in done.stdout
    (packages / "blog.pth").write_text("/home/hansol/blog\n", encoding="utf-8")
    assert "started" in run(*start, folder=tmp_path, **korean).stdout


def test_fastapi_dev(tmp_path: Path) -> None:
    """The command `fastapi` asks for the extra that brings it."""
    printed = printed_by("-m", "fastapi", "dev", folder=tmp_path)
    assert_printed("fastapi-dev", printed)
