"""`learn.py steps` promises maintainers: folders to work in, and patches that keep up."""

import subprocess
import sys
from pathlib import Path

import pytest

from course.practice.exercises import Exercise, checkpoint, read_exercise, read_files
from tests.practice.learner import code_of
from tests.programs import fresh_copy, run

CHAPTER = "chapters/06_password_hashing/blog/main.py"
BEFORE = "chapters/05_routers_repository/blog/main.py"
STEPS = "practice/steps/06_password_hashing"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course in a repository of its own, with a path that is not plain."""
    folder = fresh_copy(tmp_path_factory.mktemp("a copy") / "강의")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "start")
    return folder


@pytest.fixture
def repository(copy: Path) -> Path:
    """The copy as it was committed."""
    git(copy, "reset", "--quiet", "--hard")
    return copy


def git(folder: Path, *words: str) -> str:
    """Run git as somebody and return what it prints."""
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    command = ["git", *who, "-C", str(folder), *words]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def steps(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `learn.py steps 6` of the copy, in the environment of the tests."""
    command = [sys.executable, str(folder / "learn.py"), "steps", "6", *options]
    return run(*command, folder=folder, COURSE_VENV=sys.prefix)


def replace(file: Path, old: str, new: str) -> None:
    """Change a file of the copy."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def read(folder: Path) -> Exercise:
    """Return the exercise of the copy as it is now."""
    read_exercise.cache_clear()
    return read_exercise("6", folder)


def test_steps_are_unpacked_and_packed_without_a_change(repository: Path) -> None:
    """Each checkpoint is a folder; the patches made from them are those that were."""
    assert code_of(steps(repository)) == 0
    folders = sorted((repository / "generated/steps/06").iterdir())
    exercise = read(repository)
    for count, folder in enumerate(folders):
        assert read_files(folder) == checkpoint(exercise, count)
    assert code_of(steps(repository, "--write")) == 0
    assert git(repository, "status", "--porcelain", "practice") == ""


def test_the_last_folder_must_be_the_chapter(repository: Path) -> None:
    """What is missing is shown, and no patch is touched."""
    steps(repository)
    last = sorted((repository / "generated/steps/06").iterdir())[-1]
    replace(last / "blog/main.py", '"Blog API"', '"My API"')
    done = steps(repository, "--write")
    assert code_of(done) == 1
    assert "not the end of the chapter" in done.stderr
    assert '-    title="My API"' in done.stderr
    assert git(repository, "status", "--porcelain", "practice") == ""


def test_a_repair_in_both_chapters_is_carried_into_the_steps(repository: Path) -> None:
    """What changed in the start and at the end is in every checkpoint."""
    for file in (BEFORE, CHAPTER):
        replace(repository / file, '"Blog API"', '"Our API"')
    done = steps(repository, "--carry")
    assert code_of(done) == 0, done.stderr
    exercise = read(repository)
    for count in range(len(exercise.steps) + 1):
        assert '"Our API"' in checkpoint(exercise, count)["blog/main.py"]
    assert checkpoint(exercise, len(exercise.steps)) == exercise.end


def test_a_repair_of_the_chapter_goes_back_to_the_step_that_made_it(
    repository: Path,
) -> None:
    """A line of hashing.py changes: the patch that adds the file has the new line."""
    file = repository / Path(CHAPTER).with_name("hashing.py")
    replace(file, "def hash_password(", "def hashed(")
    assert code_of(steps(repository, "--carry")) == 0
    patches = (repository / STEPS).glob("*.patch")
    texts = [patch.read_text(encoding="utf-8") for patch in patches]
    assert any("+def hashed(" in text for text in texts)
    assert not any("def hash_password(" in text for text in texts)


def test_a_conflict_is_left_to_a_person(repository: Path) -> None:
    """Exit code 1, the place with its markers; no patch is touched."""
    version = 'version="5"'
    replace(repository / BEFORE, version, 'version="five"')
    done = steps(repository, "--carry")
    assert code_of(done) == 1
    assert "conflict" in done.stdout
    assert "blog/main.py" in done.stdout
    assert git(repository, "status", "--porcelain", "practice") == ""
