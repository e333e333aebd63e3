"""A port that is taken, forbidden, or held by a program: found, and by whom."""

import os
import socket
import sys
from pathlib import Path

import pytest

from course.doctor.ports import (
    forbidden,
    holder,
    lsof_holder,
    netstat_pid,
    reserved,
    taken,
)
from tests.doctor.conditions import assert_found, assert_quiet, machine

NETSTAT = """
  Proto  Local Address          Foreign Address        State           PID
  TCP    127.0.0.1:8000         0.0.0.0:0              LISTENING       4242
  TCP    127.0.0.1:8000         127.0.0.1:50312        ESTABLISHED     1
  TCP    0.0.0.0:80             0.0.0.0:0              LISTENING       7
"""
KOREAN_NETSTAT = NETSTAT.replace("LISTENING", "\ufffd\ufffd")
NETSH = """
Start Port    End Port
----------    --------
      5357        5357
      7950        8049     *
"""


def test_a_port_in_use_and_by_whom(tmp_path: Path) -> None:
    """A real listener, this very process; when it is gone, so is the finding."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = assert_found(28, machine(tmp_path, port=port))
        assert f"Port {port} is taken" in found.what
        if sys.platform == "linux":
            assert f"(PID {os.getpid()})" in found.what
            assert holder(machine(tmp_path, port=port))[0] == os.getpid()
    assert_quiet(28, machine(tmp_path, port=port))


@pytest.mark.parametrize("answer", [NETSTAT, KOREAN_NETSTAT], ids=["English", "Korean"])
def test_the_program_on_a_port_of_windows(answer: str) -> None:
    """The one that listens, whatever language netstat speaks."""
    assert netstat_pid(answer, 8000) == 4242
    assert netstat_pid(answer, 8001) == 0


def test_the_program_on_a_port_of_a_mac() -> None:
    """lsof says PID and name on lines of their own."""
    assert lsof_holder("p612\ncControlCe\nf9\n") == (612, "ControlCe")
    assert lsof_holder("") == (0, "")


def test_a_reserved_port_of_windows(tmp_path: Path) -> None:
    """netsh lists ranges; the finding names the one that holds the port."""
    assert reserved(NETSH, 8000) == "7950 to 8049"
    assert reserved(NETSH, 9000) == ""
    found = forbidden(machine(tmp_path, port=8000), "7950 to 8049")
    assert found.number == 29
    assert "7950 to 8049" in found.what


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() == 0, reason="root may have every port"
)
def test_a_forbidden_port_of_linux(tmp_path: Path) -> None:
    """Below 1024 they are not for programs."""
    assert_found(29, machine(tmp_path, port=80))


def test_a_server_that_did_not_end_on_windows(tmp_path: Path) -> None:
    """A Python on the port there is mostly what a reloader left behind."""
    found = taken(machine(tmp_path, system="Windows", port=8000), 4242, "python.exe")
    assert found.number == 31
    assert "taskkill /F /PID 4242" in found.repair[-1]


def test_airplay_on_a_mac(tmp_path: Path) -> None:
    """Port 5000 there belongs to the system."""
    found = taken(machine(tmp_path, system="macOS", port=5000), 612, "ControlCe")
    assert found.number == 30
