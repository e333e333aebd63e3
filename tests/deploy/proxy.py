"""nginx with the very file that is deployed; only the addresses are this machine's."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from course.steps import ROOT
from tests.programs import run
from tests.waiting import status_of, wait_until

NGINX = os.environ.get("NGINX") or shutil.which("nginx", path=f"{os.defpath}:/usr/sbin")
PROXY = ROOT / "final" / "proxy"
needs_nginx = pytest.mark.skipif(
    NGINX is None or os.name == "nt", reason="no nginx on this machine"
)


def listen_conf(port: int) -> str:
    """Return what is deployed for this port of this machine.

    nginx before 1.27.4 closes idle connections at a reload; it has no word against it.
    """
    assert NGINX
    text = (PROXY / "listen.conf").read_text(encoding="utf-8")
    version = re.findall(r"\d+", run(NGINX, "-v").stderr)[:3]
    if [int(number) for number in version] < [1, 27, 4]:
        text = text.replace("keepalive_min_timeout 2s;\n", "")
    return text.replace("listen 8080;", f"listen 127.0.0.1:{port};")


class Proxy:
    """nginx before some servers; what it prints is in `log`."""

    def __init__(self, folder: Path, port: int, servers: list[int]) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir()
        shutil.copy(PROXY / "nginx.conf", folder)
        self.write("listen.conf", listen_conf(port))
        lines = [f"server 127.0.0.1:{port} fail_timeout=2s;\n" for port in servers]
        self.write("servers.conf", "".join(lines))

    def write(self, name: str, text: str) -> None:
        """Write one of its files."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def shorten(self, limit: str, seconds: int) -> None:
        """Let one of the time limits of what is deployed end sooner."""
        text = (self.folder / "nginx.conf").read_text(encoding="utf-8")
        text, times = re.subn(rf"\b{limit} \d+s;", f"{limit} {seconds}s;", text)
        assert times == 1, f"nginx.conf has {times} lines about {limit}"
        self.write("nginx.conf", text)

    def start(self) -> None:
        """Start it; return when it answers, whatever it answers."""
        assert NGINX
        words = [NGINX, "-e", "stderr", "-p", str(self.folder), "-c", "nginx.conf"]
        if os.geteuid() == 0:  # else its workers are nobody, and have no folder
            words += ["-g", "user root;"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                words, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(self.answers, lambda: self.log.read_text("utf-8"))

    def answers(self) -> bool:
        """Tell whether it listens, whatever it says; raise RuntimeError if it has ended."""
        if self.process and self.process.poll() is not None:
            raise RuntimeError(self.log.read_text("utf-8"))
        return status_of(f"{self.url}/healthz") is not None

    def kill(self) -> None:
        """End master and workers at once."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
