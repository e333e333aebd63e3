"""Which port a server may have."""

from __future__ import annotations  # doctor reads this with an old Python, too

import socket
import sys

FIRST_PORT = 8000


class PortTaken(Exception):
    """Another program listens on the port that was asked for."""


def is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen on this port now."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        return False
    return True


def choose_port(host: str, asked: int | None) -> int:
    """Return the port that was asked for, or the first free one from 8000 on.

    Raises PortTaken if the port that was asked for, or all of the first hundred,
    are in use.
    """
    if asked is not None:
        if not is_free(host, asked):
            raise PortTaken(
                f"Port {asked} on {host} cannot be used: another program has it.\n"
                f"Stop that program, or choose another port: --port {asked + 1}"
            )
        return asked
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if is_free(host, port):
            return port
    raise PortTaken(f"No port from {FIRST_PORT} on is free on {host}.")
