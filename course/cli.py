"""The commands of `learn.py`, and nothing else: each calls a module that does it."""

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from course.handover import hand_over, stay_with
from course.practice.class_commands import class_commands
from course.practice.commands import (
    begun,
    check,
    exercise_named,
    hint,
    practice,
    progress,
)
from course.practice.exercises import MUSEUM
from course.practice.hindrances import tell_hindrances
from course.practice.maintaining import steps
from course.practice.places import shown
from course.steps import ROOT, Step, UnknownStep, find_step, read_manifest
from course.terminal import DIFF_COLOURS, console, fail
from course.typed import typed

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    invoke_without_command=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.add_typer(class_commands, name="class")

LOOPBACK = "127.0.0.1"

StepName = Annotated[
    str, typer.Argument(metavar="CHAPTER", help="1 to 7, or final.", show_default=False)
]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[
    int | None,
    typer.Option(
        min=1, max=65535, help="The port; otherwise the first free one from 8000."
    ),
]


def main(arguments: list[str]) -> None:
    """Run one command line and exit: 0 done, 1 failed, 2 misused, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    own, passed_on = split_arguments(arguments)
    with contextlib.suppress(BrokenPipeError):
        app(own, prog_name="learn.py", obj=passed_on)


def split_arguments(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return what is ours and, behind the first `--`, what is pytest's."""
    if "--" not in arguments:
        return arguments, []
    position = arguments.index("--")
    return arguments[:position], arguments[position + 1 :]


def fail_to_start(message: str, code: int = 1) -> typer.Exit:
    """Print why nothing starts, and what looks for the cause; return the exception."""
    from learn import offer_doctor

    return fail(f"{message}\n{offer_doctor()}", code)


def step_named(name: str) -> Step:
    """Return the step, or end the command with a suggestion."""
    try:
        return find_step(name)
    except UnknownStep as unknown:
        raise fail(str(unknown), code=2) from None


def port_for(host: str, asked: int | None) -> int:
    """Return a free port and say so if it is not the usual one."""
    from course.ports import FIRST_PORT, PortTaken, choose_port

    try:
        port = choose_port(host, asked)
    except PortTaken as taken:
        raise fail_to_start(str(taken)) from None
    if asked is None and port != FIRST_PORT:
        console.print(f"Port {FIRST_PORT} is taken by another program: using {port}.")
    return port


@app.callback()
def default(context: typer.Context) -> None:
    """A small blog API grows from one FastAPI file to a service, in seven chapters.

    Without a command: [bold]start[/].
    """
    if context.invoked_subcommand is None:
        start()


@app.command()
def start(
    host: Host = LOOPBACK,
    port: Port = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the site in your browser, too.")
    ] = False,
) -> None:
    """Build the site, serve it, and say where to go next."""
    from course.playground.beside import prepare_playground
    from course.site import BuildFailed, build, site_server

    chosen = port_for(host, port)
    try:
        with console.status("Building the site …"):
            build()
    except BuildFailed as failure:
        raise fail_to_start(f"MkDocs could not build the site.\n\n{failure}") from None
    url = f"http://{host}:{chosen}/"
    server = site_server(host, chosen)
    console.print(f"The course: [bold]{url}[/]   (Ctrl+C stops it)\n")
    console.print("Next, in a second terminal:")
    console.print(f"  {typed('run 1')}     chapter 1 in your browser, live")
    console.print(f"  {typed('test 1')}    its promises, checked")
    console.print(f"  {typed('list')}      all chapters")
    prepare_playground(console.print)
    sys.stdout.flush()
    if open_browser:
        typer.launch(url)
    with contextlib.suppress(KeyboardInterrupt), server:
        server.serve_forever()
    console.print("\nStopped.")


