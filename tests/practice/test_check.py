"""`learn.py check` promises: what is met, what is next, and what exactly fell short."""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from course.steps import ROOT
from tests.practice.learner import Learner, code_of, steps_of
from tests.programs import processes, program, usual_port, wait_until_it_answers
from tests.waiting import wait_until

LEARN = [sys.executable, str(ROOT / "learn.py")]
MAIN = "blog/main.py"
ROUTES = "blog/routers/user.py"


def test_the_first_task_is_shown_with_what_fell_short(learner: Learner) -> None:
    """The promise in words, request, answer, expectation, and the page that teaches it."""
    learner.types("practice", "6")
    done = learner.types("check", "6")
    assert code_of(done) == 1
    for text in (
        "0 of 6 steps",
        "`POST /user/` asks for a password: without one it answers 422.",
        "POST /user/\n",
        '{"name": "Ada", "email": "ada@example.com"}',
        "201 Created",
        "expected 422 Unprocessable Content, came 201 Created",
        "assert answer.status_code == 422",
        "Taught on: Password hashing",
        "http://127.0.0.1:8000/chapters/06_password_hashing/",
        "learn.py hint 6",
    ):
        assert text in done.stdout, text


def test_what_is_met_is_ticked_off(learner: Learner) -> None:
    """With the code of three steps the fourth is the task; the progress file knows."""
    learner.has_met("6", 3)
    done = learner.types("check", "6")
    assert code_of(done) == 1
    assert [line[2:6] for line in done.stdout.splitlines()[2:5]] == [
        f"✓  {n}" for n in "123"
    ]
    assert "▸  4" in done.stdout
    assert "✓  4" not in done.stdout
    assert learner.progress["6"].met == tuple(step.name for step in steps_of("6")[:3])


def test_the_task_stays_in_sight_below_many_steps(learner: Learner) -> None:
    """Of many steps that are met the last five are named, the others are counted."""
    learner.has_met("1", 9)
    done = learner.types("check", "1")
    assert "✓     steps before these: 4" in done.stdout
    ticks = [line for line in done.stdout.splitlines() if line.startswith("  ✓  ")]
    assert [line.split()[1] for line in ticks[1:]] == ["5", "6", "7", "8", "9"]


def test_all_met_is_said_with_what_comes_next(learner: Learner) -> None:
    """Exit code 0, once what every chapter promises is kept as well.

    A file is named that the tests leave alone, and that uvicorn takes for a library.
    """
    learner.has_solved("1")
    learner.file("1", "fastapi.py").write_text("", encoding="utf-8")
    done = learner.types("check", "1")
    assert code_of(done) == 0
    assert "Chapter 1 is yours" in done.stdout
    assert "01/fastapi.py has the name of a module" in done.stdout
    assert "learn.py notebook 1" in done.stdout
    assert "learn.py practice 2" in done.stdout
    assert learner.progress["1"].done
    assert "Next: python3 learn.py practice 2" in learner.types("progress").stdout


def test_a_broken_promise_of_an_earlier_chapter_is_shown(learner: Learner) -> None:
    """All steps are met, but a blog that was made is answered with 200.

    The check, the hint and the start name the promise, and the page that teaches it.
    """
    learner.has_solved("6")
    learner.changes("6", "blog/routers/blog.py", "status_code=201", "status_code=200")
    done = learner.types("check", "6")
    assert code_of(done) == 1
    assert "6 of 6 steps" in done.stdout
    assert not learner.progress["6"].done
    assert "6: an earlier promise is broken." in learner.types("progress").stdout
    for said in (done, learner.types("hint", "6"), learner.types("practice", "6")):
        assert code_of(said) in (0, 1)
        words = " ".join(said.stdout.split())
        assert "A promise of an earlier chapter is broken" in words
        assert (
            "`POST /blog/` takes a blog, and answers 201 and the blog with an id."
            in words
        )
        assert "/chapters/02_pydantic_schemas/#a-route-that-writes" in words
        assert "All steps are met" not in words


def test_an_error_is_shown_from_the_learners_lines_on(learner: Learner) -> None:
    """File, line and message; no line of the course or of a library."""
    learner.types("practice", "6")
    learner.changes("6", ROUTES, ") -> Account:\n", ") -> Account:\n    1 / 0\n")
    done = learner.types("check", "6")
    assert code_of(done) == 1
    assert "your code raised an error" in done.stdout
    assert f"06/{ROUTES}, line " in done.stdout
    assert "in create_user\n        1 / 0\n    ZeroDivisionError: division by zero" in (
        done.stdout
    )
    assert "site-packages" not in done.stdout
    assert "course/" not in done.stdout


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("def broken(:", "SyntaxError: invalid syntax"),
        (
            "from blog.nowhere import x",
            "ModuleNotFoundError: No module named 'blog.nowhere'",
        ),
    ],
)
def test_code_that_cannot_be_read_is_shown(
    learner: Learner, line: str, shown: str
) -> None:
    """The file, the line with its number, and what Python says."""
    learner.types("practice", "6")
    learner.changes("6", MAIN, "\nfrom ", f"\n{line}\nfrom ")
    done = learner.types("check", "6")
    assert code_of(done) == 1
    assert f"06/{MAIN}, line " in done.stdout
    assert f"\n        {line}\n    {shown}\n" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-16", "cp949"])
