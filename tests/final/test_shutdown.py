"""Final promises: a server that is asked to stop finishes what it has begun."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.people import ADA
from tests.programs import program

LONG_ROUNDS = "13"  # a hash takes half a second


@pytest.mark.parametrize(
    "command", [("-m", "blog"), ("-m", "uvicorn", "blog.main:app", "--port", "0")]
)
def test_sigterm_finishes_what_is_in_flight(
    folder: Path, command: tuple[str, ...]
) -> None:
    """A sign-up under way gets its 201, and its row; then the process is gone."""
    settings = {"BCRYPT_ROUNDS": LONG_ROUNDS, "PORT": "0"}
    words = (sys.executable, *command)
    with (
        program(*words, folder=folder, **settings) as server,
        ThreadPoolExecutor(1) as helper,
    ):
        address = server.wait_for(r"running on (http://\S+)")
        with httpx2.Client(base_url=address, timeout=30) as client:
            client.get("/healthz")
            answer = helper.submit(client.post, "/user/", json=ADA)
            wait_until_busy(server.process)
            server.process.send_signal(signal.SIGTERM)
            assert answer.result().status_code == 201
        assert server.process.wait(timeout=20) in (0, -signal.SIGTERM)
        assert not server.has_left_processes()


def wait_until_busy(process: subprocess.Popen[str]) -> None:
    """Wait until the process works: a hash is being made."""
    before = processor_time(process)
    deadline = time.monotonic() + 20
    while processor_time(process) < before + 5:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def processor_time(process: subprocess.Popen[str]) -> int:
    """Return how long the process has worked, in the kernel's ticks (10 ms)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").split()
    return int(fields[13]) + int(fields[14])
