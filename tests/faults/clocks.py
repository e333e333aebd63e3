"""A clock that a running process cannot tell from the machine's: libfaketime."""

from pathlib import Path

import pytest

LIBRARIES = [
    library
    for folder in (Path("/usr/lib"), Path("/usr/local/lib"))
    for place in ("faketime", "*/faketime")
    for library in folder.glob(f"{place}/libfaketimeMT.so.1")
]
needs_faketime = pytest.mark.skipif(not LIBRARIES, reason="no libfaketime here")


class Clock:
    """The clock of the programs that get its `variables`; it may be set at any time."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(0)
        self.variables = {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    def set(self, seconds: int) -> None:
        """Set it: that many seconds before or after the true time."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n", encoding="ascii")
        new.replace(self.file)
