"""For maintainers: the steps of an exercise as folders, and back to patches."""

import shutil
from pathlib import Path

from course.practice.exercises import (
    MUSEUM,
    STEPS,
    Exercise,
    patch_name,
    read_files,
    write_files,
)
from course.practice.patching import Files, apply_patch, make_patch
from course.steps import ROOT

UNPACKED = ROOT / "generated" / "steps"


class NotTheEnd(ValueError):
    """The last folder is not the chapter, so that the steps do not lead to it."""


def unpack(exercise: Exercise) -> Path:
    """Write every checkpoint into a folder of its own, and return their parent.

    A folder is the start with all patches up to its own; in the museum, with its own
    patch alone.
    """
    return unpack_as(exercise, list(checkpoints(exercise).values()))


def unpack_as(exercise: Exercise, found: list[Files]) -> Path:
    """Write these files as the checkpoints of an exercise."""
    folder = UNPACKED / folder_name(exercise.key)
    shutil.rmtree(folder, ignore_errors=True)
    for name, files in zip(names_of(exercise), found, strict=True):
        write_files(folder / name, files)
    return folder


def folder_name(key: str) -> str:
    """Return `03` for chapter 3, `museum` for the museum."""
    return key if key == MUSEUM else f"{int(key):02}"


def names_of(exercise: Exercise) -> list[str]:
    """Return the names of the unpacked folders, the start first."""
    numbered = [f"{step.number:02}_{step.name}" for step in exercise.steps]
    return ["00_start", *numbered]


def checkpoints(exercise: Exercise) -> dict[str, Files]:
    """Return the files of each folder that `unpack` writes, by the folder's name."""
    found = [exercise.start]
    for step in exercise.steps:
        before = exercise.start if exercise.independent else found[-1]
        found.append(apply_patch(before, step.patch))
    return dict(zip(names_of(exercise), found, strict=True))


def write_patches(exercise: Exercise) -> list[str]:
    """Write the patches from the unpacked folders and return their names.

    Raises NotTheEnd if the last folder is not the chapter, PatchFailed for a text that
    does not end with a line's end, FileNotFoundError for a folder that is missing.
    """
    parent = UNPACKED / folder_name(exercise.key)
    for name in names_of(exercise):
        if not (parent / name).is_dir():
            raise FileNotFoundError(f"{parent / name} is not there.")
    found = [read_files(parent / name) for name in names_of(exercise)]
    return save_patches(exercise, found)


def save_patches(exercise: Exercise, found: list[Files]) -> list[str]:
    """Write the patches that lead from one set of files to the next."""
    if not exercise.independent and found[-1] != exercise.end:
        raise NotTheEnd(first_difference(found[-1], exercise.end))
    patches = [
        make_patch(exercise.start if exercise.independent else before, after)
        for before, after in zip(found, found[1:], strict=False)
    ]
    folder = ROOT / STEPS / exercise.slug
    for old in folder.glob("*.patch"):
        old.unlink()
    names = [patch_name(step.number, step.name) for step in exercise.steps]
    for name, patch in zip(names, patches, strict=True):
        (folder / name).write_text(patch, encoding="utf-8", newline="\n")
    return names


def first_difference(last: Files, solution: Files) -> str:
    """Say in which file the last checkpoint is not yet the chapter, and how."""
    rest = make_patch(last, solution)
    return f"The last folder is not the end of the chapter. What is missing:\n{rest}"
