"""Use every chapter once and compile what that took; Pyodide runs this in Node.js.

/work/packages holds the wheels' files, /work/stdlib the standard library as source,
/work/chapters the chapters' data. In both, each module that was used is replaced by
its byte code; anyio keeps its source too, which its lazy importer reads.
"""

import json
import sys
from importlib._bootstrap_external import _code_to_timestamp_pyc
from pathlib import Path

WORK = Path("/work")
PACKAGES = WORK / "packages"
STDLIB = WORK / "stdlib"
LIBRARY = "/lib/python3.14"
SITE = f"{LIBRARY}/site-packages"
ARCHIVE = "/lib/python314.zip"
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


def compile_used(files: set[str], below: str, folder: Path, installed: str) -> int:
    """Replace the source of used modules in a folder by byte code; return how many."""
    names = sorted(f[len(below) + 1 :] for f in files if f.startswith(below + "/"))
    for name in names:
        source = folder / name
        code = compile(
            source.read_bytes(), f"{installed}/{name}", "exec", dont_inherit=True
        )
        pyc = bytes(_code_to_timestamp_pyc(code, 0, 0))
        if name.startswith(READ_AS_SOURCE):
            target = source.parent / "__pycache__" / f"{source.stem}.cpython-314.pyc"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(unchecked(pyc))
        else:
            source.with_suffix(".pyc").write_bytes(pyc)
            source.unlink()
    return len(names)


def unchecked(pyc: bytes) -> bytes:
    """Return byte code that is taken without a look at its source's time."""
    return pyc[:4] + (1).to_bytes(4, "little") + bytes(8) + pyc[16:]


async def main() -> None:
    """Use everything, then compile it: the last chapter's tests need all that others' do."""
    sys.path.insert(0, str(PACKAGES))
    for file in sorted((WORK / "chapters").glob("*.json")):
        chapter = json.loads(file.read_text(encoding="utf-8"))
        await use(chapter)
    run_tests(chapter)
    files = used_files()
    count = compile_used(files, str(PACKAGES), PACKAGES, SITE)
    count += compile_used(files, ARCHIVE, STDLIB, LIBRARY)
    print(f"{count} modules compiled")


await main()  # noqa: F704
