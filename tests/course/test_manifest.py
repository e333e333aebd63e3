"""The folders promise: chapters cannot drift apart."""

import pytest

from course.steps import (
    ROOT,
    Step,
    UnknownStep,
    files_after,
    find_step,
    read_manifest,
    step_before,
    step_files,
)

STEPS = read_manifest()
LATER = STEPS[1:]


def by_key(step: Step) -> str:
    """Return the step's key, to name a test."""
    return step.key


@pytest.mark.parametrize("step", STEPS, ids=by_key)
def test_a_step_has_the_files_that_the_manifest_says(step: Step) -> None:
    """Not one more, not one fewer."""
    assert step_files(step.path) == sorted(files_after(step))


@pytest.mark.parametrize("step", LATER, ids=by_key)
def test_what_is_not_listed_is_byte_for_byte_the_same(step: Step) -> None:
    """A file that a step does not list is the file of the step before."""
    before = step_before(step)
    assert before is not None
    for name in files_after(step).difference(step.added, step.changed):
        old, new = before.path / name, step.path / name
        assert new.read_bytes() == old.read_bytes(), f"{new} differs from {old}"


@pytest.mark.parametrize("step", LATER, ids=by_key)
def test_what_is_listed_as_changed_has_changed(step: Step) -> None:
    """The list only holds what is needed: an entry without a change is taken out."""
    before = step_before(step)
    assert before is not None
    for name in step.changed:
        assert (step.path / name).read_bytes() != (before.path / name).read_bytes()


def test_every_folder_of_a_chapter_is_in_the_manifest() -> None:
    """No chapter is forgotten."""
    folders = {path.name for path in (ROOT / "chapters").iterdir() if path.is_dir()}
    assert folders == {step.slug for step in STEPS if step.key != "final"}


@pytest.mark.parametrize("name", ["3", "03", "03_sqlite_models", "sqlite_models"])
def test_a_chapter_is_found_by_every_name_it_has(name: str) -> None:
    """Number, folder name, or the words of the folder name; a path works too."""
    assert find_step(name).key == find_step(f"chapters/{name}/").key == "3"


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [("finl", "final"), ("03_sqlite_model", "03_sqlite_models"), ("8", "1, 2, 3")],
)
def test_an_unknown_chapter_gets_a_suggestion(name: str, suggestion: str) -> None:
    """A typing error is answered with what may have been meant."""
    with pytest.raises(UnknownStep, match=suggestion):
        find_step(name)
