"""The learner's own folders: where they are, made, thrown away and compared."""

import os
import time
from pathlib import Path

from course.practice.exercises import MUSEUM, Exercise, read_files, write_files
from course.practice.patching import Files
from course.steps import ROOT

VARIABLE = "COURSE_PRACTICE"


def practice_folder() -> Path:
    """Return the folder that holds the learner's folders and `progress.json`."""
    return Path(os.environ.get(VARIABLE) or ROOT / "practice").absolute()


def own_name(key: str) -> str:
    """Return the name of the learner's folder: `03` for chapter 3, `my_museum`."""
    return "my_museum" if key == MUSEUM else f"{int(key):02}"


def own_folder(key: str) -> Path:
    """Return where the learner's code for an exercise is, or will be."""
    return practice_folder() / own_name(key)


def is_begun(key: str) -> bool:
    """Tell whether the learner has begun with an exercise."""
    return own_folder(key).is_dir()


def shown(path: Path) -> str:
    """Return a path as seen from where the command was typed, if it is below."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def make_folder(exercise: Exercise) -> Path:
    """Write the start of an exercise into the learner's folder, which must not exist."""
    folder = own_folder(exercise.key)
    folder.mkdir(parents=True)
    write_files(folder, exercise.start)
    return folder


def set_aside(key: str) -> Path:
    """Rename the learner's folder by the time, and return its new place."""
    folder = own_folder(key)
    stamp = time.strftime("%Y-%m-%d_%H-%M-%S")
    kept = folder.with_name(f"{folder.name}_until_{stamp}")
    number = 1
    while kept.exists():
        number += 1
        kept = folder.with_name(f"{folder.name}_until_{stamp}_{number}")
    return folder.rename(kept)


def own_files(key: str) -> Files:
    """Return the Python files of the learner's package; what is not UTF-8 becomes `�`."""
    files = read_files(own_folder(key), errors="replace")
    return {name: text for name, text in files.items() if name.endswith(".py")}
