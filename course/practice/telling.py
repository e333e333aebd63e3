"""What a check prints: the steps, the task, what was sent, came back and was expected."""

import json

from rich.text import Text

from course.practice.checking import Checked, Unmet
from course.practice.earlier import headline, taught_in
from course.practice.exercises import MUSEUM, Exercise, PracticeStep
from course.practice.failure import Exchange, Failure, Message
from course.practice.frames import Place
from course.practice.pages import address, page_title
from course.practice.places import own_folder, shown
from course.practice.printing import as_it_is, wrapped
from course.practice.promises import task
from course.terminal import console, mark
from course.typed import typed

LONGEST = 16  # lines of a body
WIDEST = 300  # characters of such a line
LATEST = 5  # steps that are met, while one is not
EARLIER = 4  # requests before the last one
DOCUMENT = "GET /openapi.json"
FRAMES = 3  # of the learner's code, from each end
TITLES = {
    "error": "Your code raised an error",
    "syntax": "Python cannot read your code",
    "time": "It takes too long",
    "end": "Python came to an end",
}


def tell(checked: Checked, only: str = "", lost: bool = False) -> None:
    """Print how far the learner is, and the first thing that is not yet met.

    `lost` says that this had been met before.
    """
    exercise = checked.exercise
    if checked.unmet and checked.does_not_start:
        return tell_no_start(exercise, checked.unmet.failure)
    count = only or exercise.count(len(checked.met))
    console.print(f"[bold]{exercise.heading}[/]   {count}\n")
    earlier = max(len(checked.met) - LATEST, 0) if checked.unmet else 0
    if earlier:
        first = f"{mark('✓', 'done')}     {exercise.unit}s before these: {earlier}"
        wrapped(first, "green")
    for step in checked.met[earlier:]:
        entry(mark("✓", "done"), step.number, task(exercise, step), "green")
    if checked.unmet:
        tell_unmet(exercise, checked.unmet, lost)
    return None


def tell_no_start(exercise: Exercise, failure: Failure) -> None:
    """Print why the code cannot be imported: then no step says anything."""
    console.print(f"[bold]{exercise.heading}[/]\n")
    line("Your code does not start, so no step could be tried.", "bold yellow")
    tell_failure(failure, shown(own_folder(exercise.key)))
    where_to_go(exercise, None)


def entry(sign: str, number: int, sentence: str, style: str) -> None:
    """Print one step of the list."""
    start = f"{sign} {number:>2}  "
    wrapped(f"{start}{sentence}", style, hanging=len(start))


def tell_unmet(exercise: Exercise, unmet: Unmet, lost: bool) -> None:
    """Print a promise that is not kept, as a task, and how it fell short."""
    if unmet.step:
        entry(mark("▸", "TASK"), unmet.step.number, unmet.promise.task, "bold yellow")
        if lost:
            console.print()
            line("You had met this step: what you changed since then broke it.", "bold")
    else:
        head(headline(unmet.promise.function))
        line(unmet.promise.task)
    tell_failure(unmet.failure, shown(own_folder(exercise.key)))
    where_to_go(exercise, unmet)


def tell_failure(failure: Failure, folder: str) -> None:
    """Print what was sent, what came back, what was expected, and where."""
    if exchange := failure["exchange"]:
        tell_exchange(exchange, failure)
    if failure["kind"] not in ("answer", "test"):
        tell_own_lines(failure, folder)
    else:
        head(
            "What was expected" if failure["kind"] == "answer" else "What the test met"
        )
        for each in failure["expected"]:
            line(each)
        for place in failure["ours"]:
            tell_place({**place, "function": ""}, place["file"])
    if printed := failure["printed"].splitlines():
        head("What your code printed")
        for each in printed[-LONGEST:]:
            as_it_is(each[:WIDEST])


def tell_exchange(exchange: Exchange, failure: Failure) -> None:
    """Print the last request and its response; those before it in one line each."""
    head("What was sent")
    for earlier in failure["before"][-EARLIER:]:
        line(f"after {earlier}", "dim")
    tell_message(exchange["sent"])
    head("What came back")
    came = exchange["came"]
    if came and exchange["sent"]["start"] == DOCUMENT and came["start"] == "200 OK":
        line("The description of your API, from which `/docs` is drawn.")
    elif came:
        tell_message(came)
    elif failure["kind"] in ("time", "end"):
        line("Nothing: the answer did not come.")
    else:
        line("Nothing: your code raised an error. A browser would get 500.")


