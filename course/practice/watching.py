"""Do something now, and again after each save of a Python file in a folder."""

from collections.abc import Callable
from pathlib import Path

from watchfiles import PythonFilter, watch


def at_each_save(folder: Path, act: Callable[[], None]) -> None:
    """Act as soon as the folder is watched, and after each save, until Ctrl+C."""
    has_acted = False
    for changes in watch(
        folder,
        watch_filter=PythonFilter(),
        debounce=200,
        rust_timeout=200,
        yield_on_timeout=True,
    ):
        if changes or not has_acted:
            act()
            has_acted = True
