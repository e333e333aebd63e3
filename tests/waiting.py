"""Wait for what will be so in a moment."""

import time
from collections.abc import Callable


def wait_until(
    holds: Callable[[], object],
    what: Callable[[], object] = str,
    seconds: float = 60,
) -> float:
    """Ask until it holds and return after how many seconds it did.

    Raises TimeoutError, with what there is instead, if it does not hold in time.
    """
    started = time.monotonic()
    while not holds():
        if time.monotonic() > started + seconds:
            raise TimeoutError(f"{holds} never held. {what()}")
        time.sleep(0.02)
    return time.monotonic() - started
