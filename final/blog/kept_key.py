"""The signing key of an app that was given none: made once, and kept."""

import os
from pathlib import Path
from secrets import token_hex


# --8<-- [start:kept_key]
def kept_key(file: Path) -> str:
    """Return the key in this file; the first caller makes it, for its owner only."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(token_hex(32), encoding="ascii")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first: its key counts
        except OSError:
            draft.replace(file)  # exFAT has no hard links
        finally:
            draft.unlink(missing_ok=True)
    return file.read_text(encoding="ascii")
    # --8<-- [end:kept_key]
