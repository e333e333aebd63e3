"""Pack Python for the browser: trimmed, compiled where it is used, a pack for a need."""

import base64
import gzip
import json
import re
import shutil
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from course.playground.packages import BUT, KEPT, LEFT_OUT, PACKS
from course.playground.places import SOURCES, NotBuilt
from course.playground.programs import node_command, run
from course.steps import ROOT

BCRYPT = re.compile(r'var name\$\d+ = "bcrypt";\s*var data\$\d+ = "([^"]+)"')
NO_FILES = b"PK\x05\x06" + bytes(18)  # a zip
XRAY = ROOT / "course" / "xray"
EXTENSION = ".so"
LEVEL = 7  # of gzip; the highest takes three times as long, for less than a hundredth


@dataclass(frozen=True)
class Pack:
    """Files for site-packages, and beside them the WebAssembly of extension modules by name."""

    content: bytes
    extensions: dict[str, bytes]


def make_packs(
    npm: Path, wheels: Path, chapters: list[dict[str, Any]], work: Path
) -> tuple[dict[str, Pack], bytes]:
    """Return the packs by name, and that of the standard library.

    `work` is an empty folder to make them in. Raises NotBuilt.
    """
    owners = unpack_wheels(wheels, work / "packages")
    owners |= add_own(npm, work / "packages")
    with zipfile.ZipFile(npm / "pyodide" / "python_stdlib.zip") as archive:
        archive.extractall(work / "stdlib")
    (work / "chapters").mkdir()
    for chapter in chapters:
        file = work / "chapters" / f"{chapter['slug']}.json"
        file.write_text(json.dumps(chapter), encoding="utf-8")
    said = run(
        [
            *node_command(),
            str(SOURCES / "build" / "compile.mjs"),
            str(npm / "pyodide"),
            str(SOURCES / "build" / "compiling.py"),
            str(work),
        ],
        work,
        "node",
    )
    (work / "compiling.log").write_text(said, encoding="utf-8")
    packs = {name: make_pack(work / "packages", owners, name) for name in PACKS}
    return packs, packed(work / "stdlib", files_in(work / "stdlib"))


def unpack_wheels(wheels: Path, target: Path) -> dict[str, str]:
    """Unpack what is needed of the wheels; return the pack of each top-level name."""
    packs = {name: pack for pack, names in PACKS.items() for name in names}
    owners: dict[str, str] = {}
    for wheel in sorted(wheels.glob("*.whl")):
        name = wheel.name.partition("-")[0].lower().replace("_", "-")
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.namelist():
                if is_wanted(member):
                    archive.extract(member, target)
                    owners[member.partition("/")[0]] = packs[name]
    return owners


def is_wanted(member: str) -> bool:
    """Tell whether the playground needs this file of a wheel."""
    folder, _, name = member.partition("/")
    if folder.endswith((".dist-info", ".data")):
        return name in KEPT
    return member in BUT or not any(fnmatch(member, out) for out in LEFT_OUT)


def add_own(npm: Path, target: Path) -> dict[str, str]:
    """Add the playground's own Python, and bcrypt; return their packs."""
    shutil.copytree(
        SOURCES / "python",
        target / "playground",
        ignore=shutil.ignore_patterns("__pycache__", "bcrypt.py"),
    )
    shutil.copy2(ROOT / "course" / "offline_docs.py", target / "playground")
    shutil.copytree(
        XRAY,
        target / "playground" / "xray",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy2(SOURCES / "python" / "bcrypt.py", target)
    script = npm / "hash-wasm" / "dist" / "index.esm.js"
    found = BCRYPT.search(script.read_text(encoding="utf-8"))
    if found is None:
        raise NotBuilt("hash-wasm has no bcrypt where it used to be.")
    (target / "bcrypt.wasm").write_bytes(base64.b64decode(found[1]))
    return {"playground": "base", "bcrypt.py": "auth", "bcrypt.wasm": "auth"}


def make_pack(folder: Path, owners: dict[str, str], pack: str) -> Pack:
    """Return the files of one pack."""
    own = [name for name in files_in(folder) if owner(owners, name) == pack]
    extensions = [name for name in own if name.endswith(EXTENSION)]
    return Pack(
        packed(folder, [name for name in own if name not in extensions]),
        {name: (folder / name).read_bytes() for name in extensions},
    )


def owner(owners: dict[str, str], name: str) -> str | None:
    """Return the pack of a file, which may have become byte code."""
    top = name.partition("/")[0]
    return owners.get(top) or owners.get(top.replace(".pyc", ".py"))


def packed(folder: Path, files: list[str]) -> bytes:
    """Return files as a pack: a line that lists names and sizes, then the contents."""
    contents = [(folder / name).read_bytes() for name in files]
    sizes = [
        (name, len(content)) for name, content in zip(files, contents, strict=True)
    ]
    line = json.dumps(sizes).encode() + b"\n"
    return gzip.compress(line + b"".join(contents), LEVEL, mtime=0)


def files_in(folder: Path) -> list[str]:
    """Return the names of all files below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)