def test_a_file_that_is_not_utf_8_is_named(learner: Learner, encoding: str) -> None:
    """As an old PowerShell or an old editor saves it; and how to save it again."""
    learner.types("practice", "6")
    file = learner.file("6", MAIN)
    text = file.read_text(encoding="utf-8") + 'NAME = "한글"\n'
    file.write_bytes(text.encode(encoding))
    said = " ".join(learner.types("check", "6").stdout.split())
    assert f"06/{MAIN}, line " in said
    assert "The file is not saved as UTF-8" in said
    assert "fixtures.py" not in said


def test_code_that_does_not_start_loses_no_step(learner: Learner) -> None:
    """A forgotten import names itself; the steps that were met stay so.

    Whoever asks for a hint is told the same, and no hint is counted.
    """
    learner.has_met("6", 3)
    learner.was_checked("6", 3)
    learner.changes("6", MAIN, "\nfrom ", "\nnowhere()\nfrom ")
    done = learner.types("check", "6")
    assert "Your code does not start, so no step could be tried." in done.stdout
    assert "0 of 6" not in done.stdout
    assert len(learner.progress["6"].met) == 3
    hint = learner.types("hint", "6")
    assert code_of(hint) == 1
    assert "Your code does not start" in hint.stdout
    assert "nowhere()" in hint.stdout
    assert learner.progress["6"].hints == {}
    assert "Your code did not start then." in learner.types("practice", "6").stdout
    assert (
        "6: your code did not start at the last check."
        in learner.types("progress").stdout
    )
    learner.changes("6", MAIN, "nowhere()\n", "")
    assert "Step 4, hint 1" in learner.types("hint", "6").stdout


def test_what_the_code_printed_is_shown(learner: Learner) -> None:
    """The beginner's first tool for debugging works in a check, too."""
    learner.types("practice", "6")
    learner.changes("6", ROUTES, "return Account", "return print(request) or Account")
    done = learner.types("check", "6")
    assert "What your code printed" in done.stdout
    assert "name='Ada'" in done.stdout


def test_an_endless_recursion_stays_in_sight(learner: Learner) -> None:
    """Of a thousand lines the first and the last are shown."""
    learner.has_met("1", 3)
    again = "def again():\n    again()\n\n\nagain()\n"
    learner.changes("1", MAIN, "\napp = ", f"\n{again}app = ")
    done = learner.types("check", "1")
    assert "RecursionError" in done.stdout
    assert " more, and then" in done.stdout
    assert len(done.stdout.splitlines()) < 40


def test_what_hinders_the_app_is_said_at_each_check(learner: Learner) -> None:
    """A file that hides a library, and a database that is older than the models."""
    learner.has_met("6", 0)
    (learner.folder / "06" / "json.py").write_text("", encoding="utf-8")
    with closing(sqlite3.connect(learner.folder / "06" / "blog.db")) as old:
        old.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name)")
    said = " ".join(learner.types("check", "6").stdout.split())
    assert "json.py has the name of a module" in said
    assert "blog.db is older than your models: it has no users.email" in said


def test_a_check_is_shown_even_if_it_cannot_be_kept(learner: Learner) -> None:
    """Where nothing can be written, the result is not lost; doctor is named."""
    learner.has_met("6", 1)
    (learner.folder / "progress.json").mkdir()
    done = learner.types("check", "6")
    assert code_of(done) == 1
    assert "1 of 6 steps" in done.stdout
    assert "Your progress could not be kept" in done.stderr
    assert "doctor looks for the cause" in done.stderr


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("return None", "The route returned None: a missing `return`?"),
        ("input('?')", "nobody is there to type"),
        ("exit()", "does it call `exit()` or `quit()`?"),
    ],
)
def test_what_beginners_often_meet_is_explained(
    learner: Learner, line: str, sentence: str
) -> None:
    """Python's own words for it, and pytest's, do not say what to do."""
    learner.has_met("6", 0)
    learner.changes("6", ROUTES, ") -> Account:\n", f") -> Account:\n    {line}\n")
    done = learner.types("check", "6")
    assert sentence in " ".join(done.stdout.split())
    assert "pytest: " not in done.stdout


def test_a_step_that_is_lost_again_is_said_to_be_so(learner: Learner) -> None:
    """A change that breaks an earlier step is told from a step that was never met."""
    learner.was_checked("6", 3)
    learner.has_met("6", 0)
    assert "You had met this step" in learner.types("check", "6").stdout
    assert "You had met this step" not in learner.types("check", "6").stdout
    assert "Undo that first" in " ".join(learner.types("hint", "6").stdout.split())


def test_an_endless_loop_ends_with_a_sentence(learner: Learner) -> None:
    """After the time limit: the request, and the line where the code was."""
    endless(learner)
    done = learner.types("check", "6", COURSE_CHECK_SECONDS="4")
    assert code_of(done) == 1
    assert "POST /user/" in done.stdout
    assert "Nothing: the answer did not come." in done.stdout
    assert f"06/{ROUTES}, line " in done.stdout
    assert "while True: sleep(0.1)" in done.stdout
    assert "did not come to an end within 4 seconds" in done.stdout