def tell_message(message: Message) -> None:
    """Print a request or a response."""
    as_it_is(message["start"], "bold")
    for name, value in message["headers"].items():
        as_it_is(f"{name}: {value}", "dim")
    for each in pretty(message["body"]):
        as_it_is(each)


def pretty(body: str) -> list[str]:
    """Return the lines of a body; JSON is laid out, what is long is cut."""
    try:
        value = json.loads(body)
        flat = json.dumps(value, ensure_ascii=False)
        laid_out = json.dumps(value, ensure_ascii=False, indent=2)
        lines = [flat] if len(flat) <= 70 else laid_out.splitlines()
    except ValueError:
        lines = body.splitlines()
    shown_lines = [each[:WIDEST] for each in lines[:LONGEST]]
    return shown_lines if len(lines) <= LONGEST else [*shown_lines, "…"]


def tell_own_lines(failure: Failure, folder: str) -> None:
    """Print where the learner's own code stopped, from their first line on."""
    head(TITLES[failure["kind"]])
    first, last = failure["own"][:FRAMES], failure["own"][FRAMES:]
    for place in first:
        tell_place(place, f"{folder}/{place['file']}")
    if len(last) > FRAMES:
        line(f"… {len(last) - FRAMES} more, and then", "dim")
    for place in last[-FRAMES:]:
        tell_place(place, f"{folder}/{place['file']}")
    for each in failure["message"].splitlines():
        line(each.strip(), "bold red")


def tell_place(place: Place, file: str) -> None:
    """Print a line of code under its file and number."""
    function = place["function"]
    inside = f", in {function}" if function and function != "<module>" else ""
    as_it_is(f"{file}, line {place['line']}{inside}", "dim")
    for code in place["code"].splitlines():
        as_it_is(code, indent=8)


def where_to_go(exercise: Exercise, unmet: Unmet | None) -> None:
    """Print where it is taught, and the commands that go on."""
    head("Go on")
    step = unmet.step if unmet else None
    name = f" {step.name}" if step and exercise.independent else ""
    if unmet:
        whose, teaching = taught_by(exercise, unmet)
        line(f"Taught on: {page_title(whose, teaching.page)}")
        line(f"{address(teaching.page)}")
        line(f"The page opens while the site runs: {typed('start')}", "dim")
        line(f"A hint: {typed(f'hint {exercise.key}{name}')}")
    line(f"Once more: {typed(f'check {exercise.key}')}")
    if step and exercise.independent:
        one = typed(f"check {exercise.key} {step.name}")
        line(f"This one alone: {one}")


def taught_by(exercise: Exercise, unmet: Unmet) -> tuple[Exercise, PracticeStep]:
    """Return the step that teaches a promise, and whose step it is."""
    if unmet.step:
        return exercise, unmet.step
    return taught_in(exercise, unmet.promise.function)


def head(title: str) -> None:
    """Print the title of a part."""
    console.print()
    console.print(Text(f"  {title}", "bold cyan"))


def line(text: str, style: str = "") -> None:
    """Print a sentence of a part, moved in."""
    wrapped(text, style, indent=4)


def tell_left_out(exercise: Exercise) -> None:
    """Print that the promises of the chapters before were not tried this time."""
    console.print("\n[bold green]All steps are met.[/]")
    console.print(
        "  The earlier chapters' promises were kept before this save. Try them again:"
    )
    console.print(f"  {typed(f'check {exercise.key}')}")


def congratulate(exercise: Exercise, following: str) -> None:
    """Print that all is met, and what comes next."""
    console.print()
    if exercise.key == MUSEUM:
        console.print("[bold green]All faults are repaired.[/]")
    else:
        console.print(
            f"[bold green]Chapter {exercise.key} is yours:[/] all steps are met, "
            "and no earlier promise is broken."
        )
    compare = typed(f"practice {exercise.key} --solution")
    console.print(f"  What is other than in the course:  {compare}")
    if exercise.key != MUSEUM:
        inside = typed(f"notebook {exercise.key}")
        console.print(f"  What happens inside:               {inside}")
    if following:
        begin = typed(f"practice {following}")
        console.print(f"  Next:                              {begin}")
