"""The port that a server shall have: taken and by whom, or not given at all."""

from __future__ import annotations

import errno
import os
import re
import socket
from pathlib import Path

from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine, answer_of
from course.doctor.processes import users_of

LOOPBACK = "127.0.0.1"
FORBIDDEN = (errno.EACCES, 10013)
AIRPLAY = (5000, 7000)
LISTENS = "0A"  # in /proc/net/tcp


def bind_error(port: int) -> int:
    """Return the number of the error when a server asks for the port, 0 if it gets it."""
    with socket.socket() as probe:
        try:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((LOOPBACK, port))
        except OSError as error:
            return error.errno or -1
    return 0


def port_in_use(machine: Machine) -> list[Finding]:
    """Find that the port cannot be had, and who has it."""
    error = bind_error(machine.port)
    if not error:
        return []
    if error in FORBIDDEN:
        ranges = answer_of(NETSH) if machine.is_windows else None
        return [forbidden(machine, reserved(ranges or "", machine.port))]
    pid, name = holder(machine)
    return [taken(machine, pid, name)]


NETSH = ("netsh", "interface", "ipv4", "show", "excludedportrange", "protocol=tcp")


def reserved(answer: str, port: int) -> str:
    """Return the reserved range with this port, as netsh lists them; else empty."""
    for first, last in re.findall(r"^\s*(\d+)\s+(\d+)", answer, re.MULTILINE):
        if int(first) <= port <= int(last):
            return f"{first} to {last}"
    return ""


def forbidden(machine: Machine, within: str) -> Finding:
    """Return the finding for a port that the system does not give."""
    reason = f"Windows has reserved {within}." if within else "It is not for programs."
    return Finding(
        "port-forbidden",
        29,
        f"The system does not give port {machine.port}. {reason}",
        "The server cannot start there. Your code is not the reason.",
        (f"{machine.learn} run 3 --port 8765", "uvicorn blog.main:app --port 8765"),
    )


def taken(machine: Machine, pid: int, name: str) -> Finding:
    """Return the finding for a port that another program has."""
    who = f"{name or 'a program'} (PID {pid})" if pid else "another program"
    other = machine.port + 1
    return Finding(
        *kind_of(machine, name),
        f"Port {machine.port} is taken by {who}.",
        f"uvicorn cannot listen there. {machine.learn} takes the next free port by "
        "itself.",
        (
            "If it is your server in another terminal: Ctrl+C there.",
            f"Or take another port: uvicorn blog.main:app --port {other}",
            *ending(machine, pid),
        ),
    )


def kind_of(machine: Machine, name: str) -> tuple[str, int]:
    """Return the name and number of the issue that fits the program on the port."""
    if machine.system == "macOS" and machine.port in AIRPLAY:
        return "port-5000", 30
    if machine.is_windows and name.lower().startswith("python"):
        return "ctrl-c-hangs", 31
    return "port-taken", 28


def ending(machine: Machine, pid: int) -> tuple[str, ...]:
    """Return how the one program is ended; first how it is found, if it was not."""
    if machine.is_windows:
        find, end = f"netstat -ano | findstr :{machine.port}", "taskkill /F /PID"
    elif machine.system == "macOS":
        find, end = f"lsof -nP -iTCP:{machine.port} -sTCP:LISTEN", "kill"
    else:
        find, end = f"ss -ltnp 'sport = :{machine.port}'", "kill"
    if pid:
        return (f"Only if it is yours and nothing else helps: {end} {pid}",)
    return (f"See who it is: {find}",)


def holder(machine: Machine) -> tuple[int, str]:
    """Return the PID and name of the program on the port; 0 and empty if unknown."""
    if machine.system == "Linux":
        return linux_holder(machine.port)
    if machine.is_windows:
        pid = netstat_pid(answer_of(("netstat", "-ano")) or "", machine.port)
        listed = answer_of(("tasklist", "/FI", f"PID eq {pid}", "/NH", "/FO", "CSV"))
        return pid, (listed or "").strip().split(",")[0].strip('"')
    command = ("lsof", "-nP", f"-iTCP:{machine.port}", "-sTCP:LISTEN", "-Fpc")
    return lsof_holder(answer_of(command) or "")


def netstat_pid(answer: str, port: int) -> int:
    """Return the PID that listens on the port in what `netstat -ano` prints."""
    pattern = rf"^\s*TCP\s+\S+:{port}\s+\S+:0\s+\S+\s+(\d+)\s*$"
    found = re.search(pattern, answer, re.MULTILINE)
    return int(found.group(1)) if found else 0


def lsof_holder(answer: str) -> tuple[int, str]:
    """Return the PID and name in what `lsof -Fpc` prints."""
    found = re.search(r"^p(\d+)\nc(.*)$", answer, re.MULTILINE)
    return (int(found.group(1)), found.group(2)) if found else (0, "")


def linux_holder(port: int) -> tuple[int, str]:
    """Return the PID and name of what listens; 0 and empty if it is another user's."""
    sockets = {f"socket:[{inode}]" for inode in listening(port)}
    return next(users_of(sockets), (0, ""))


def listening(port: int) -> list[str]:
    """Return the inodes of the sockets that listen on the port."""
    rows = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        rows += [line.split() for line in lines]
    ending = f":{port:04X}"
    return [row[9] for row in rows if row[1].endswith(ending) and row[3] == LISTENS]


CHECKS = (Check((28, 29, 30, 31), port_in_use),)
