"""Do something now, and again after each save of a Python file in a folder."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from watchfiles import PythonFilter, watch

from course.practice.running import saved

MOMENT = 0.2  # seconds; Windows hears Ctrl+C between two waits, not in one without end


def at_each_save(folder: Path, act: Callable[[], None]) -> None:
    """Act as soon as the folder is watched, and after each save, until Ctrl+C.

    `saved` is set by a save while it acts: what takes long can end, and is done anew.
    """
    with watched(folder) as wait_for_save:
        wait_for_save()
        while True:
            saved.clear()
            act()
            wait_for_save()


@contextmanager
def watched(folder: Path) -> Iterator[Callable[[], None]]:
    """Set `saved` when the folder is watched and at each save of a Python file in it.

    Yields a function that waits until it is set, and raises what has ended the watch.
    """
    is_over = Event()

    def note_saves() -> None:
        """Watch until it is over."""
        is_watched = False
        for changes in watch(
            folder,
            watch_filter=PythonFilter(),
            debounce=200,
            rust_timeout=200,
            yield_on_timeout=True,
            stop_event=is_over,
        ):
            if changes or not is_watched:
                saved.set()
            is_watched = True

    with ThreadPoolExecutor(1) as watcher:
        noting = watcher.submit(note_saves)

        def wait_for_save() -> None:
            """Return after the next save."""
            while not saved.wait(MOMENT):
                if noting.done():
                    noting.result()

        try:
            yield wait_for_save
        finally:
            is_over.set()
