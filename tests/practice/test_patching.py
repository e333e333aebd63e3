"""Patches promise: what was made from two chapters turns the one into the other."""

import subprocess
from pathlib import Path

import pytest

from course.practice.exercises import CHAPTERS, read_files, start_folder, write_files
from course.practice.patching import Files, PatchFailed, apply_patch, make_patch
from course.steps import ROOT, find_step

LINES = [f"line {number}\n" for number in range(1, 21)]
TEXT = "".join(LINES)


@pytest.mark.parametrize("key", CHAPTERS[1:])
def test_a_chapter_is_the_one_before_with_a_patch(key: str, tmp_path: Path) -> None:
    """There and back, byte for byte, and as git does it."""
    before = read_files(ROOT / start_folder(key))
    after = read_files(find_step(key).path)
    patch = make_patch(before, after)
    assert apply_patch(before, patch) == after
    assert apply_patch(after, make_patch(after, before)) == before
    write_files(tmp_path, before)
    command = ["git", "apply", "-"]
    subprocess.run(command, input=patch, cwd=tmp_path, check=True, encoding="utf-8")
    assert read_files(tmp_path) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"blog/a.py": TEXT}),
        ({"blog/a.py": TEXT}, {}),
        ({}, {"blog/__init__.py": ""}),
        ({"blog/__init__.py": ""}, {}),
        ({"blog/a.py": ""}, {"blog/a.py": "-- x\n"}),
        ({"blog/a.py": "-- x\n++ y\n"}, {"blog/a.py": "++ y\n-- x\n"}),
    ],
)
def test_files_come_and_go(before: Files, after: Files) -> None:
    """Also empty ones, and lines that look like a patch's own."""
    assert apply_patch(before, make_patch(before, after)) == after


def test_a_patch_fits_where_lines_above_have_changed() -> None:
    """It goes to the nearest place that has its old lines."""
    changed = TEXT.replace("line 15\n", "line fifteen\n")
    patch = make_patch({"a.py": TEXT}, {"a.py": changed})
    longer = {"a.py": "new\n" * 5 + TEXT}
    assert apply_patch(longer, patch) == {"a.py": "new\n" * 5 + changed}


def test_what_does_not_fit_is_named() -> None:
    """File and line are in the message; nothing is guessed."""
    patch = make_patch({"a.py": TEXT}, {"a.py": TEXT.replace("line 9\n", "other\n")})
    with pytest.raises(PatchFailed, match=r"a\.py: the lines from 6 on are others"):
        apply_patch({"a.py": TEXT.replace("line 8\n", "line eight\n")}, patch)
    with pytest.raises(PatchFailed, match="is not there"):
        apply_patch({}, patch)
    with pytest.raises(PatchFailed, match="does not end with a line's end"):
        make_patch({}, {"a.py": "x"})
