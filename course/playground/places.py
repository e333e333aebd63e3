"""Where the playground is made from, and where what was made is kept."""

import hashlib
import sys
from pathlib import Path

from course.steps import ROOT

SOURCES = ROOT / "playground"
CACHE = Path(sys.prefix) / "share" / "playground"


NPM_FILES = ("package.json", "package-lock.json")


class NotBuilt(Exception):
    """The playground cannot be built here; the message says why, in one sentence."""


def digest(content: bytes) -> str:
    """Return the short hash that stands in the name of a built file."""
    return hashlib.sha256(content).hexdigest()[:10]


def digest_of_files(files: list[Path]) -> str:
    """Return a hash of the contents of files, whatever order they come in."""
    return digest(b"".join(digest(f.read_bytes()).encode() for f in sorted(files)))


def hashed_name(name: str, content: bytes) -> str:
    """Return a file's name with the hash of its content in it."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest(content)}{dot}{suffix}"


def npm_folder() -> Path:
    """Return where the pinned npm packages are, once they were fetched."""
    key = digest(b"".join((SOURCES / name).read_bytes() for name in NPM_FILES))
    return CACHE / f"npm-{key}"


def swagger_files() -> Path | None:
    """Return the folder with Swagger UI, or None if it was never fetched."""
    folder = npm_folder() / "node_modules" / "swagger-ui-dist"
    return folder if folder.is_dir() else None
