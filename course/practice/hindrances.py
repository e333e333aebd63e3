"""What lies beside the learner's package and hinders it: false libraries, an old database."""

from pathlib import Path

from course.practice.places import shown
from course.terminal import console


def shadows(folder: Path) -> list[Path]:
    """Return the files and packages in a folder that have the name of a module."""
    from course.doctor.files import shadows_in
    from learn import VENV

    return shadows_in(folder, VENV)


def old_databases(folder: Path) -> list[tuple[Path, list[str]]]:
    """Return each database that is older than the models, with the columns it lacks."""
    from course.doctor.databases import missing_columns

    files = [file for file in sorted(folder.glob("*.db")) if file.stat().st_size]
    lacking = [(file, missing_columns(folder, file)) for file in files]
    return [(file, columns) for file, columns in lacking if columns]


def tell_hindrances(folder: Path) -> None:
    """Name each of them: the tests look at none, and uvicorn meets them all."""
    for file in shadows(folder):
        warn(
            f"{shown(file)} has the name of a module: in this folder, `import {file.stem}` "
            "finds it first, and your app may not start. Give it another name."
        )
    for file, columns in old_databases(folder):
        warn(
            f"{shown(file)} is older than your models: it has no {', '.join(columns)}, so "
            "requests to your app fail with 500. Rename it, and the app makes a new one."
        )


def warn(sentence: str) -> None:
    """Print a sentence that the learner should not miss."""
    console.print(f"\n{sentence}", style="yellow", markup=False)
