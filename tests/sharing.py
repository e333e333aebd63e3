"""What the processes of one test run share: the first that needs it makes it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def of_all_processes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a temporary folder that is the same in all processes of this test run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Wait while another process is in such a block; the lock of one that dies is free."""
    import fcntl  # Windows has none

    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
