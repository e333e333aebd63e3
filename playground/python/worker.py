"""What the worker calls, by name, with JSON in and out."""

import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from . import inline

gc.disable()  # none of what a start imports is garbage
inline.install()

from .chapter import Chapter, write_files  # noqa: E402
from .offline_docs import serve_docs_from  # noqa: E402
from .tables import read_tables  # noqa: E402

serve_docs_from(os.environ.get("SWAGGER", ""))

current = Chapter("none")


async def start(text: str, database: Any) -> str:
    """Start a chapter with a learner's files, and its data if some were kept."""
    global current
    given = json.loads(text)
    current = Chapter(given["slug"])
    current.folder.mkdir(parents=True, exist_ok=True)
    if database is not None:
        current.database.write_bytes(database.to_bytes())
    started = await current.start(given["files"])
    gc.freeze()
    gc.enable()
    return json.dumps(started)


async def reload(text: str) -> str:
    """Start the app anew with other files."""
    return json.dumps(await current.start(json.loads(text)["files"]))


async def reset(text: str) -> str:
    """Start the app anew without data."""
    return json.dumps(await current.reset(json.loads(text)["files"]))


def is_running() -> bool:
    """Tell whether there is an app to be asked."""
    return current.app is not None


async def request(text: str, body: Any) -> tuple[str, bytes]:
    """Send a request to the app."""
    sent = b"" if body is None else body.to_bytes()
    head, answer = await current.request(json.loads(text), sent)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.fsync(stream.fileno())  # a line that has no end yet, too
    return json.dumps(head), answer


def tables() -> str:
    """Return what is in the chapter's database."""
    return json.dumps(read_tables(current.database))


def database() -> bytes | None:
    """Return the chapter's database file, or None if there is none."""
    file: Path = current.database
    return file.read_bytes() if file.is_file() else None


def run_tests(text: str, on_test: Any) -> str:
    """Run the chapter's tests on a learner's files; `on_test` gets each as JSON."""
    from .promises import run_tests as run

    given = json.loads(text)
    write_files(current.folder, given["files"])
    summary = run(
        current.folder,
        given["key"],
        given["test_module"],
        given["tests"],
        lambda test: on_test(json.dumps(test)),
    )
    return json.dumps(summary)


def check(text: str) -> str:
    """Run the tests of a practice's steps on a learner's files, up to the first that fails."""
    from .practice import check as run

    given = json.loads(text)
    write_files(current.folder, given["files"])
    checked = run(current.folder, given["key"], given["asked"], given["tests"])
    return json.dumps(checked)
