"""A start that refuses: what production must not run with, and how the program ends."""

import sys
from multiprocessing import parent_process
from typing import NoReturn

from pydantic import ValidationError

STARTUP_FAILURE = 3  # to uvicorn: another try would fail in the same way
KEY_BYTES = 32  # RFC 7518, section 3.2: HS256 needs a key as long as its hash


# --8<-- [start:anybody]
def is_anybody(origins: str) -> bool:
    """Tell whether every website is among these: in a frame, each can be `null`."""
    return "*" in origins or "null" in origins.split()
    # --8<-- [end:anybody]


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
        faults.append(
            'CORS_ORIGINS: name the websites; with cookies no "*", no "null".'
        )
    if faults:
        raise ValueError("\n".join(faults))
    # --8<-- [end:check]


# --8<-- [start:refuse]
def refuse_to_start(error: ValidationError) -> NoReturn:
    """Say what is wrong with each setting, and end the program."""
    for fault in error.errors():
        names = [f"{str(name).upper()}: " for name in fault["loc"][:1]]
        reason = fault["msg"].removeprefix("Value error, ")
        print("".join([*names, reason]), file=sys.stderr)
    sys.exit(STARTUP_FAILURE)
    # --8<-- [end:refuse]
