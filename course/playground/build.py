"""Put the playground into a built site: what is heavy is made once, and kept."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from course.playground.bundling import write_code
from course.playground.chapters import browser_steps, chapter_data
from course.playground.fetching import kept, npm_packages, wheels
from course.playground.notice import PLACE, write_notice
from course.playground.packages import TEST_PACKS
from course.playground.packs import NO_FILES, XRAY, Pack, files_in, make_packs
from course.playground.places import (
    CACHE,
    SOURCES,
    NotBuilt,
    digest,
    digest_of_files,
    hashed_name,
)
from course.playground.practice import exercises, practice_data
from course.steps import ROOT

PYODIDE = ("pyodide.asm.mjs", "pyodide.asm.wasm")
SWAGGER = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "LICENSE")


def is_built(site: Path) -> bool:
    """Tell whether the site has the playground, whole."""
    return (site / PLACE / "manifest.json").is_file()


def build_playground(site: Path) -> None:
    """Write `playground/` into a built site, or a page that says why it is missing.

    Raises NotBuilt after that page was written.
    """
    target = site / PLACE
    try:
        heavy = kept(CACHE / f"packs-{inputs()}", make)
        with TemporaryDirectory() as work:
            draft = Path(work) / PLACE
            shutil.copytree(heavy, draft)
            write(draft, Path(work))
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(draft, target)
    except NotBuilt as reason:
        write_notice(site, "The playground is missing", str(reason))
        raise


def inputs() -> str:
    """Return a hash of what the packs are made from, beside what is fetched.

    What the chapters and their tests import is compiled, the rest is not.
    """
    folders = (
        SOURCES / "python",
        SOURCES / "build",
        ROOT / "course" / "playground",
        XRAY,
    )
    files = [file for folder in folders for file in folder.glob("*.*")]
    files += [ROOT / "course" / "offline_docs.py", ROOT / "Pipfile.lock"]
    files += [SOURCES / "package-lock.json"]
    chapters = json.dumps(all_chapters())
    return digest((digest_of_files(files) + chapters).encode())


def all_chapters() -> list[dict[str, Any]]:
    """Return the data of each chapter that the playground has."""
    return [chapter_data(step) for step in browser_steps()]


def make(folder: Path) -> None:
    """Fill a folder with Pyodide, the packs and Swagger UI, and `heavy.json` about them."""
    npm = npm_packages()
    with TemporaryDirectory() as work:
        packs, library = make_packs(npm, wheels(), all_chapters(), Path(work))
    (folder / "packs").mkdir()
    pyodide = copy_hashed(npm / "pyodide", PYODIDE, folder, "pyodide")
    swagger = copy_hashed(npm / "swagger-ui-dist", SWAGGER, folder, "swagger")
    about = {
        "packs": {name: write_pack(folder, name, pack) for name, pack in packs.items()},
        "pyodide": {
            "folder": pyodide,
            "library": write_hashed(folder, "packs", "library.pack", library),
            "stdlib": write_hashed(folder, "packs", "stdlib.zip", NO_FILES),
            "files": [pyodide + name for name in PYODIDE],
        },
        "swagger": {"folder": swagger, "files": list(SWAGGER)},
        "tests": list(TEST_PACKS),
        "bytes": {name: (folder / name).stat().st_size for name in files_in(folder)},
    }
    (folder / "heavy.json").write_text(json.dumps(about), encoding="utf-8")


def write_pack(folder: Path, name: str, pack: Pack) -> dict[str, Any]:
    """Write a pack and its extension modules; return their places."""
    return {
        "file": write_hashed(folder, "packs", f"{name}.pack", pack.content),
        "extensions": {
            path: write_hashed(folder, "packs", f"{Path(path).parent}.wasm", code)
            for path, code in pack.extensions.items()
        },
    }


def copy_hashed(source: Path, names: tuple[str, ...], target: Path, place: str) -> str:
    """Copy files into a folder with their hash in its name; return that, with a slash."""
    folder = f"{place}-{digest_of_files([source / name for name in names])}"
    (target / folder).mkdir()
    for name in names:
        (target / folder / name).write_bytes((source / name).read_bytes())
    return f"{folder}/"


def write(site: Path, work: Path) -> None:
    """Add the chapters, the code and the manifest to what is heavy."""
    about = json.loads((site / "heavy.json").read_text(encoding="utf-8"))
    (site / "heavy.json").unlink()
    entries: dict[str, dict[str, Any]] = {}
    for chapter in all_chapters():
        name = write_data(site, "chapters", chapter["slug"], chapter)
        shown = {key: chapter[key] for key in ("key", "title")}
        entries[chapter["slug"]] = {**shown, "data": name}
    for slug, exercise in exercises().items():
        name = write_data(site, "practice", slug, practice_data(exercise))
        steps = [step.name for step in exercise.steps]
        entries[slug]["practice"] = {"data": name, "steps": steps}
    code = write_code(npm_packages(), site, work)
    manifest = {
        "chapters": entries,
        **about,
        "worker": code["worker.js"],
        "unpacker": code["unpacker.js"],
        "client": code["client.js"],
        "version": digest(json.dumps([entries, about, code]).encode()),
    }
    text = json.dumps(manifest, indent=1)
    (site / "manifest.json").write_text(text, encoding="utf-8")


def write_data(site: Path, folder: str, slug: str, data: dict[str, Any]) -> str:
    """Write data as JSON; return its place in the site."""
    content = json.dumps(data, ensure_ascii=False).encode()
    (site / folder).mkdir(exist_ok=True)
    return write_hashed(site, folder, f"{slug}.json", content)


def write_hashed(site: Path, folder: str, name: str, content: bytes) -> str:
    """Write a file with its hash in the name; return its place in the site."""
    place = f"{folder}/{hashed_name(name, content)}"
    (site / place).write_bytes(content)
    return place
