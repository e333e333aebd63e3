"""Go on as another program."""

import os
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
