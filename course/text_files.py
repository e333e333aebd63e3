"""Whether Python can read a file at all. Standard library only, also in old versions."""

from __future__ import annotations

import tokenize
from pathlib import Path


def is_text(file: Path) -> bool:
    """Tell whether Python can decode a file: it is UTF-8, or says what else it is."""
    try:
        with tokenize.open(file) as opened:
            return "\0" not in opened.read()
    except (SyntaxError, UnicodeDecodeError):
        return False
