"""`learn.py class report` promises: who is how far, and which file cannot be read."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from course.practice.progress import NAME, Standing, write_progress
from tests.practice.learner import Learner, code_of, steps_of
from tests.programs import course

CHECKED = "2026-03-02T10:20:30+09:00"
DONE = Standing(("a",), 1, {}, True, CHECKED)


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """Ada has met four steps, 민준 all of another chapter, Grace's file is damaged."""
    folder = tmp_path / "우리 반"
    ada = Standing(("a", "b", "c", "d"), 11, {"a": 2, "e": 1}, False, CHECKED)
    write_progress(folder / "Ada", {"5": ada})
    done = Standing(("a", "b"), 2, {}, True, CHECKED)
    write_progress(folder / "민준" / "practice", {"6": done})
    (folder / "Grace").mkdir()
    (folder / "Grace" / NAME).write_text("{", encoding="utf-8")
    (folder / "Linus").mkdir()
    return folder


def test_the_table_has_a_row_for_each_student(class_folder: Path) -> None:
    """Steps met by chapter and in all, hints, and the last check."""
    done = course("class", "report", str(class_folder), COLUMNS="100")
    assert code_of(done) == 1
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0] == ["Student", "5", "6", "Steps", "Hints", "Last", "check"]
    assert ["Ada", "4/11", "4", "3", "2026-03-02", "10:20"] in rows
    assert ["민준", "2/2", "2", "0", "2026-03-02", "10:20"] in rows


def test_what_is_damaged_or_missing_is_named(class_folder: Path) -> None:
    """A sentence for each, exit code 1; without any, exit code 0."""
    nowhere = class_folder / "nowhere"
    done = course("class", "report", str(class_folder), str(nowhere))
    assert code_of(done) == 1
    said = " ".join(done.stderr.split())
    assert f"{class_folder / 'Grace' / NAME} cannot be read" in said
    assert f"{class_folder / 'Linus'} has no {NAME}" in said
    assert f"{nowhere} is not there" in said
    assert code_of(course("class", "report", str(class_folder / "Ada"))) == 0


def test_a_student_is_named_after_the_folder_that_the_teacher_names(
    tmp_path: Path,
) -> None:
    """Whether the course lies in it under a name of its own, or has only code."""
    for name in ("kim", "lee"):
        write_progress(tmp_path / name / "fastapi-course" / "practice", {"5": DONE})
    (tmp_path / "이영희" / "practice" / "01").mkdir(parents=True)
    for folders in ([tmp_path], sorted(tmp_path.iterdir())):
        done = course("class", "report", *map(str, folders), "--json")
        told = json.loads(done.stdout)
        assert [one["student"] for one in told] == ["kim", "lee", "이영희"]


def test_a_spreadsheet_takes_no_name_for_a_formula(tmp_path: Path) -> None:
    """The exercises stand in their own order, whenever each was begun."""
    progress = {"3": DONE, "1": DONE}
    write_progress(tmp_path / "=1+1", progress)
    listed = course("class", "report", str(tmp_path), "--csv").stdout
    rows = list(csv.DictReader(listed.splitlines()))
    assert [(row["student"], row["exercise"]) for row in rows] == [
        ("'=1+1", "1"),
        ("'=1+1", "3"),
    ]


def test_a_spreadsheet_and_a_program_can_read_it(class_folder: Path) -> None:
    """`--csv` has a line for each exercise of each student, `--json` the same."""
    listed = course("class", "report", str(class_folder), "--csv").stdout
    rows = list(csv.DictReader(listed.splitlines()))
    assert [(row["student"], row["exercise"], row["met"]) for row in rows] == [
        ("Ada", "5", "4"),
        ("민준", "6", "2"),
    ]
    told = json.loads(course("class", "report", str(class_folder), "--json").stdout)
    by_name = {one["student"]: one for one in told}
    assert by_name["Ada"]["exercises"]["5"]["hints"] == 3
    assert by_name["Grace"]["problems"]


def test_code_that_does_not_start_is_marked(tmp_path: Path) -> None:
    """Whatever was met before; the mark is explained."""
    before = Standing(("a", "b"), 2, {}, False, CHECKED, starts=False)
    write_progress(tmp_path / "Ada", {"6": before})
    said = course("class", "report", str(tmp_path)).stdout
    assert "!2/2" in said
    assert "!: the code did not start at the last check." in said
    (row,) = csv.DictReader(
        course("class", "report", str(tmp_path), "--csv").stdout.splitlines()
    )
    assert row["starts"] == "False"


def test_a_check_looks_at_the_code_and_writes_nothing(learner: Learner) -> None:
    """`--check` finds what the code meets, whatever the file says, or if there is none."""
    learner.has_met("6", 2)
    grace = learner.folder.parent / "Grace"
    shutil.copytree(learner.folder, grace / "practice")
    claimed = {"6": Standing(("x",) * 6, 6, {}, True, CHECKED)}
    write_progress(learner.folder, claimed)
    before = (learner.folder / NAME).read_bytes()
    both = (str(learner.folder), str(grace))
    done = learner.types("class", "report", *both, "--check", "--json")
    assert code_of(done) == 0
    without_file, told = json.loads(done.stdout)
    assert without_file["exercises"]["6"]["met"] == 2
    found = told["exercises"]["6"]
    assert (found["met"], found["steps"], found["done"]) == (
        2,
        len(steps_of("6")),
        False,
    )
    assert (learner.folder / NAME).read_bytes() == before
