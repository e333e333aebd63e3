"""The image promises: what the lock says, nothing else, and nobody's root."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.sections import section_of
from course.steps import ROOT
from tests.deploy.ports import neighbours
from tests.deploy.servers import Server
from tests.loading import SECRET_KEY
from tests.programs import run

DOCKERFILE = ROOT / "final" / "Dockerfile"
TEXT = DOCKERFILE.read_text(encoding="utf-8")
LOCK = json.loads((ROOT / "Pipfile.lock").read_text(encoding="utf-8"))
COMMANDS = Path(sys.executable).parent
HADOLINT = COMMANDS / "hadolint"


def from_the_context() -> list[tuple[str, str]]:
    """Return what the image takes from this repository, and where it puts it."""
    copied = re.findall(r"^COPY (?!--from)(.+) (\S+)$", TEXT, re.MULTILINE)
    return [(source, to) for sources, to in copied for source in sources.split()]


@pytest.mark.skipif(not HADOLINT.exists(), reason="no hadolint on this machine")
def test_the_linter_has_nothing_to_say() -> None:
    """Not even in passing."""
    done = run(str(HADOLINT), str(DOCKERFILE))
    assert (done.returncode, done.stdout) == (0, "")


def test_every_version_is_exact() -> None:
    """The same today and in a year; Pipenv is the one that made the lock."""
    images = re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE)
    assert len(set(images)) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", images[0])
    assert f"pipenv{LOCK['develop']['pipenv']['version']}" in TEXT


def test_every_package_of_the_lock_is_installed_with_its_hashes(tmp_path: Path) -> None:
    """The command of the Dockerfile itself: the app's packages, each once."""
    for name in ("Pipfile", "Pipfile.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (line,) = section_of(TEXT, "requirements") or []
    path = os.pathsep.join([str(COMMANDS), os.environ["PATH"]])
    done = run("bash", "-c", line.removeprefix("RUN "), folder=tmp_path, PATH=path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "requirements.txt").read_text(encoding="utf-8")
    found = {
        re.split(r"[=\[]", line)[0]: (line.split("==")[1], line.split("--hash=")[1:])
        for line in text.splitlines()
    }
    assert set(found) == set(LOCK["default"] | LOCK["final"])
    assert len(found) == len(text.splitlines())
    for name, package in (LOCK["default"] | LOCK["final"]).items():
        version, hashes = found[name]
        assert re.split("[; ]", version)[0] == package["version"].removeprefix("==")
        assert [hash.strip() for hash in hashes] == package["hashes"]
    assert "--require-hashes" in TEXT


def test_the_build_sees_what_it_copies_and_no_more() -> None:
    """No key, no database and no `.env` can get into an image."""
    first, *others = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert first == "*"
    seen = {line.removeprefix("!") for line in others if line.startswith("!")}
    assert seen == {source for source, _ in from_the_context()}


def test_the_app_is_nobody_and_gets_the_signals() -> None:
    """A user without rights; no shell between the app and SIGTERM."""
    last = TEXT.rpartition("FROM ")[2]
    assert int(re.findall(r"^USER (\d+)$", last, re.MULTILINE)[-1]) > 1000
    assert re.findall(r"^CMD (.+)$", last, re.MULTILINE) == ['["python", "-m", "blog"]']


def test_what_is_copied_runs_and_its_health_is_seen(tmp_path: Path) -> None:
    """The command of HEALTHCHECK succeeds while the app answers, and only then."""
    for source, to in from_the_context():
        if source.startswith("final/"):
            shutil.copytree(ROOT / source, tmp_path / "app" / to)
    (port,) = neighbours(1)
    text = re.search(r"HEALTHCHECK .*\\\n +CMD (.+)", TEXT)
    assert text
    command = json.loads(text[1].replace(":8000/", f":{port}/"))
    check = [sys.executable, *command[1:]]
    server = Server(
        tmp_path / "app",
        port,
        ENVIRONMENT="production",
        SECRET_KEY=SECRET_KEY,
        BCRYPT_ROUNDS="4",
    )
    server.start()
    try:
        assert subprocess.run(check).returncode == 0
        server.stop()
        assert subprocess.run(check, stderr=subprocess.DEVNULL).returncode != 0
    finally:
        server.kill()