@app.command()
def run(
    chapter: Annotated[
        str,
        typer.Argument(
            metavar="CHAPTER",
            help="1 to 7, final, or museum for your own copy of it.",
            show_default=False,
        ),
    ],
    host: Host = LOOPBACK,
    port: Port = None,
    reload: Annotated[
        bool, typer.Option("--reload/--no-reload", help="Restart when a file changes.")
    ] = True,
    mine: Annotated[
        bool, typer.Option("--mine", help="Run your own code, from practice/.")
    ] = False,
    xray: Annotated[
        bool, typer.Option("--xray", help="Print what happens inside each request.")
    ] = False,
    otlp: Annotated[
        bool, typer.Option("--otlp", help="Send it to a collector of OpenTelemetry.")
    ] = False,
    collector: Annotated[
        str, typer.Option(envvar="OTEL_EXPORTER_OTLP_ENDPOINT", help="Where that is.")
    ] = "http://127.0.0.1:4318",
) -> None:
    """Run a chapter under uvicorn: as it stands at its end, or your own with --mine."""
    from course.serving import features, served_as

    if mine or chapter == MUSEUM:
        own = exercise_named(chapter)
        title, folder = f"{own.heading}, as you have it,", begun(own)
    else:
        step = step_named(chapter)
        title, folder = f"{step.label.capitalize()}: {step.title}", step.path
    chosen = port_for(host, port)
    tell_hindrances(folder)
    console.print(f"[bold]{title}[/] in {shown(folder)}")
    console.print(f"Try it on [bold]http://{host}:{chosen}/docs[/]   (Ctrl+C stops it)")
    variables = features(xray, collector if otlp else "")
    command = [sys.executable, "-m", "uvicorn", served_as(variables)]
    command += ["--host", host, "--port", str(chosen)]
    if reload:
        command += ["--reload", "--reload-dir", "blog"]
    code = stay_with(command, folder, variables)
    if code > 0:
        raise fail_to_start("The app ended with an error.", code)


for practising in (practice, check, hint, progress):
    app.command()(practising)


@app.command()
def notebook(
    chapter: StepName,
    port: Port = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Throw your copy away and begin anew.")
    ] = False,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Only make your copy, for VS Code.")
    ] = False,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open it in your browser.")
    ] = True,
) -> None:
    """Open a chapter's notebook in JupyterLab, as a copy that is your own."""
    from course import notebook_server as server

    step = step_named(chapter)
    copy, is_new = server.working_copy(step, reset)
    kept = "" if is_new else "   (as you left it; --reset begins anew)"
    console.print(f"Your copy: [bold]{copy.relative_to(ROOT).as_posix()}[/]{kept}")
    if prepare:
        return
    chosen = port_for(LOOPBACK, port)
    variables = server.jupyter_environment()
    url = server.address(copy, chosen, variables["JUPYTER_TOKEN"])
    console.print(f"The notebook: [bold]{url}[/]   (Ctrl+C stops it)")
    hand_over(server.jupyter_command(copy, chosen, open_browser), ROOT, variables)


