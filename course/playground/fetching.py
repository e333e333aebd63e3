"""Fetch what the playground is made of, from npm and from the package index."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from course.playground.packages import requirements
from course.playground.places import CACHE, NPM_FILES, SOURCES, digest, npm_folder
from course.playground.programs import npm_command, run

# The wheels of Pyodide's own platform; pip would otherwise take this machine's.
BROWSER = (
    *("--only-binary=:all:", "--implementation", "cp", "--python-version", "3.14"),
    *("--abi", "cp314", "--abi", "none"),
    *("--platform", "pyemscripten_2026_0_wasm32", "--platform", "any"),
)


def npm_packages() -> Path:
    """Return the folder `node_modules` with the pinned packages, fetched once."""

    def fetch(folder: Path) -> None:
        for name in NPM_FILES:
            shutil.copy2(SOURCES / name, folder / name)
        command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
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
