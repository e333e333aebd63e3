"""Wait for what will be so in a moment."""

import time
from collections.abc import Callable
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import urlopen


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


def status_of(url: str) -> int | None:
    """Return the status that a server answers now, or None if there is no answer.

    With the standard library, which leaves the processor to the server that starts.
    """
    try:
        with urlopen(url, timeout=5) as answer:
            status: int = answer.status
            return status
    except HTTPError as refusal:
        with refusal:
            return refusal.code
    except (OSError, HTTPException):
        return None
