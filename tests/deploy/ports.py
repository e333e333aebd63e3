"""Ports that a server can have again after a restart."""

import random

from course.ports import is_free

# Below those that the kernel gives to outgoing connections: none of them takes a port
# while its server is being restarted.
FIRST, LAST = 20_000, 32_000


def neighbours(count: int) -> list[int]:
    """Return free ports one after the other, the first of them a multiple of ten."""
    while True:
        first = random.randrange(FIRST, LAST, 10)
        ports = [first + number for number in range(count)]
        if all(is_free("127.0.0.1", port) for port in ports):
            return ports
