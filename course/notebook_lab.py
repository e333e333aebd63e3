"""Run JupyterLab until Ctrl+C: `python -m course.notebook_lab …`.

Jupyter alone asks before it stops, and only in a terminal; elsewhere it leaves kernels
and files behind. Here Ctrl+C stops it in order, wherever it runs.
"""

import os
import signal
import sys
from importlib import import_module
from typing import NoReturn


def main(arguments: list[str]) -> NoReturn:
    """Run JupyterLab with these arguments; end this process as it ended."""
    code = 0
    try:
        lab = import_module("jupyterlab.labapp").LabApp
        server = lab.initialize_server(argv=arguments)
        signal.signal(signal.SIGINT, lambda *_: server.stop(from_signal=True))
        server.start()
    except KeyboardInterrupt:
        code = 130  # before it was ready
    sys.stdout.flush()
    sys.stderr.flush()
    # A thread of the server may wait for work for ever; Python would wait for it.
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
