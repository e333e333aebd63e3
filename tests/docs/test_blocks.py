"""The pages promise: every command, every exchange and every example is executed.

`pytest tests/docs/test_blocks.py --update-pages` writes what really came into the pages.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from textwrap import indent
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from course.blocks import (
    Block,
    as_shown,
    blocks_of,
    console_commands,
    exchanges_of,
    fits,
    lines_fit,
    parse_message,
    steps_folder,
    without_what_varies,
)
from course.known_issues import AREAS, area_page
from course.loading import copy_chapter
from course.page_steps import step_of
from course.steps import ROOT, read_manifest
from tests.docs.museum import open_museum
from tests.loading import uvicorn_server
from tests.museum.visitors import MUSEUM
from tests.programs import (
    IN_COPY,
    fresh_copy,
    program,
    run,
    usual_port,
    wait_until_it_answers,
)

DOCS = ROOT / "docs" / "en"
PAGES = sorted(
    DOCS.rglob("*.md"), key=lambda page: (page.parent, page.stem != "index", page)
)
USUAL = "http://127.0.0.1:8000"
Commands = list[tuple[str, list[str]]]  # each with the lines shown below it
MARK = "=-=-=-= next command"
# Python 3.11 and 3.12 still use the older name.
TODAY = {422: "Unprocessable Content"}


def text_of(page: Path) -> str:
    """Return a page as its writer wrote it."""
    return page.read_text(encoding="utf-8")


def app_of(page: Path) -> Path:
    """Return the folder of the app that a page talks to."""
    if is_of_museum(page):
        return MUSEUM
    step = step_of(page)
    assert step, f"{page} has exchanges: name its step in the front matter"
    return step.path


def is_of_museum(page: Path) -> bool:
    """Tell whether a page shows an exhibit of the museum of faults."""
    return page.parent == DOCS / "museum"


def place(page: Path, block: Block) -> str:
    """Return where a block stands, so that an editor can jump there."""
    return f"{page.relative_to(ROOT)}:{block.line}"


def conversations() -> list[list[Path]]:
    """Return the pages with exchanges; those of one folder share a server.

    The museum's pages do too, but each begins with the same visitors and blogs.
    """
    folders: dict[str, list[Path]] = {}
    for page in PAGES:
        if exchanges_of(text_of(page)):
            is_shared = steps_folder(page.relative_to(DOCS)) or is_of_museum(page)
            inside = page.parent if is_shared else page
            folders.setdefault(str(inside), []).append(page)
    return list(folders.values())


def send(address: str, block: Block, token: str) -> tuple[str, dict[str, str], str]:
    """Send the request of a block and return status line, headers and body."""
    message = parse_message(block.text)
    method, path, _ = message.start.split()
    headers = {
        name: value.replace("Bearer …", f"Bearer {token}")
        for name, value in message.headers.items()
    }
    body = message.body.encode() or None
    request = Request(address + path, body, headers, method=method)
    try:
        with urlopen(request) as answer:
            content = answer.read()
    except HTTPError as error:
        with error:
            answer, content = error, error.read()
    reason = TODAY.get(answer.status, answer.reason)
    status = f"HTTP/1.1 {answer.status} {reason}"
    named = {name.lower(): value for name, value in answer.headers.items()}
    return status, named, content.decode()


def response_text(block: Block, status: str, headers: dict[str, str], body: str) -> str:
    """Return the real response in the form of the page's block."""
    shown = parse_message(block.text).headers
    lines = [status, *(f"{name}: {headers.get(name, '-')}" for name in shown)]
    return "\n".join(lines) + (f"\n\n{pretty(body)}" if body else "")


def pretty(body: str) -> str:
    """Return JSON as pages show it, any other text as it is."""
    try:
        return as_shown(json.loads(body))
    except ValueError:
        return body


def same_response(shown: str, real: str) -> bool:
    """Compare two responses: the head by text, a JSON body by value.

    In another body a line `...` stands for any lines.
    """
    old, new = parse_message(shown), parse_message(real)
    try:
        bodies = fits(json.loads(old.body), json.loads(new.body))
    except ValueError:
        bodies = lines_fit(old.body.splitlines(), new.body.splitlines())
    return (old.start, old.headers) == (new.start, new.headers) and bodies


