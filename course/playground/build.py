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
from course.playground.packs import XRAY, make_packs
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
        npm, fetched = npm_packages(), wheels()
        chapters = [chapter_data(step) for step in browser_steps()]
        heavy = kept(
            CACHE / f"packs-{inputs()}", lambda f: make(f, npm, fetched, chapters)
        )
        with TemporaryDirectory() as work:
            draft = Path(work) / PLACE
            shutil.copytree(heavy, draft)
            write(draft, npm, chapters, Path(work))
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(draft, target)
    except NotBuilt as reason:
        write_notice(site, "The playground is missing", str(reason))
        raise


def inputs() -> str:
    """Return a hash of what the packs are made from, beside what is fetched."""
    folders = (
        SOURCES / "python",
        SOURCES / "build",
        ROOT / "course" / "playground",
        XRAY,
    )
    files = [file for folder in folders for file in folder.glob("*.*")]
    files += [ROOT / "course" / "offline_docs.py", ROOT / "Pipfile.lock"]
    files += [SOURCES / "package-lock.json"]
    return digest_of_files(files)


def make(
    folder: Path, npm: Path, fetched: Path, chapters: list[dict[str, Any]]
) -> None:
    """Fill a folder with Pyodide, the packs and Swagger UI, and `heavy.json` about them."""
    with TemporaryDirectory() as work:
        zips = make_packs(npm, fetched, chapters, Path(work))
    (folder / "packs").mkdir()
    names = {name: f"packs/{hashed_name(f'{name}.zip', z)}" for name, z in zips.items()}
    for name, content in zips.items():
        (folder / names[name]).write_bytes(content)
    pyodide = copy_hashed(npm / "pyodide", PYODIDE, folder, "pyodide")
    swagger = copy_hashed(npm / "swagger-ui-dist", SWAGGER, folder, "swagger")
    size = sum((npm / "pyodide" / name).stat().st_size for name in PYODIDE)
    about = {
        "packs": {
            name: {"file": names[name], "bytes": len(content)}
            for name, content in zips.items()
            if name != "stdlib"
        },
        "pyodide": {
            "folder": pyodide,
            "stdlib": names["stdlib"],
            "bytes": size + len(zips["stdlib"]),
        },
        "swagger": {"folder": swagger, "files": list(SWAGGER)},
        "tests": list(TEST_PACKS),
    }
    (folder / "heavy.json").write_text(json.dumps(about), encoding="utf-8")


def copy_hashed(source: Path, names: tuple[str, ...], target: Path, place: str) -> str:
    """Copy files into a folder with their hash in its name; return that, with a slash."""
    folder = f"{place}-{digest_of_files([source / name for name in names])}"
    (target / folder).mkdir()
    for name in names:
        (target / folder / name).write_bytes((source / name).read_bytes())
    return f"{folder}/"


def write(site: Path, npm: Path, chapters: list[dict[str, Any]], work: Path) -> None:
    """Add the chapters, the code and the manifest to what is heavy."""
    about = json.loads((site / "heavy.json").read_text(encoding="utf-8"))
    (site / "heavy.json").unlink()
    entries: dict[str, dict[str, Any]] = {}
    for chapter in chapters:
        name = write_data(site, "chapters", chapter["slug"], chapter)
        shown = {key: chapter[key] for key in ("key", "title")}
        entries[chapter["slug"]] = {**shown, "data": name}
    for slug, exercise in exercises().items():
        name = write_data(site, "practice", slug, practice_data(exercise))
        steps = [step.name for step in exercise.steps]
        entries[slug]["practice"] = {"data": name, "steps": steps}
    code = write_code(npm, site, work)
    manifest = {
        "chapters": entries,
        **about,
        "worker": code["worker.js"],
        "client": code["client.js"],
        "version": digest(json.dumps([entries, about, code]).encode()),
    }
    text = json.dumps(manifest, indent=1)
    (site / "manifest.json").write_text(text, encoding="utf-8")


def write_data(site: Path, folder: str, slug: str, data: dict[str, Any]) -> str:
    """Write data as JSON with its hash in the name; return its place in the site."""
    content = json.dumps(data, ensure_ascii=False).encode()
    name = f"{folder}/{hashed_name(f'{slug}.json', content)}"
    (site / folder).mkdir(exist_ok=True)
    (site / name).write_bytes(content)
    return name
