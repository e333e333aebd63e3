"""What must not be left as it is when other people's data is at stake."""

import os
import signal
from multiprocessing import parent_process
from threading import Thread

KEY_BYTES = 32  # RFC 7518, section 3.2: HS256 needs a key as long as its hash


# --8<-- [start:check]
def check_for_production(
    secret_key: str,
    previous_key: str,
    database_url: str,
    processes: int,
    any_website: bool,
) -> None:
    """Raise ValueError, with a sentence for each fault in a line of its own."""
    several = processes > 1 or parent_process() is not None
    faults = []
    if len(secret_key.encode()) < KEY_BYTES:
        faults.append(f"SECRET_KEY: production needs one of {KEY_BYTES} bytes or more.")
    if 0 < len(previous_key.encode()) < KEY_BYTES:
        faults.append(f"SECRET_KEY_PREVIOUS: {KEY_BYTES} bytes or more, or none.")
    if several and database_url.startswith("sqlite"):
        faults.append("DATABASE_URL: SQLite is for one process, not for several.")
    if any_website:
        faults.append('CORS_ORIGINS: name the websites; "*" and cookies are for none.')
    if faults:
        raise ValueError("\n".join(faults))
    # --8<-- [end:check]


# --8<-- [start:orphans]
def end_with_parent() -> None:
    """Let a worker stop, as SIGTERM does, when the process that started it is gone.

    Killed by -9 it cannot tell its workers, and they would keep the port for ever.
    """
    if parent := parent_process():

        def follow() -> None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

        Thread(target=follow, daemon=True).start()
        # --8<-- [end:orphans]
