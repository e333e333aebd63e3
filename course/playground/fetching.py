"""Fetch what the playground is made of, from npm and from the package index."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from course.playground.packages import requirements
from course.playground.places import (
    CACHE,
    NPM_FILES,
    SOURCES,
    NotBuilt,
    digest,
    npm_folder,
)

SECONDS_AT_MOST = 300
LONGEST = 200  # letters of a program's line that is quoted
# The wheels of Pyodide's own platform; pip would otherwise take this machine's.
BROWSER = (
    *("--only-binary=:all:", "--implementation", "cp", "--python-version", "3.14"),
    *("--abi", "cp314", "--abi", "none"),
    *("--platform", "pyemscripten_2026_0_wasm32", "--platform", "any"),
)


def node() -> str:
    """Return the command that runs JavaScript; raise NotBuilt if there is none."""
    return program("node")


def program(name: str) -> str:
    """Return where a program of Node.js is, on the PATH or in this environment."""
    found = shutil.which(name) or shutil.which(
        name, path=str(Path(sys.executable).parent)
    )
    if found is None:
        raise NotBuilt(f"{name} was not found: install Node.js, then start again.")
    return found


def npm_packages() -> Path:
    """Return the folder `node_modules` with the pinned packages, fetched once."""

    def fetch(folder: Path) -> None:
        for name in NPM_FILES:
            shutil.copy2(SOURCES / name, folder / name)
        command = [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        command += ["--prefer-offline", "--fetch-retries=1", "--loglevel=error"]
        run(command, folder, "npm")

    return kept(npm_folder(), fetch) / "node_modules"


def wheels() -> Path:
    """Return the folder with the pinned wheels for the browser, fetched once."""
    wanted = requirements()

    def fetch(folder: Path) -> None:
        (folder / "requirements.txt").write_text(wanted, encoding="ascii")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--require-hashes", "--disable-pip-version-check", *BROWSER]
        run([*command, "-r", "requirements.txt"], folder, "pip")

    return kept(CACHE / f"wheels-{digest(wanted.encode())}", fetch)


def kept(folder: Path, fetch: Callable[[Path], None]) -> Path:
    """Return a folder of the cache; one that is not there is filled whole or not at all."""
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=CACHE) as draft:
            whole = Path(draft) / folder.name
            whole.mkdir()
            fetch(whole)
            if not folder.is_dir():  # another build may have been faster
                whole.replace(folder)
    return folder


def run(command: list[str], folder: Path, name: str, **variables: str) -> str:
    """Run a program and return its output; raise NotBuilt with its last words."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS_AT_MOST,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NotBuilt(f"{name} could not be run: {error}") from None
    if done.returncode != 0:
        last = [line for line in done.stdout.splitlines() if line.strip()][-3:]
        last = [line.strip()[:LONGEST] for line in last]
        raise NotBuilt(f"{name} failed: {' '.join(last)}")
    return done.stdout
