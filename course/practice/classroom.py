"""The students of a class: whose progress files are where, and what they say."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from course.practice.checking import check
from course.practice.exercises import KEYS, NoExercise, read_exercise
from course.practice.places import own_name
from course.practice.progress import (
    NAME,
    Damaged,
    Progress,
    Standing,
    now,
    read_progress_file,
    to_the_second,
)
from course.practice.running import NotChecked

PRACTICE = "practice"


@dataclass(frozen=True)
class Student:
    """A student, by the name of their folder; `problems` are sentences for the teacher."""

    name: str
    file: Path
    progress: Progress = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def students_in(places: list[Path]) -> list[Student]:
    """Return the students of all these folders and files, by their names.

    Who names several folders means a student by each that holds one course.
    """
    found = [
        student for place in places for student in students_at(place, len(places) > 1)
    ]
    return sorted(found, key=lambda student: student.name)


def students_at(place: Path, is_one_of_many: bool) -> Iterator[Student]:
    """Yield the student of this file or folder, or those of its sub-folders and files."""
    if place.is_file():
        yield student_of(place)
    elif not place.is_dir():
        yield Student(place.name, place, problems=(f"{place} is not there.",))
    elif file := progress_file(place):
        yield student_of(file)
    elif has_code(place) or has_code(place / PRACTICE):
        yield student_of(place)
    else:
        below = [each for each in place.iterdir() if is_students(each)]
        if is_one_of_many and len(below) == 1:
            below = [place]
        for each in below:
            yield replace(student_of(file_below(each)), name=own_name_of(each))
        if not below:
            yield Student(place.name, place, problems=(f"{place} has no {NAME}.",))


def own_name_of(place: Path) -> str:
    """Return whose file or folder it is by its name."""
    return place.name if place.is_dir() else place.stem


def is_students(place: Path) -> bool:
    """Tell whether something in a class's folder may be a student's."""
    if place.name.startswith((".", "_")):
        return False
    return place.is_dir() or place.suffix == ".json"


def progress_file(folder: Path) -> Path | None:
    """Return the progress file of a student's folder, if there is one."""
    for file in (folder / NAME, folder / PRACTICE / NAME):
        if file.is_file():
            return file
    return None


def file_below(place: Path) -> Path:
    """Return the progress file of a student's folder, or one folder deeper, or itself."""
    deeper = sorted(place.glob(f"*/{PRACTICE}/{NAME}"))
    return progress_file(place) or next(iter(deeper), place)


def student_of(file: Path) -> Student:
    """Return what a progress file says; what is wrong with it becomes a problem."""
    if file.is_dir():
        return Student(file.name, file, problems=(f"{file} has no {NAME}.",))
    try:
        return Student(name_of(file), file, read_progress_file(file))
    except Damaged as damage:
        return Student(name_of(file), file, problems=(str(damage),))


def name_of(file: Path) -> str:
    """Return whose file it is: by its own name, or by the folder that it is in."""
    if file.name != NAME:
        return file.stem
    folder = file.absolute().parent
    return (folder.parent if folder.name == PRACTICE else folder).name


def check_anew(student: Student) -> Student:
    """Return the student with the code in their folder checked now; nothing is written."""
    folder = student.file if student.file.is_dir() else student.file.parent
    if (folder / PRACTICE).is_dir():
        folder = folder / PRACTICE
    progress, problems = dict(student.progress), list(student.problems)
    if has_code(folder) and not student.file.is_file():
        problems = []  # the code says all that the missing file would
    for key in KEYS:
        own = folder / own_name(key)
        if not own.is_dir():
            continue
        if not (own / "blog" / "main.py").is_file():
            problems.append(f"{own} has no blog/main.py.")
            continue
        try:
            progress[key] = checked_standing(key, own, progress.get(key, Standing()))
        except (NotChecked, NoExercise) as reason:
            problems.append(f"{own}: {reason}")
    return replace(student, progress=progress, problems=tuple(problems))


def has_code(folder: Path) -> bool:
    """Tell whether a student's folder has code to be checked."""
    return any((folder / own_name(key)).is_dir() for key in KEYS)


def checked_standing(key: str, folder: Path, before: Standing) -> Standing:
    """Return where a student stands by the code in this folder."""
    exercise = read_exercise(key)
    found = check(exercise, folder.absolute())
    met = tuple(step.name for step in found.met)
    after = replace(before, met=met, steps=len(exercise.steps), checked=now())
    return replace(after, done=found.is_done, starts=not found.does_not_start)


def as_json(students: list[Student]) -> str:
    """Return the report for a program."""
    return json.dumps([student_data(student) for student in students], indent=1)


def student_data(student: Student) -> dict[str, object]:
    """Return one student as plain data."""
    exercises = {key: standing_data(one) for key, one in student.progress.items()}
    return {
        "student": student.name,
        "file": str(student.file),
        "exercises": exercises,
        "problems": list(student.problems),
    }


def standing_data(standing: Standing) -> dict[str, object]:
    """Return one standing as plain data."""
    return {
        "met": len(standing.met),
        "steps": standing.steps,
        "hints": standing.hints_taken,
        "done": standing.done,
        "starts": standing.starts,
        "checked": to_the_second(standing.checked),
    }
