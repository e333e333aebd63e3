"""Run Python as a learner does, and return what stands on the screen then."""

import sys
from pathlib import Path
from textwrap import dedent

from tests.programs import run


def printed_by(*words: str, folder: Path, **variables: str) -> str:
    """Run Python with these words in the folder and return all that it prints."""
    done = run(sys.executable, *words, folder=folder, **variables)
    return done.stdout + done.stderr


def learner_sees(folder: Path, code: str, **variables: str) -> str:
    """Run a file of a learner in this folder and return all that it prints."""
    file = folder / "try_it.py"
    file.write_text(dedent(code), encoding="utf-8")
    return printed_by(str(file), folder=folder, **variables)
