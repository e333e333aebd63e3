"""The command `learn.py doctor`: it runs before set-up, on any Python from 3.8."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from course.doctor.checks import examine
from course.doctor.issues import read_pages
from course.doctor.machine import this_machine
from course.doctor.repair import repair
from course.doctor.report import as_json, as_text
from course.ports import FIRST_PORT
from learn import ROOT, VENV


class Parser(argparse.ArgumentParser):
    """Writes its help like that of the other commands."""

    def format_help(self) -> str:
        """Return the help, with a capital at its beginning."""
        return super().format_help().replace("usage:", "Usage:", 1)


def options() -> Parser:
    """Return what can stand behind `doctor`."""
    parser = Parser(
        prog="learn.py doctor",
        usage="learn.py doctor [OPTIONS] [FOLDER]...",
        description="Look for what hinders the course on this machine: Python, the "
        "environment, packages, ports, databases, your code. It changes nothing by itself.",
        epilog="Exit code: 0 if nothing was found, 1 if something was, 2 if misused.",
    )
    parser.add_argument(
        "folders",
        metavar="FOLDER",
        nargs="*",
        type=Path,
        help="examine the code here instead: the folder that holds your package",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--fix", action="store_true", help="offer the safe repairs, and ask before each"
    )
    parser.add_argument(
        "--port", type=int, default=FIRST_PORT, help="the port you want (8000)"
    )
    parser.add_argument(
        "--network", action="store_true", help="ask the network, too; takes longer"
    )
    return parser


def main(arguments: list[str]) -> int:
    """Examine the machine, print what was found, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parser = options()
    given = parser.parse_args(arguments)
    for folder in given.folders:
        if not folder.is_dir():
            parser.error(f"there is no folder {folder}")
    if given.json and given.fix:
        parser.error("choose one of --json and --fix")
    if not 0 < given.port < 65536:
        parser.error("a port is a number from 1 to 65535")
    folders = [folder.resolve() for folder in given.folders]
    machine = this_machine(ROOT, VENV, folders, given.port, given.network)
    findings, pages = examine(machine), read_pages(ROOT)
    tell(as_json(findings, pages, machine) if given.json else as_text(findings, pages))
    if given.fix and findings:
        repair(findings, machine.learn)
    return int(any(not finding.is_note for finding in findings))


def tell(report: str) -> None:
    """Print the report; a reader that has enough, such as `head`, is no error."""
    try:
        print(report, flush=True)
    except BrokenPipeError:
        # what Python flushes at its end goes nowhere, and so without a word
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
