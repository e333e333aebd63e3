"""What is wrong with a learner's code: the traceback, and the line to look at."""

import traceback
from pathlib import Path
from typing import Any


def fault(error: BaseException, folder: Path) -> dict[str, Any]:
    """Return the traceback from the learner's own code on, its message, file and line."""
    own = Path(folder)
    shown = traceback.TracebackException.from_exception(error)
    while shown.stack and not is_below(shown.stack[0].filename, own):
        shown.stack.pop(0)
    file, line = place(error, own)
    text = "".join(shown.format()).replace(f"{own}/", "")
    said = {"traceback": text, "message": message(shown)}
    return {"ok": False, **said, "file": file, "line": line}


def message(shown: traceback.TracebackException) -> str:
    """Return an error's kind and the first line that it says.

    Other lines are links and statements; a wrong syntax is shown before it is named.
    """
    lines = "".join(shown.format_exception_only()).strip().splitlines()
    return lines[-1 if issubclass(shown.exc_type, SyntaxError) else 0]


def place(error: BaseException, folder: Path) -> tuple[str | None, int | None]:
    """Return the file, seen from the folder, and the line where the error is."""
    places = [
        (frame.filename, frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno))
    for file, line in reversed(places):
        if is_below(file, folder):
            return Path(file).relative_to(folder).as_posix(), line
    return None, None


def is_below(file: str, folder: Path) -> bool:
    """Tell whether a file is in this folder."""
    return Path(file).is_relative_to(folder)
