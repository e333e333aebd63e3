"""Packages of the tests' own environment, lent to another one.

They are pinned alike, by the same lock: a program that finds them need not install them.
"""

import re
from collections.abc import Set
from importlib.metadata import distributions
from pathlib import Path


def locked_name(name: str) -> str:
    """Return the name of a package as Pipfile.lock writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_of_all() -> set[str]:
    """Return the names of all packages of the tests."""
    return {locked_name(package.name) for package in distributions()}


def lend_packages(folder: Path, names: Set[str]) -> Path:
    """Fill a folder with links to the packages of these names, for PYTHONPATH."""
    folder.mkdir()
    for package in distributions():
        if locked_name(package.name) in names:
            for name in {file.parts[0] for file in package.files or ()} - {".."}:
                if not (folder / name).exists():
                    (folder / name).symlink_to(str(package.locate_file(name)))
    return folder
