"""Bring a chapter to life under a real uvicorn."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course.settings_table import setting_names

SECRET_KEY = "the tests sign and check tokens with this key"
OWN_VARIABLES = setting_names()


@contextmanager
def uvicorn_server(folder: Path, *options: str, **variables: str) -> Iterator[str]:
    """Run the chapter in this folder as a learner would and yield its address."""
    inherited = {k: v for k, v in os.environ.items() if k not in OWN_VARIABLES}
    command = [sys.executable, "-m", "uvicorn", "blog.main:app", "--port", "0"]
    process = subprocess.Popen(
        [*command, *options],
        cwd=folder,
        env={**inherited, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    with process:
        try:
            yield wait_for_address(process)
        finally:
            process.terminate()


def wait_for_address(process: subprocess.Popen[str]) -> str:
    """Return the address that uvicorn prints; raise RuntimeError if it ends first."""
    assert process.stdout is not None
    words = []
    for line in process.stdout:
        words.append(line)
        if found := re.search(r"running on (http://\S+)", line):
            return found.group(1)
    raise RuntimeError(f"uvicorn ended before it listened:\n{''.join(words)}")
