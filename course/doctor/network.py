"""The network: asked only when something must be installed, or with --network."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

from course.doctor.environment import site_packages, state_of
from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine, answer_of

SMALL_PACKAGE = "typing-extensions"
SECONDS = 4
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
LOCAL = ("127.0.0.1", "localhost", "*")


def has_to_install(machine: Machine) -> bool:
    """Tell whether the next command will need the package index."""
    state = state_of(machine.venv)
    return not machine.python.exists() or not state or "interrupted" in state


def variable(machine: Machine, name: str) -> str:
    """Return an environment variable, whose name may be in small letters, too."""
    return machine.environ.get(name) or machine.environ.get(name.lower()) or ""


def accepts(host: str, port: int) -> bool:
    """Tell whether something answers at this address."""
    try:
        socket.create_connection((host, port), timeout=SECONDS).close()
    except OSError:
        return False
    return True


def dead_proxy(machine: Machine) -> list[Finding]:
    """Find a proxy that is set, and does not answer."""
    found = []
    for name in PROXIES:
        address = variable(machine, name)
        parts = urlsplit(address if "//" in address else f"//{address}")
        try:
            host, port = parts.hostname or "", parts.port or 80
        except ValueError:
            host, port = "", 0
        if address and not (host and accepts(host, port)):
            found.append(proxy_finding(machine, name, f"{host}:{port}"))
    return found


def proxy_finding(machine: Machine, name: str, shown: str) -> Finding:
    """Return the finding for one proxy; a password in its address is not shown."""
    clear = f'$env:{name} = ""' if machine.is_windows else f"unset {name}"
    return Finding(
        "dead-proxy",
        None,
        f"{name} names a proxy that does not answer: {shown}.",
        "pip cannot reach the package index through it.",
        (
            f"Outside the school or company: {clear}",
            "Inside: ask for the right address, and set it again.",
        ),
    )


def proxy_for_loopback(machine: Machine) -> list[Finding]:
    """Note a proxy that also gets the requests to this machine itself."""
    own = [host.strip() for host in variable(machine, "NO_PROXY").split(",")]
    if not variable(machine, "HTTP_PROXY") or any(host in own for host in LOCAL):
        return []
    setting = "NO_PROXY=localhost,127.0.0.1"
    command = f"export {setting}"
    if machine.is_windows:
        command = '$env:NO_PROXY = "localhost,127.0.0.1"'
    return [
        Finding(
            "proxy-for-loopback",
            None,
            "HTTP_PROXY is set, and NO_PROXY does not leave out 127.0.0.1.",
            "Programs may look for your own server at the proxy.",
            (command,),
            is_note=True,
        )
    ]


def index_out_of_reach(machine: Machine) -> list[Finding]:
    """Find that pip, with this machine's settings, does not get a package."""
    if not (machine.asks_network or has_to_install(machine)):
        return []
    python = machine.python if machine.python.exists() else machine.executable
    if answer_of([str(python), "-c", "import pip"]) is None:
        return []
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    pip += ["--retries", "0", "--timeout", str(SECONDS)]
    said = words_of([*pip, "download", "--no-deps", "--dest", ".", SMALL_PACKAGE])
    return index_finding(machine, said) if said else []


def words_of(command: list[str]) -> str:
    """Return what a command says that fails; empty if it succeeds."""
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    text = done.stdout.decode("utf-8", errors="replace")
    return (text or "pip failed.") if done.returncode else ""


def index_finding(machine: Machine, said: str) -> list[Finding]:
    """Return the finding for what pip said, in the words of set-up."""
    from learn import REASONS

    reason, steps = "pip did not get a package.", [f"{machine.learn} list"]
    for pattern, sentence, advice in REASONS:
        if re.search(pattern, said):
            reason, steps = sentence, advice
            break
    return [
        Finding(
            "index-out-of-reach",
            None,
            reason,
            "What is not installed yet cannot be installed now.",
            tuple(steps),
        )
    ]


def docs_blank(machine: Machine) -> list[Finding]:
    """Find that the parts of /docs cannot be loaded; asked with --network only."""
    file = site_packages(machine.venv) / "fastapi" / "openapi" / "docs.py"
    if not machine.asks_network or not file.is_file():
        return []
    hosts = re.findall(
        r"https://([\w.-]+)/[\w./@-]+\.js", file.read_text(encoding="utf-8")
    )
    out_of_reach = [host for host in dict.fromkeys(hosts) if not accepts(host, 443)]
    if not out_of_reach:
        return []
    return [
        Finding(
            "docs-blank",
            59,
            f"{out_of_reach[0]} cannot be reached.",
            "The page /docs of an app loads its parts from there, and stays blank.",
            ("Go online, or ask your school to allow this host.",),
        )
    ]


CHECKS = (
    Check((), dead_proxy),
    Check((), proxy_for_loopback),
    Check((), index_out_of_reach),
    Check((59,), docs_blank),
)
