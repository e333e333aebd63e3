"""`learn.py practice` promises: a start to build on, and nothing of the learner is lost."""

import subprocess
import sys

from course.practice.exercises import read_exercise, read_files
from course.steps import ROOT
from tests.practice.learner import Learner, code_of

MAIN = "blog/main.py"


def test_a_chapter_begins_where_the_one_before_ends(learner: Learner) -> None:
    """The folder holds the code of chapter 5, without marks; the goal is explained."""
    done = learner.types("practice", "6")
    assert code_of(done) == 0
    exercise = read_exercise("6")
    assert read_files(learner.folder / "06") == exercise.start
    assert "--8<--" not in learner.file("6", MAIN).read_text(encoding="utf-8")
    assert exercise.goal.split(".")[0] in " ".join(done.stdout.split())
    assert "The first task, step 1 of" in done.stdout
    for command in ("check 6", "check 6 --watch", "hint 6", "run 6 --mine"):
        assert f"python3 learn.py {command} " in done.stdout


def test_a_second_time_nothing_is_overwritten(learner: Learner) -> None:
    """It says where the learner stands instead."""
    learner.types("practice", "6")
    learner.file("6", MAIN).write_text("mine = 1\n", encoding="utf-8")
    done = learner.types("practice", "06_password_hashing")
    assert code_of(done) == 0
    assert "as you left it" in done.stdout
    assert learner.file("6", MAIN).read_text(encoding="utf-8") == "mine = 1\n"


def test_a_reset_asks_and_keeps_what_was_there(learner: Learner) -> None:
    """No changes nothing; yes begins anew, with the old code in a folder beside it."""
    learner.types("practice", "6")
    learner.file("6", MAIN).write_text("mine = 1\n", encoding="utf-8")
    refused = reset(learner, "n\n")
    assert code_of(refused) == 1
    assert "Nothing was changed" in refused.stdout
    assert learner.file("6", MAIN).read_text(encoding="utf-8") == "mine = 1\n"
    for _ in range(2):
        assert code_of(learner.types("practice", "6", "--reset", "--yes")) == 0
    assert read_files(learner.folder / "06") == read_exercise("6").start
    kept = sorted(learner.folder.glob("06_until_*/blog/main.py"))
    assert [file.read_text(encoding="utf-8") for file in kept][:1] == ["mine = 1\n"]
    assert len(kept) == 2


def reset(learner: Learner, answer: str) -> subprocess.CompletedProcess[str]:
    """Run a reset and answer its question."""
    command = [sys.executable, str(ROOT / "learn.py"), "practice", "6", "--reset"]
    variables = {**__import__("os").environ, **learner.variables}
    return subprocess.run(
        command, input=answer, env=variables, capture_output=True, encoding="utf-8"
    )


def test_the_learner_sees_what_they_changed(learner: Learner) -> None:
    """`--diff` compares with the start, `--solution` with the course."""
    learner.types("practice", "6")
    assert "No difference." in learner.types("practice", "6", "--diff").stdout
    learner.changes("6", MAIN, '"Blog API"', '"My API"')
    changed = learner.types("practice", "6", "--diff")
    assert code_of(changed) == 0
    assert '+    title="My API"' in changed.stdout
    other = learner.types("practice", "6", "--solution").stdout
    assert "--- a/blog/hashing.py" in other


def test_a_file_of_an_old_editor_is_compared_too(learner: Learner) -> None:
    """What is not UTF-8 is shown as far as it can be; what is no code is left out."""
    learner.types("practice", "6")
    with learner.file("6", MAIN).open("ab") as file:
        file.write("# 가\n".encode("cp949"))
    learner.file("6", "blog/.DS_Store").write_bytes(b"\0\xff")
    for option in ("--diff", "--solution"):
        done = learner.types("practice", "6", option)
        assert code_of(done) == 0
        assert "lines with + are yours" in done.stdout
        assert "+# �" in done.stdout
        assert "DS_Store" not in done.stdout


def test_a_folder_that_cannot_be_made_is_named(learner: Learner) -> None:
    """A sentence, and the way to doctor."""
    learner.folder.mkdir(exist_ok=True)
    (learner.folder / "06").write_text("no folder", encoding="utf-8")
    done = learner.types("practice", "6")
    assert code_of(done) == 1
    assert "Your folder cannot be made" in done.stderr


def test_misuse_is_said_in_a_sentence(learner: Learner) -> None:
    """Exit code 2: nothing begun, no such exercise, a file that is gone."""
    for words, sentence in {
        ("check", "6"): "You have not begun yet",
        ("hint", "6"): "You have not begun yet",
        ("practice", "final"): "final is not for practice",
        (
            "check",
            "9",
        ): "There is no chapter '9'. There are: 1, 2, 3, 4, 5, 6, 7, museum.",
        ("practice", "6", "--reset", "--diff"): "Choose one of --reset, --diff and",
    }.items():
        done = learner.types(*words)
        assert code_of(done) == 2
        assert sentence in done.stderr
    learner.types("practice", "6")
    both = learner.types("check", "6", "--watch", "--json")
    assert code_of(both) == 2
    assert "Choose one of --watch and --json." in both.stderr
    learner.file("6", MAIN).unlink()
    done = learner.types("check", "6")
    assert code_of(done) == 2
    assert "has no blog/main.py any more" in done.stderr