@pytest.mark.parametrize(
    "pages", conversations(), ids=lambda pages: str(pages[0].relative_to(DOCS))
)
def test_every_exchange_is_as_shown(
    pages: list[Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A real server of the page's chapter answers what the page shows."""
    differences, token = [], ""
    folder = copy_chapter(app_of(pages[0]), tmp_path / "app")
    with uvicorn_server(folder, BCRYPT_ROUNDS="4") as address:
        opened = open_museum(address, folder) if is_of_museum(pages[0]) else None
        for page in pages:
            token = opened.begin_anew() if opened else token
            edits: list[tuple[Block, str]] = []
            for question, shown in exchanges_of(text_of(page)):
                real = response_text(shown, *send(address, question, token))
                if found := re.search(r'"access_token": "([^"]+)"', real):
                    token = found.group(1)
                    real = real.replace(token, "eyJ…")
                if not same_response(shown.text, real):
                    differences.append(f"{place(page, shown)}\n{real}")
                    edits.append((shown, real))
            if request.config.getoption("--update-pages"):
                rewrite(page, edits)
    assert not differences, "\n\n".join(differences)


def rewrite(page: Path, edits: list[tuple[Block, str]]) -> None:
    """Put other texts into blocks of a page, from the last block to the first."""
    lines = text_of(page).splitlines()
    for block, text in sorted(edits, key=lambda edit: -edit[0].line):
        end = block.line + len(block.text.splitlines())
        fence = lines[block.line - 1]
        margin = fence[: len(fence) - len(fence.lstrip())]
        lines[block.line : end] = indent(text, margin).splitlines()
    page.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def pages_with(language: str) -> list[Path]:
    """Return the pages that have blocks of this language to be executed."""
    return [page for page in PAGES if any(True for _ in runnable(page, language))]


def runnable(page: Path, language: str) -> list[Block]:
    """Return the blocks of this language that are no includes of other files."""
    return [
        block
        for block in blocks_of(text_of(page))
        if block.language == language
        and "--8<--" not in block.text
        and not {"notebook", "elsewhere", "readme", "operator"}.intersection(
            block.classes
        )
    ]


@usual_port
@pytest.mark.parametrize(
    "page", pages_with("console"), ids=lambda page: str(page.relative_to(DOCS))
)
def test_every_command_prints_what_is_shown(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The commands of a page, run in a copy of the course, print what the page shows."""
    is_served = any("serves" in block.classes for block in runnable(page, "console"))
    ready = request.getfixturevalue("ready_copy") if is_served else None
    copy, step = ready or fresh_copy(tmp_path / "course"), step_of(page)
    differences, edits = [], []
    blocks = [(b, console_commands(b.text)) for b in runnable(page, "console")]
    is_asked = any(
        USUAL in command for _, commands in blocks for command, _ in commands
    )
    server = (
        uvicorn_server(copy / step.folder, BCRYPT_ROUNDS="4")
        if step and is_asked
        else nullcontext(USUAL)
    )
    with server as address:
        results = [
            (block, commands, way_of(block)(copy, real))
            for block, commands in blocks
            if commands
            for real in [[(c.replace(USUAL, address), s) for c, s in commands]]
        ]
    for block, commands, printed in results:
        renewed = []
        for (command, shown), real in zip(commands, printed, strict=True):
            wanted = [without_what_varies(line).rstrip() for line in shown]
            fits = lines_fit(wanted, real)
            renewed.append(shown if fits else real)
            if not fits:
                output = "\n".join([f"$ {command}", *real])
                differences.append(f"{place(page, block)}\n{output}")
        edits.append((block, console_text(commands, renewed)))
    if differences and request.config.getoption("--update-pages"):
        rewrite(page, edits)
    assert not differences, "\n\n".join(differences)


def console_text(commands: Commands, printed: list[list[str]]) -> str:
    """Return a console block with what its commands print."""
    lines: list[str] = []
    for (command, _), real in zip(commands, printed, strict=True):
        lines += [f"$ {command}", *real]
    return "\n".join(lines)


def settings() -> dict[str, str]:
    """Return the variables of a terminal in which the course's environment is active."""
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    return {**IN_COPY, "COLUMNS": "80", "PATH": path}


def tidy(output: str) -> list[str]:
    """Return the lines of an output without what varies, and without empty ends."""
    lines = [
        line.rstrip() for line in without_what_varies(output).strip("\n").split("\n")
    ]
    return [] if lines == [""] else lines


def way_of(block: Block) -> Callable[[Path, Commands], list[list[str]]]:
    """Return how the commands of a block are run: to their end, or until Ctrl+C."""
    until_ctrl_c = {"serves": serve, "waits": wait}
    return next(filter(None, map(until_ctrl_c.get, block.classes)), execute)


def execute(copy: Path, commands: Commands) -> list[list[str]]:
    """Run the commands of a block in one shell and return what each printed."""
    script = f"\necho; echo '{MARK}'\n".join(command for command, _ in commands)
    done = run("bash", "-c", f"exec 2>&1\n{script}", folder=copy, **settings())
    return [tidy(part) for part in done.stdout.split(f"\n{MARK}\n")]


def serve(copy: Path, commands: Commands) -> list[list[str]]:
    """Run a block whose last command serves; it must answer, and stop with Ctrl+C."""
    script = "\n".join(command for command, _ in commands)
    with program("bash", "-c", script, folder=copy, **settings()) as serving:
        address = serving.wait_for(r"(http://127.0.0.1:\d+)")
        wait_until_it_answers(f"{address}/")
        serving.press_ctrl_c()
    shown = commands[-1][1]
    real = tidy(serving.seen)
    head = [line for line in real if line in map(without_what_varies, shown)]
    return [[] for _ in commands[:-1]] + [shown if len(head) == len(shown) else real]


def wait(copy: Path, commands: Commands) -> list[list[str]]:
    """Run one command up to the last line that is shown; then it must stop with Ctrl+C."""
    [(command, shown)] = commands
    with program(
        "bash", "-c", f"exec {command}", folder=copy, **settings()
    ) as going_on:
        going_on.wait_for(f"^{re.escape(shown[-1])}$")
        real = tidy(going_on.seen)
        assert going_on.press_ctrl_c() == 0
    return [real]


@pytest.mark.parametrize(
    "page", pages_with("python"), ids=lambda page: str(page.relative_to(DOCS))
)
def test_every_example_runs(page: Path, tmp_path: Path) -> None:
    """A Python block is a doctest or a script that runs by itself, without a warning.

    Of the course it finds the chapters.
    """
    failures = []
    for step in read_manifest():
        copy_chapter(step.path, tmp_path / step.folder)
    for block in runnable(page, "python"):
        is_doctest = ">>>" in block.text
        file = tmp_path / ("example.txt" if is_doctest else "example.py")
        file.write_text(block.text + "\n", encoding="utf-8")
        words = ["-m", "doctest"] if is_doctest else []
        strict = [
            "-W",
            "error",
            "-W",
            "ignore:'crypt' is deprecated:DeprecationWarning",
        ]
        done = run(sys.executable, *strict, *words, str(file), folder=tmp_path)
        if done.returncode:
            failures.append(f"{place(page, block)}\n{done.stdout}{done.stderr}")
    assert not failures, "\n\n".join(failures)


def test_the_blocks_that_cannot_run_here_grow_no_more() -> None:
    """Windows' own commands are the only ones not executed; their number may only fall."""
    kinds = dict.fromkeys(NOT_EXECUTED, 0)
    for text in (*map(text_of, PAGES), *map(area_page, AREAS)):
        for block in blocks_of(text):
            windows = block.language == "console" and not console_commands(block.text)
            if "elsewhere" in block.classes:
                kinds["elsewhere"] += 1
            elif block.language in ("powershell", "bat") or windows:
                kinds[block.language] += 1
    assert kinds == NOT_EXECUTED


NOT_EXECUTED = {"powershell": 3, "bat": 0, "console": 0, "elsewhere": 9}


def test_what_the_readme_says_too_is_said_alike() -> None:
    """Blocks marked `readme` hold commands that the test of the README executes."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    marked = [b for p in PAGES for b in blocks_of(text_of(p)) if "readme" in b.classes]
    assert marked
    for block in marked:
        assert all(line in readme.splitlines() for line in block.text.splitlines())


def test_a_wrong_block_is_found() -> None:
    """The comparison itself: it sees a wrong value, a wrong line and a missing one."""
    assert fits({"a": "eyJ…"}, {"a": "eyJhbGci"})
    assert not fits({"a": 1}, {"a": 2})
    assert not fits({"a": 1}, {"a": 1, "b": 2})
    assert not fits({"a": 1}, {"a": True})
    assert lines_fit(["a", "...", "z"], ["a", "b", "c", "z"])
    assert lines_fit(["..."], [])
    assert not lines_fit(["a", "...", "z"], ["a", "b"])
    assert not lines_fit(["a"], ["a", "b"])
