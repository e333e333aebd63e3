"""What the checks may look at: one value, so that a test can make one up."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Mapping, NamedTuple, Sequence

SYSTEMS = {"win32": "Windows", "darwin": "macOS"}
LONGEST_ANSWER = 10  # seconds


class Machine(NamedTuple):
    """This machine, the course on it, and the folders whose code is examined.

    `venv` is the course's environment; `port` the one that a server shall have.
    """

    root: Path
    venv: Path
    folders: tuple[Path, ...]
    cwd: Path
    home: Path
    port: int
    asks_network: bool
    environ: Mapping[str, str]
    system: str
    processor: str
    bits: int
    implementation: str
    version: tuple[int, ...]
    executable: Path
    base: Path

    @property
    def is_windows(self) -> bool:
        """Tell whether commands and paths are those of Windows."""
        return self.system == "Windows"

    @property
    def learn(self) -> str:
        """How the course is started here."""
        return "py learn.py" if self.is_windows else "python3 learn.py"

    @property
    def python(self) -> Path:
        """The Python of the course's environment, whether it is there or not."""
        if self.is_windows:
            return self.venv / "Scripts" / "python.exe"
        return self.venv / "bin" / "python"

    def seen(self, path: Path) -> str:
        """Return a path from the terminal's folder on, if it is inside; else the whole."""
        return str(path.relative_to(self.cwd) if self.cwd in path.parents else path)

    def with_python(self, words: str) -> str:
        """Return the command that runs these words with the environment's Python."""
        python = self.seen(self.python)
        if " " in python:
            python = f'& "{python}"' if self.is_windows else f'"{python}"'
        return f"{python} {words}"

    def delete(self, folder: Path) -> str:
        """Return the command that deletes a folder."""
        command = "Remove-Item -Recurse -Force" if self.is_windows else "rm -rf"
        return f'{command} "{self.seen(folder)}"'


def this_machine(
    root: Path, venv: Path, folders: Sequence[Path], port: int, asks_network: bool
) -> Machine:
    """Return the machine that this Python runs on."""
    return Machine(
        root=root,
        venv=venv,
        folders=tuple(folders) or course_folders(root),
        cwd=Path.cwd(),
        home=Path.home(),
        port=port,
        asks_network=asks_network,
        environ=dict(os.environ),
        system=SYSTEMS.get(sys.platform, "Linux"),
        processor=platform.machine(),
        bits=64 if sys.maxsize > 2**32 else 32,
        implementation=platform.python_implementation(),
        version=tuple(sys.version_info[:3]),
        executable=Path(sys.executable),
        base=Path(sys.base_prefix),
    )


def course_folders(root: Path) -> tuple[Path, ...]:
    """Return the folders of the chapters, final, and what the reader made of them.

    Whatever is shown to have faults, as in a museum and in one's own copy of it, is
    left out, and what was set aside to begin anew.
    """
    places = ("chapters/[0-9]*", "final", "practice/*", "notebooks/mine")
    found = [path for place in places for path in sorted(root.glob(place))]
    left_out = ("museum", "_until_")
    return tuple(
        path
        for path in found
        if path.is_dir() and not any(word in path.name for word in left_out)
    )


def answer_of(command: Sequence[str]) -> str | None:
    """Return what a program prints, None if it is not there, fails or is too slow."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST_ANSWER,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    text = done.stdout.decode("utf-8", errors="replace")
    return text if done.returncode == 0 else None
