"""Use every chapter once and keep the byte code of that; Pyodide runs this in Node.js.

/lib/python3.14 is the standard library as source, site-packages in it the wheels' files,
/work/chapters the chapters' data. In the first two, each module that was used is replaced
by its byte code; anyio keeps its source too, which its lazy importer reads.
"""

import json
import sys
from importlib._bootstrap_external import _code_to_timestamp_pyc
from importlib.util import cache_from_source
from pathlib import Path

CHAPTERS = Path("/work/chapters")
LIBRARY = "/lib/python3.14"
SITE = f"{LIBRARY}/site-packages"
ARCHIVE = "/lib/python314.zip"  # where modules in Python itself say they come from
HEAD = 16  # bytes of byte code: a number for the version, then what differs by time
READ_AS_SOURCE = ("anyio/",)
JSON = ["content-type", "application/json"]
CREATE = {"title": "Hello", "body": "World."}


async def use(chapter: dict) -> None:
    """Start a chapter and send requests of every kind."""
    from playground import worker

    worker.current.__init__(chapter["slug"])
    worker.current.folder.mkdir(parents=True, exist_ok=True)
    started = await worker.start(json.dumps(chapter), None)
    assert json.loads(started)["ok"], started
    for method, path, body in (
        ("GET", "/docs", b""),
        ("GET", "/openapi.json", b""),
        ("GET", "/blog/", b""),
        ("POST", "/blog/", json.dumps(CREATE).encode()),
        ("POST", "/blog/", b"{"),
    ):
        request = {
            "method": method,
            "path": path,
            "headers": [["content-type", "application/json"]],
        }
        await worker.current.request(request, body)
    worker.tables()


def run_tests(chapter: dict) -> None:
    """Run the tests of a chapter that has been started."""
    from playground import worker

    summary = json.loads(worker.run_tests(json.dumps(chapter), print_failure))
    print(chapter["slug"], {k: v for k, v in summary.items() if k != "output"})
    if summary["failed"] or not summary["passed"]:
        print(summary["output"])


def print_failure(text: str) -> None:
    """Say which test fails."""
    test = json.loads(text)
    if test["outcome"] != "passed":
        print(test["id"], test["outcome"], test["detail"])


def used_files() -> set[str]:
    """Return the files of the modules that are loaded."""
    files = (getattr(m, "__file__", None) for m in list(sys.modules.values()))
    return {file for file in files if file and file.endswith(".py")}


def keep_used(names: set[str], folder: str) -> int:
    """Replace the source of used modules in a folder by byte code; return how many."""
    for name in sorted(names):
        source = Path(folder, name)
        pyc = byte_code(source)
        if name.startswith(READ_AS_SOURCE):
            target = source.parent / "__pycache__" / f"{source.stem}.cpython-314.pyc"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(unchecked(pyc))
        else:
            source.with_suffix(".pyc").write_bytes(pyc)
            source.unlink()
    return len(names)


def byte_code(source: Path) -> bytes:
    """Return the byte code that Python has kept of a module, or else compile it now."""
    kept = Path(cache_from_source(source))
    if kept.is_file():
        pyc = kept.read_bytes()
        return pyc[:4] + bytes(HEAD - 4) + pyc[HEAD:]
    code = compile(source.read_bytes(), source, "exec", dont_inherit=True)
    return bytes(_code_to_timestamp_pyc(code, 0, 0))


def below(folder: str, files: set[str]) -> set[str]:
    """Return the names in a folder of those files that are there."""
    return {f.removeprefix(f"{folder}/") for f in files if f.startswith(f"{folder}/")}


def unchecked(pyc: bytes) -> bytes:
    """Return byte code that is taken without a look at its source's time."""
    return pyc[:4] + (1).to_bytes(4, "little") + bytes(8) + pyc[HEAD:]


async def main() -> None:
    """Use everything, then keep it: any chapter's tests need all that others' do."""
    sys.pycache_prefix, sys.dont_write_bytecode = "/tmp", False
    for file in sorted(CHAPTERS.glob("*.json"), reverse=True):
        chapter = json.loads(file.read_text(encoding="utf-8"))
        await use(chapter)
    run_tests(chapter)  # the first, whose tests take the least time
    files = used_files()
    packages = {file for file in files if file.startswith(f"{SITE}/")}
    count = keep_used(below(SITE, packages), SITE)
    own = below(LIBRARY, files - packages) | below(ARCHIVE, files)
    count += keep_used(own, LIBRARY)
    print(f"{count} modules compiled")


await main()  # noqa: F704
