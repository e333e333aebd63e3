"""`learn.py carry` promises: a repair goes forward, and a conflict is not guessed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.carrying import Carried, carry
from course.steps import ROOT, Step

LINES = [f"line {number}\n" for number in range(1, 10)]
NAMES = ("chapters/01_one", "chapters/02_two", "chapters/03_three")
MAIN = "blog/main.py"


def git(folder: Path, *words: str) -> None:
    """Run git as somebody."""
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    subprocess.run(["git", *who, "-C", str(folder), *words], check=True)


def step(number: int, **lists: tuple[str, ...]) -> Step:
    """Return a made-up step; what it adds, changes and removes is empty by default."""
    empty: dict[str, tuple[str, ...]] = {"added": (), "changed": (), "removed": ()}
    return Step(str(number), NAMES[number - 1], "Title", "Goal.", **{**empty, **lists})


STEPS = (step(1, added=(MAIN,)), step(2, changed=(MAIN,)), step(3))


def write(folder: Path, path: str, lines: list[str]) -> None:
    """Write a file of the made-up course."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(lines), encoding="utf-8")


def read(folder: Path, path: str) -> str:
    """Return a file of the made-up course."""
    return (folder / path).read_text(encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three chapters: the second changes the last line, the third changes nothing."""
    write(tmp_path, f"{NAMES[0]}/{MAIN}", LINES)
    for name in NAMES[1:]:
        write(tmp_path, f"{name}/{MAIN}", [*LINES[:-1], "the second chapter's line\n"])
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "start")
    return tmp_path


def test_a_repair_goes_through_all_later_chapters(repository: Path) -> None:
    """The new line arrives, and what the later chapter changed stays."""
    write(repository, f"{NAMES[0]}/{MAIN}", ["repaired\n", *LINES[1:]])
    result = carry(repository, STEPS, STEPS[0])
    assert result == Carried([f"{name}/{MAIN}" for name in NAMES[1:]], [])
    for name in NAMES[1:]:
        after = read(repository, f"{name}/{MAIN}").splitlines()
        assert (after[0], after[-1]) == ("repaired", "the second chapter's line")


def test_carrying_twice_changes_nothing_more(repository: Path) -> None:
    """The second time there is nothing left to do."""
    write(repository, f"{NAMES[0]}/{MAIN}", ["repaired\n", *LINES[1:]])
    carry(repository, STEPS, STEPS[0])
    before = read(repository, f"{NAMES[2]}/{MAIN}")
    carry(repository, STEPS, STEPS[0])
    assert read(repository, f"{NAMES[2]}/{MAIN}") == before


def test_carrying_starts_where_it_is_told(repository: Path) -> None:
    """A change in chapter 2 goes to chapter 3, not back to chapter 1."""
    write(repository, f"{NAMES[1]}/{MAIN}", ["repaired\n", *LINES[1:]])
    result = carry(repository, STEPS, STEPS[1])
    assert result.written == [f"{NAMES[2]}/{MAIN}"]
    assert read(repository, f"{NAMES[0]}/{MAIN}") == "".join(LINES)


def test_a_conflict_stops_with_markers_and_goes_no_further(repository: Path) -> None:
    """Both changed the last line: markers in chapter 2, chapter 3 untouched."""
    write(repository, f"{NAMES[0]}/{MAIN}", [*LINES[:-1], "a repair\n"])
    result = carry(repository, STEPS, STEPS[0])
    assert result == Carried([], [f"{NAMES[1]}/{MAIN}"])
    text = read(repository, f"{NAMES[1]}/{MAIN}")
    assert "<<<<<<< chapters/02_two" in text
    assert ">>>>>>> chapters/01_one" in text
    assert "<<<<<<<" not in read(repository, f"{NAMES[2]}/{MAIN}")


def test_a_new_file_goes_forward(repository: Path) -> None:
    """A file that a chapter gets is there in the later ones."""
    write(repository, f"{NAMES[0]}/blog/new.py", ["new\n"])
    carry(repository, STEPS, STEPS[0])
    assert read(repository, f"{NAMES[2]}/blog/new.py") == "new\n"


def test_a_file_is_not_carried_past_its_removal(repository: Path) -> None:
    """A later chapter that removes the file does not get it back."""
    write(repository, f"{NAMES[0]}/blog/new.py", ["new\n"])
    steps = (STEPS[0], STEPS[1], step(3, removed=("blog/new.py",)))
    carry(repository, steps, steps[0])
    assert read(repository, f"{NAMES[1]}/blog/new.py") == "new\n"
    assert not (repository / NAMES[2] / "blog/new.py").exists()


def test_a_deleted_file_goes_where_it_is_the_same(repository: Path) -> None:
    """Deleted here, unchanged there: deleted there. Changed there: a conflict."""
    write(repository, f"{NAMES[2]}/{MAIN}", LINES)
    (repository / NAMES[1] / MAIN).unlink()
    result = carry(repository, STEPS, STEPS[1])
    assert len(result.conflicts) == 1
    assert (repository / NAMES[2] / MAIN).exists()
    write(
        repository, f"{NAMES[2]}/{MAIN}", [*LINES[:-1], "the second chapter's line\n"]
    )
    assert carry(repository, STEPS, STEPS[1]).conflicts == []
    assert not (repository / NAMES[2] / MAIN).exists()


def test_without_git_it_says_what_is_wrong(tmp_path: Path) -> None:
    """A folder that is no repository is an error with git's own words."""
    write(tmp_path, f"{NAMES[0]}/{MAIN}", LINES)
    with pytest.raises(RuntimeError, match="not a git repository"):
        carry(tmp_path, STEPS, STEPS[0])


def test_the_command_names_the_conflict_and_exits_with_1(repository: Path) -> None:
    """`learn.py carry 1` on a conflict: the file's name, and exit code 1."""
    shutil.copytree(ROOT / "course", repository / "course")
    entries = [
        f'[[step]]\nkey = "{s.key}"\nfolder = "{s.folder}"\ntitle = "T"\ngoal = "G."\n'
        f"added = {list(s.added)}\nchanged = {list(s.changed)}\nremoved = []\n"
        for s in STEPS
    ]
    write(repository, "chapters/manifest.toml", entries)
    write(repository, f"{NAMES[0]}/{MAIN}", [*LINES[:-1], "a repair\n"])
    done = subprocess.run(
        [sys.executable, "-m", "course", "carry", "1"],
        cwd=repository,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert f"conflict  {NAMES[1]}/{MAIN}" in done.stdout
