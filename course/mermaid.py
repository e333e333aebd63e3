"""Mermaid for the site: fetched once with the npm client, served by the site itself.

The small build of Mermaid is one file of 2.5 MB (0.7 MB compressed) that draws sequence,
class and flow charts; only pages that have a diagram load it. Without npm, or without
a network, these pages show the text of their diagrams.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from course.steps import ROOT

PACKAGE = "@mermaid-js/tiny"
VERSION = "11.17.2"
INTEGRITY = (
    "PmFr1c5cSfNf5AngLLR98DrbvR4U5KeD7I+hQkGqG5w5Veu3QT4dG0qu9f99cpn/"
    "sKj2XxRBK0q7EL6hr9NY/A=="
)
MEMBERS = {"package/dist/mermaid.tiny.js": "mermaid.js", "package/LICENSE": "LICENSE"}
CACHE = Path(sys.prefix) / "share" / f"mermaid-{VERSION}"
PLACE = "assets/mermaid"  # in the site
SCRIPT = f"{PLACE}/mermaid.js"
PAGES = ROOT / "docs"
SECONDS_AT_MOST = 60


def script_for_pages(cache: Path = CACHE) -> str:
    """Return where the site has Mermaid, or "" if no page needs it or none is to be had.

    This is the value of the variable COURSE_MERMAID for MkDocs.
    """
    return SCRIPT if has_diagrams() and provide(cache) else ""


def copy_into(site: Path, cache: Path = CACHE) -> None:
    """Put Mermaid and its licence into a built site, if they were fetched."""
    if is_complete(cache):
        (site / PLACE).mkdir(parents=True, exist_ok=True)
        for name in MEMBERS.values():
            shutil.copy2(cache / name, site / PLACE / name)


def has_diagrams(pages: Path = PAGES) -> bool:
    """Tell whether any page has a diagram."""
    return any(
        "```mermaid" in page.read_text(encoding="utf-8") for page in pages.rglob("*.md")
    )


def provide(cache: Path = CACHE) -> bool:
    """Fetch Mermaid unless it was fetched before; return whether it is there.

    A disk that is full or may not be written is no error: then it is not there.
    """
    if not is_complete(cache):
        with suppress(OSError), TemporaryDirectory() as folder:
            archive = fetch(Path(folder))
            if archive is not None:
                unpack(archive, cache)
    return is_complete(cache)


def is_complete(cache: Path) -> bool:
    """Tell whether the cache holds all files."""
    return all((cache / name).is_file() for name in MEMBERS.values())


def fetch(folder: Path) -> Path | None:
    """Return the package's archive, its hash checked; None if npm gives none."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--pack-destination", str(folder)]
    command += ["--prefer-offline", "--fetch-retries=0", "--loglevel=silent"]
    try:
        subprocess.run(
            command,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_AT_MOST,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    archives = list(folder.glob("*.tgz"))
    return archives[0] if archives and is_genuine(archives[0]) else None


def is_genuine(archive: Path) -> bool:
    """Tell whether the archive is the one that this file names."""
    digest = hashlib.sha512(archive.read_bytes()).digest()
    return base64.b64encode(digest).decode("ascii") == INTEGRITY


def unpack(archive: Path, cache: Path) -> None:
    """Write the files that the site needs into the cache, each whole or not at all.

    Several builds may do this at once: each has drafts of its own.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=cache) as drafts, tarfile.open(archive) as package:
        for member, name in MEMBERS.items():
            content = package.extractfile(member)
            if content is not None:
                draft = Path(drafts) / name
                draft.write_bytes(content.read())
                draft.replace(cache / name)
