"""Options for every test run."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.nodeid import coerce_node_id

from course.steps import Step, read_manifest
from tests.faults.counts import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the course's own options to pytest."""
    group = parser.getgroup("course")
    group.addoption(
        "--app-dir",
        metavar="PATH",
        help="test this copy of a chapter instead: the folder that holds blog/",
    )
    group.addoption(
        "--steps",
        metavar="KEYS",
        help="limit the tests of every chapter to these, such as 3,7,final",
    )
    group.addoption(
        "--keep-apps",
        action="store_true",
        help="with --app-dir, too: load an app once for all tests that do not restart it",
    )
    group.addoption(
        "--contract-seconds",
        metavar="SECONDS",
        help="try each chapter's OpenAPI document for so long, each time in another way",
    )
    group.addoption(
        "--update-pages",
        action="store_true",
        help="write what commands and requests really answer into the pages",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse an --app-dir without a chapter in it before anything runs.

    What the tests start can be interrupted, even if a shell started them with `&`.
    A learner's code may use what is only deprecated: a warning is no error there.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = app_dir(config)
    if folder and not (folder / "blog" / "main.py").is_file():
        raise pytest.UsageError(
            f"{folder} has no blog/main.py. Give --app-dir the folder that holds "
            "the package blog, such as chapters/03_sqlite_models."
        )
    if folder:
        config.addinivalue_line("filterwarnings", "default")
    if folder and config.getoption("--steps") and len(chosen_steps(config)) != 1:
        raise pytest.UsageError("--app-dir is one chapter's copy: name that chapter.")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage in what is collected: all of it stays to the end.

    In a browser one process runs tests again and again: the end is then the next run.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep tests of one `xdist_group` in one process, one after the other.

    xdist 3.8 names the group in an attribute that pytest 9.2 no longer reads.
    """
    if not config.getoption("loadgroup", False):
        return
    for item in items:
        groups = {str(mark.args[0]) for mark in item.iter_markers("xdist_group")}
        if groups and "@" not in item.nodeid.rpartition("]")[2]:
            item._id = coerce_node_id(f"{item.nodeid}@{'_'.join(sorted(groups))}")


def app_dir(config: pytest.Config) -> Path | None:
    """Return the folder given by --app-dir, seen from where the command was typed."""
    given = config.getoption("--app-dir")
    started_in = Path(os.environ.get("COURSE_STARTED_IN", "."))
    return (started_in / given).resolve() if given else None


def is_about_sqlite(test: pytest.Item) -> bool:
    """Tell whether a test is for SQLite alone: it looks into the file itself."""
    return test.get_closest_marker("sqlite") is not None


def chosen_steps(config: pytest.Config) -> list[Step]:
    """Return the steps named by --steps, or all of them."""
    keys = config.getoption("--steps")
    steps = read_manifest()
    return [s for s in steps if s.key in keys.split(",")] if keys else list(steps)
