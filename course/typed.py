"""How a command of the course is typed on this system."""

from __future__ import annotations  # an old Python reads this, too

import os


def typed(words: str) -> str:
    """Return a whole command: on Windows `python3` opens the Store, so it is `py`."""
    python = "py" if os.name == "nt" else "python3"
    return f"{python} learn.py {words}"