def test_code_that_ends_python_has_met_nothing_more(learner: Learner) -> None:
    """`os._exit(0)` ends the tests without a failure, and is not taken for success."""
    learner.has_met("6", 1)
    ends = ") -> Account:\n    __import__('os')._exit(0)\n"
    learner.changes("6", ROUTES, ") -> Account:\n", ends)
    done = learner.types("check", "6")
    assert code_of(done) == 1
    assert "POST /user/" in done.stdout
    assert "Python ended here" in done.stdout
    assert "is yours" not in done.stdout


def endless(learner: Learner) -> Path:
    """Write code that never answers a sign-up; return the file that it makes then."""
    learner.types("practice", "6")
    asked = learner.folder.parent / "asked"
    loop = f") -> Account:\n    open({str(asked)!r}, 'w').close()\n"
    loop += "    from time import sleep\n    while True: sleep(0.1)\n"
    learner.changes("6", ROUTES, ") -> Account:\n", loop)
    return asked


def test_ctrl_c_is_quiet_and_leaves_nothing_behind(learner: Learner) -> None:
    """Exit code 0, one word, and no process goes on in the learner's folder."""
    asked = endless(learner)
    with program(
        *LEARN, "check", "6", "--watch", folder=ROOT, **learner.variables
    ) as checking:
        wait_until(asked.exists)
        assert checking.press_ctrl_c() == 0
        assert checking.seen.strip() == "Stopped."
    assert processes_with(str(learner.folder)) == []


def processes_with(text: str) -> list[str]:
    """Return the commands that run now with a text in their words."""
    return [line for line in processes("args=") if text in line]


def test_a_program_can_read_what_was_found(learner: Learner) -> None:
    """`--json`: each step, and all that is shown of the first unmet one."""
    learner.has_met("6", 1)
    done = learner.types("check", "6", "--json")
    assert code_of(done) == 1
    told = json.loads(done.stdout)
    assert (told["exercise"], told["met"], told["of"], told["done"]) == (
        "6",
        1,
        6,
        False,
    )
    assert [step["met"] for step in told["steps"]] == [True, *[False] * 5]
    assert told["unmet"]["step"] == steps_of("6")[1].name
    assert told["unmet"]["exchange"]["came"]["start"] == "201 Created"


@pytest.mark.parametrize("encoding", ["cp949", "ascii"])
def test_an_old_console_can_show_it(learner: Learner, encoding: str) -> None:
    """A tick becomes a word where the console has no tick."""
    learner.has_met("6", 1)
    done = learner.types(
        "check", "6", PYTHONIOENCODING=f"{encoding}:strict", PYTHONUTF8="0"
    )
    assert code_of(done) == 1
    assert "done  1" in done.stdout
    assert "TASK  2" in done.stdout


def test_a_save_is_checked_again(learner: Learner) -> None:
    """`--watch` shows the next task after each save, and Ctrl+C ends it.

    What the other chapters promise is tried once, at the end, and not at each save. A
    file that is gone for a moment is named.
    """
    learner.has_met("1", 13)
    main = learner.file("1", MAIN)
    with program(
        *LEARN, "check", "1", "--watch", folder=ROOT, **learner.variables
    ) as watching:
        watching.wait_for("13 of 15 steps")
        watching.wait_for("Waiting for your next save")
        learner.has_met("1", 15)
        watching.wait_for("Chapter 1 is yours")
        watching.wait_for("Waiting for your next save")
        main.touch()
        watching.wait_for("promises were kept before this save")
        watching.wait_for("Waiting for your next save")
        main.rename(main.with_name("away.py"))
        watching.wait_for("has no blog/main.py any more")
        watching.wait_for("Waiting for your next save")
        assert watching.press_ctrl_c() == 0
        assert watching.seen.rstrip().endswith("Stopped.")


def test_a_save_ends_the_check_of_what_was_there_before(learner: Learner) -> None:
    """A loop without an end does not hold up the check of the code that mends it."""
    asked = endless(learner)
    patient = {**learner.variables, "COURSE_CHECK_SECONDS": "600"}
    with program(*LEARN, "check", "6", "--watch", folder=ROOT, **patient) as watching:
        wait_until(asked.exists)
        learner.has_met("6", 1)
        watching.wait_for("1 of 6 steps")
        assert "Waiting" not in watching.seen
        assert watching.press_ctrl_c() == 0
    assert processes_with(str(learner.folder)) == []


@usual_port
def test_the_learners_own_code_is_run(learner: Learner) -> None:
    """`run 6 --mine` serves the learner's folder."""
    learner.types("practice", "6")
    learner.changes("6", MAIN, '"Blog API"', '"My API"')
    with program(
        *LEARN, "run", "6", "--mine", folder=ROOT, **learner.variables
    ) as running:
        url = running.wait_for(r"(http://127.0.0.1:\d+)/docs")
        assert b"My API" in wait_until_it_answers(f"{url}/openapi.json")
        running.press_ctrl_c()
