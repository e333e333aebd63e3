"""For maintainers: what changed in a chapter, brought into the patches of its steps."""

from dataclasses import replace

from course.carrying import Carried, at_head, committed, merge
from course.practice.authoring import checkpoints, save_patches, unpack_as
from course.practice.exercises import MUSEUM, Exercise, plain, start_folder
from course.practice.patching import Files
from course.steps import ROOT, find_step


def carry(exercise: Exercise) -> Carried:
    """Bring what changed since HEAD, in start and chapter, into the checkpoints.

    Without a conflict the patches are written; otherwise a person decides in the
    unpacked folders, and `write_patches` goes on from there.
    """
    old = list(checkpoints(at_head_of(exercise)).items())
    new, result = forward(exercise, old)
    if not exercise.independent:
        new = backward([files for _, files in old], new)
    folder = unpack_as(exercise, new)
    if not result.conflicts:
        result.written += save_patches(exercise, new)
    result.conflicts = [f"{folder}/{name}" for name in result.conflicts]
    return result


def at_head_of(exercise: Exercise) -> Exercise:
    """Return the exercise with the start and the chapter that HEAD has."""
    start = files_at_head(start_folder(exercise.key))
    if exercise.key == MUSEUM:
        return replace(exercise, start=start)
    end = files_at_head(find_step(exercise.key).folder)
    return replace(exercise, start=start, end=end)


def files_at_head(folder: str) -> Files:
    """Return the files of the package `blog` in a folder of HEAD, without marks."""
    names = [name for name in committed(ROOT, folder) if name.startswith("blog/")]
    found = {name: at_head(ROOT, f"{folder}/{name}") or b"" for name in names}
    return {name: plain(content.decode()) for name, content in found.items()}


def forward(
    exercise: Exercise, old: list[tuple[str, Files]]
) -> tuple[list[Files], Carried]:
    """Return the checkpoints with what changed in the start; conflicts are told."""
    result, base = Carried(), old[0][1]
    new = [exercise.start]
    for name, files in old[1:] if exercise.independent else old[1:-1]:
        merged, conflicts = merge_files(files, base, exercise.start)
        result.conflicts += [f"{name}/{each}" for each in conflicts]
        new.append(merged)
    return new if exercise.independent else [*new, exercise.end], result


def backward(old: list[Files], new: list[Files]) -> list[Files]:
    """Return the checkpoints with what changed in the chapter, from the last one back.

    What a checkpoint does not have yet, or has in another form, stays as it is.
    """
    found = list(new)
    for at in reversed(range(1, len(found) - 1)):
        found[at], _ = merge_files(found[at], old[at + 1], found[at + 1], "--ours")
    return found


def merge_files(
    ours: Files, base: Files, theirs: Files, *favour: str
) -> tuple[Files, list[str]]:
    """Return ours with what changed from base to theirs, and the files in conflict."""
    merged, conflicts = dict(ours), []
    for name in sorted(base.keys() | theirs.keys()):
        mine, before, after = ours.get(name), base.get(name), theirs.get(name)
        if after in (before, mine):
            continue
        if mine is not None and before is not None and after is not None:
            merged[name], clean = merge_texts(mine, before, after, *favour)
        elif mine == before and after is not None:
            merged[name], clean = after, True
        else:
            clean = bool(favour)
        if not clean:
            conflicts.append(name)
    return merged, conflicts


def merge_texts(ours: str, base: str, theirs: str, *favour: str) -> tuple[str, bool]:
    """Return git's three-way merge of texts and whether it is free of conflicts."""
    labels = ("this step", "before", "now")
    merged, clean = merge(
        ours.encode(), base.encode(), theirs.encode(), labels, *favour
    )
    return merged.decode(), clean