@app.command("test")
def run_tests(
    context: typer.Context,
    parts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PART]...",
            help="1 to 7, final, or a folder of tests/ such as docs; all if left out.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run the tests, all of them or those of some parts.

    What stands behind [bold]--[/] goes to pytest: [bold]test 3 -- -k list -x[/].
    Your own copy of a chapter: [bold]test 3 -- --app-dir PATH[/].
    """
    from course.testing import pytest_arguments

    try:
        chosen = pytest_arguments(parts or [])
    except UnknownStep as unknown:
        raise fail(str(unknown), code=2) from None
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    command = [sys.executable, "-m", "pytest", *settings]
    # Apps that the tests start are there in half the time if bytecode is kept, and sooner
    # still if Pydantic does not look through all packages for plugins: there are none.
    variables = {
        "COURSE_STARTED_IN": str(Path.cwd()),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }
    hand_over([*command, *chosen, *context.obj], ROOT, variables)


@app.command()
def diff(old: StepName, new: StepName) -> None:
    """Show what changed from one chapter to another."""
    from course.diffs import compare

    before, after = step_named(old), step_named(new)
    differences = compare(before.path, after.path)
    if not differences:
        console.print("No difference.")
    for file in differences:
        console.print(f"[bold]{file.name}[/] ({file.kind})")
        for line in file.lines[2:]:
            console.print(Text(line, style=DIFF_COLOURS.get(line[:1], "")))
        console.print()


@app.command("list")
def list_steps() -> None:
    """List the chapters with their goals and the files that each adds or changes."""
    for step in read_manifest():
        console.print(f"[bold]{step.key:>5}  {step.title}[/]   {step.folder}")
        console.print(f"       {step.goal}")
        for kind in ("added", "changed", "removed"):
            names = ", ".join(getattr(step, kind))
            if names:
                console.print(f"       [dim]{kind}:[/] {names}")
        console.print()


@app.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
def doctor(context: typer.Context) -> None:
    """Look for what hinders the course on this machine, and say what helps."""
    from course.doctor.run import main as examine

    raise typer.Exit(examine(context.args))


@app.command()
def carry(chapter: StepName) -> None:
    """For maintainers: bring a chapter's changes since HEAD into the later ones.

    A three-way merge by git for each file. Where both sides changed the same lines,
    the markers stay in the file and the exit code is 1.
    """
    from course.carrying import carry as carry_forward

    step = step_named(chapter)
    try:
        result = carry_forward(ROOT, read_manifest(), step)
    except (RuntimeError, FileNotFoundError) as failure:
        raise fail(f"git could not tell what changed: {failure}") from None
    for name in result.written:
        console.print(f"carried   {name}")
    for name in result.conflicts:
        console.print(f"[bold red]conflict[/]  {name}")
    if result.conflicts:
        console.print(
            "\nDecide each conflict, then carry on from the chapter it is in."
        )
        raise typer.Exit(1)
    if not result.written:
        console.print("Nothing to carry: no later chapter needs a change.")


app.command()(steps)


@app.command()
def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="A short try; its numbers mean little.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the numbers for the site.")
    ] = False,
    app_dir: Annotated[
        Path | None,
        typer.Option(help="Measure this copy of final instead.", show_default=False),
    ] = None,
) -> None:
    """Measure how fast final is, beside a bare FastAPI app and the post's handlers."""
    from course.bench.measuring import QUICK, Scale
    from course.bench.run import bench as measure
    from course.bench.servers import BenchFailed
    from course.bench.table import FILE, rich_table
    from course.bench.table import keep as keep_for_the_site

    source = app_dir.resolve() if app_dir else step_named("final").path
    with console.status("Measuring …") as status:
        said = status.update if console.is_terminal else console.print
        try:
            speed = measure(source, QUICK if quick else Scale(), said)
        except BenchFailed as failure:
            raise fail(str(failure)) from None
    console.print(rich_table(speed))
    if keep:
        keep_for_the_site(speed)
        console.print(f"Kept in {FILE.relative_to(ROOT).as_posix()}.")


@app.command()
def docs(port: Port = None) -> None:
    """For writers: serve the site and rebuild it at every change."""
    from course.site import GENERATED, generate, mkdocs, mkdocs_environment

    chosen = port_for(LOOPBACK, port)
    generate(GENERATED)
    console.print(f"The site, live: [bold]http://{LOOPBACK}:{chosen}/[/]")
    command = mkdocs("serve", "--strict", "--dev-addr", f"{LOOPBACK}:{chosen}")
    hand_over(command, ROOT, mkdocs_environment())


@app.command()
def playground() -> None:
    """Build the playground into the built site; `start` does it by itself."""
    from course.playground.build import build_playground
    from course.playground.places import NotBuilt
    from course.site import SITE

    try:
        with console.status("Building the playground …"):
            build_playground(SITE)
    except (NotBuilt, OSError) as reason:
        raise fail(str(reason)) from None
    console.print("The playground is in site/playground/.")


@app.command()
def notebooks() -> None:
    """For maintainers: make the notebooks from notebooks/source/."""
    from course.notebooks import write_notebooks

    for file in write_notebooks():
        console.print(file.relative_to(ROOT).as_posix())


@app.command()
def openapi() -> None:
    """For maintainers: write final/openapi.json, what generated clients are made from."""
    from course.openapi import write_document

    console.print(write_document().relative_to(ROOT).as_posix())


@app.command()
def lock() -> None:
    """For maintainers: pin the newest releases that the Pipfile allows."""
    from course.locking import LockFailed
    from course.locking import lock as lock_dependencies

    try:
        lock_dependencies()
    except LockFailed as failure:
        raise fail(str(failure)) from None
    console.print("Pipfile.lock is up to date.")
