"""Pin the dependencies of the Pipfile in Pipfile.lock."""

import json
import os
import subprocess
import sys
from pathlib import Path

from course.steps import ROOT

# Pipenv counts the indexes of pip's settings into the hash of the Pipfile: without them
# the lock fits on every machine.
NO_SETTINGS = {"PIP_CONFIG_FILE": os.devnull}


class LockFailed(Exception):
    """Pipenv could not resolve the Pipfile; its own words are on the terminal."""


def lock(root: Path = ROOT) -> None:
    """Run Pipenv on the Pipfile, then free the lock of the index it came from.

    With `_meta.sources` empty, the learner's own index or mirror serves.
    """
    command = [sys.executable, "-m", "pipenv", "lock"]
    own = {"PIPENV_IGNORE_VIRTUALENVS": "0", "PYTHONUTF8": "1"}
    variables = {**os.environ, **own, **NO_SETTINGS}
    if subprocess.run(command, cwd=root, env=variables, check=False).returncode != 0:
        raise LockFailed("Pipenv could not lock the Pipfile.")
    file = root / "Pipfile.lock"
    pinned = json.loads(file.read_text(encoding="utf-8"))
    pinned["_meta"]["sources"] = []
    for category, packages in pinned.items():
        if category != "_meta":
            for entry in packages.values():
                entry.pop("index", None)
    text = json.dumps(pinned, indent=4, sort_keys=True) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")
