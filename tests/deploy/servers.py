"""One process of the final app, started as a server starts it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.loading import OWN_VARIABLES
from tests.waiting import status_of, wait_until


class Server:
    """`python -m blog` on a port of its own; what it prints is in `log`."""

    def __init__(self, folder: Path, port: int, **variables: str) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder.parent / f"server-{port}.log"
        inherited = {k: v for k, v in os.environ.items() if k not in OWN_VARIABLES}
        self.variables = {**inherited, **variables, "PORT": str(port)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; return when it is ready."""
        self.begin()
        self.wait_until_ready()

    def begin(self) -> None:
        """Start it; it is not ready yet."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "blog"],
                cwd=self.folder,
                env=self.variables,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Ask until the server and its database answer; raise if that takes too long."""
        wait_until(self.is_ready, lambda: self.log.read_text("utf-8"))

    def is_ready(self) -> bool:
        """Tell whether `/readyz` answers 200 now; raise RuntimeError if it has ended."""
        if self.process and self.process.poll() is not None:
            raise RuntimeError(self.log.read_text("utf-8"))
        return status_of(f"{self.url}/readyz") == 200

    def stop(self) -> int:
        """Let it finish what it has begun, as SIGTERM does; return its exit code."""
        assert self.process
        self.process.terminate()
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """End it in the middle of whatever it does, with any workers that it has."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def requests(self) -> list[dict[str, Any]]:
        """Return the lines that it wrote about requests, without those about its health."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line) for line in lines if line.startswith("{")]
        return [e for e in entries if e["route"] not in ("/readyz", "/healthz")]
