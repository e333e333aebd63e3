"""Do something now, and again after each save of a Python file in a folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from watchfiles import PythonFilter, watch

from course.practice.running import saved

MOMENT = 0.2  # seconds; Windows hears Ctrl+C between two waits, not in one without end


def at_each_save(folder: Path, act: Callable[[], None]) -> None:
    """Act as soon as the folder is watched, and after each save, until Ctrl+C.

    `saved` is set by a save while it acts: what takes long can end, and is done anew.
    """
    with watched(folder):
        while True:
            saved.clear()
            act()
            while not saved.wait(MOMENT):
                pass


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Set `saved` at each save of a Python file in this folder."""
    is_watched, is_over = Event(), Event()

    def note_saves() -> None:
        """Watch until it is over."""
        for changes in watch(
            folder,
            watch_filter=PythonFilter(),
            debounce=200,
            rust_timeout=200,
            yield_on_timeout=True,
            stop_event=is_over,
        ):
            is_watched.set()
            if changes:
                saved.set()

    watcher = Thread(target=note_saves, daemon=True)
    watcher.start()
    try:
        while not is_watched.wait(MOMENT) and watcher.is_alive():
            pass
        yield
    finally:
        is_over.set()
        watcher.join()
