"""How far a learner's code is: the course's own check, in this interpreter."""

import faulthandler
import importlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .promises import ROOT, run_pytest, write_course

PLUGIN = "course.practice.plugin"
OPTIONS = ["-x", "-p", "no:faulthandler"]
NO_LIMIT = "0"  # what does not end, the page stops


def check(
    folder: Path, key: str, asked: list[str], files: dict[str, str]
) -> dict[str, Any]:
    """Return how these tests ended, up to the first that failed.

    An outcome says what the plugin wrote: test, case, met and failure. `output` is what
    pytest printed.
    """
    started = time.perf_counter()
    write_course(files)
    with TemporaryDirectory() as place, watched() as plugin:
        report = Path(place, "report")
        os.environ[plugin.REPORT] = str(report)
        os.environ[plugin.LIMIT] = NO_LIMIT
        output = run_pytest(folder, key, [*OPTIONS, *asked], plugin)
        lines = report.read_text(encoding="utf-8") if report.is_file() else ""
    return {
        "outcomes": [json.loads(line) for line in lines.splitlines()],
        "seconds": time.perf_counter() - started,
        "output": output,
    }


@contextmanager
def watched() -> Iterator[Any]:
    """Give the course's plugin, new for each run; what it has replaced is put back."""
    import httpx2

    send, later = httpx2.Client.send, faulthandler.dump_traceback_later
    faulthandler.dump_traceback_later = no_thread  # type: ignore[assignment]
    sys.path.insert(0, str(ROOT))
    sys.modules.pop(PLUGIN, None)
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(PLUGIN)
    finally:
        sys.path.remove(str(ROOT))
        httpx2.Client.send = send  # type: ignore[method-assign]
        faulthandler.dump_traceback_later = later


def no_thread(*_: Any, **__: Any) -> None:
    """Nothing can watch the time here."""
