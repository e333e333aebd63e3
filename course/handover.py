"""Go on as another program."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn


def hand_over(command: list[str], folder: Path, variables: dict[str, str]) -> NoReturn:
    """Become this command, run in `folder`, with these variables added.

    Nothing of ours stays between the terminal and the command: Ctrl+C and the exit
    code are its own. Windows cannot do that, so there we wait for it.
    """
    sys.stdout.flush()
    environment = {**os.environ, **variables}
    if sys.platform != "win32":
        os.chdir(folder)
        os.execve(command[0], command, environment)
    process = subprocess.Popen(command, cwd=folder, env=environment)
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            continue


def stay_with(command: list[str], folder: Path, variables: dict[str, str]) -> int:
    """Run this command to its end; return its exit code, negative for a signal.

    After Ctrl+C, which reaches the command, too, it is 0, however the command ends.
    """
    sys.stdout.flush()
    environment = {**os.environ, **variables}
    process = subprocess.Popen(command, cwd=folder, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    is_stopped = False
    while True:
        try:
            code = process.wait()
            return 0 if is_stopped else code
        except KeyboardInterrupt:
            is_stopped = True
