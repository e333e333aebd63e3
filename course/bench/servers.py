"""The apps that are compared, each as one uvicorn process on 127.0.0.1."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from course.bench.works import LOGIN
from course.settings_table import setting_names
from course.steps import ROOT

APPS = ROOT / "tests" / "bench"
UVICORN = ["-m", "uvicorn", "--http", "h11", "--loop", "asyncio", "--no-access-log"]
START = 60  # seconds that an app has to start
END = 5  # seconds that it has to stop, before it is killed


class BenchFailed(Exception):
    """An app did not do what it is measured for; the message says which and why."""


@dataclass(frozen=True)
class App:
    """An app: its name in the table, its module, where it runs, on what data, and how."""

    name: str
    module: str
    folder: Path
    database_url: str = ""
    lists_all: bool = False
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Return the variables of its process; settings of this machine stay out."""
        own = {k: v for k, v in os.environ.items() if k not in setting_names()}
        paths = os.pathsep.join([str(self.folder), str(APPS), str(ROOT)])
        own |= {"PYTHONPATH": paths, "LOGIN_ATTEMPTS_PER_MINUTE": "0"}
        own |= self.settings
        return own | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def run(self, program: str, *words: str) -> str:
        """Run one of our programs where the app runs and return what it prints."""
        command = [sys.executable, "-m", f"course.bench.{program}", *words]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            encoding="utf-8",
        )
        if done.returncode != 0:
            raise BenchFailed(f"{self.name}: {program} failed.\n\n{done.stderr}")
        return done.stdout


@dataclass(frozen=True)
class Server:
    """An app that runs."""

    app: App
    process: subprocess.Popen[bytes]
    port: int

    @cached_property
    def token(self) -> str:
        """The first user's token, for the whole run: bcrypt takes its time."""
        url = f"http://127.0.0.1:{self.port}{LOGIN.path}"
        with urllib.request.urlopen(url, LOGIN.body.encode()) as answer:
            token: str = json.load(answer)["access_token"]
        return token

    def peak_megabytes(self) -> float | None:
        """Return the most memory that the process had; only Linux tells."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.is_file():
            return None
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        return int(found[1]) / 1024 if found else None


@contextmanager
def serve(app: App) -> Iterator[Server]:
    """Start the app, yield its server, and end it for good."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, *UVICORN, "--port", str(port), f"{app.module}:app"]
    with (
        (app.folder / f"{port}.log").open("w+b") as log,
        subprocess.Popen(
            command,
            cwd=app.folder,
            env=app.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            if not listens(process, port):
                log.seek(0)
                raise BenchFailed(f"{app.name} did not start.\n\n{log.read().decode()}")
            yield Server(app, process, port)
        finally:
            stop(process)


def listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the process takes connections; False if it ended or took too long."""
    deadline = time.monotonic() + START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server; one that hangs is killed."""
    process.terminate()
    try:
        process.wait(END)
    except subprocess.TimeoutExpired:
        process.kill()
