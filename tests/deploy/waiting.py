"""Wait for what will be so in a moment."""

import time
from collections.abc import Callable


def wait_until(
    holds: Callable[[], bool], what: Callable[[], object], seconds: float = 60
) -> None:
    """Return as soon as it holds; raise TimeoutError with what there is otherwise."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(what())
        time.sleep(0.02)
