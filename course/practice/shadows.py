"""Files beside the learner's package that Python takes for a library."""

from pathlib import Path

from course.practice.places import shown
from course.terminal import console


def shadows(folder: Path) -> list[Path]:
    """Return the files and packages in a folder that have the name of a module."""
    from course.doctor.files import shadows_in
    from learn import VENV

    return shadows_in(folder, VENV)


def tell_shadows(folder: Path) -> None:
    """Name each of them: the tests load only `blog`, and uvicorn finds the others, too."""
    for file in shadows(folder):
        console.print(
            f"{shown(file)} has the name of a module: in this folder, `import {file.stem}` "
            "finds it first, and your app may not start. Give it another name.",
            style="yellow",
            markup=False,
        )
