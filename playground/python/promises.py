"""A chapter's own tests, in this interpreter: pytest as it is, one report for each test."""

import io
import os
import re
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from .chapter import take_modules

ROOT = Path("/course")
STEP_IN_ID = re.compile(r"\[\d(?:-sqlite)?(?:-(.*))?\]$")
# What is left unclosed is looked for on a real machine: here that takes a second.
NOT_HERE = ("no:cacheprovider", "no:unraisableexception")
OPTIONS = ["-q", *(f"-p{plugin}" for plugin in NOT_HERE), "--capture=sys"]


class Reporter:
    """A pytest plugin that tells how each test ended."""

    def __init__(self, on_test: Callable[[dict[str, Any]], None]) -> None:
        self.on_test = on_test
        self.promises: dict[str, str] = {}
        self.reports: dict[str, list[Any]] = {}
        self.ended: list[dict[str, Any]] = []
        self.has_ended = False

    def pytest_itemcollected(self, item: Any) -> None:
        """Keep the promise: the first line of the docstring."""
        words = (item.obj.__doc__ or item.name).strip().splitlines()
        self.promises[item.nodeid] = words[0]

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Collect the phases of a test, and tell its outcome after the last one."""
        phases = self.reports.setdefault(report.nodeid, [])
        phases.append(report)
        if report.when == "teardown":
            self.tell(report.nodeid, phases)

    def pytest_collectreport(self, report: Any) -> None:
        """Tell a module that cannot even be read as one failed test."""
        if report.failed:
            self.promises[report.nodeid] = "The tests can be read."
            report.duration = 0
            self.tell(report.nodeid, [report])

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Note whether pytest came to its end, with tests that passed or failed."""
        self.has_ended = exitstatus in (0, 1)

    def tell(self, nodeid: str, phases: list[Any]) -> None:
        """Tell one test as data."""
        outcomes = [phase.outcome for phase in phases]
        worst = next((o for o in ("failed", "skipped") if o in outcomes), "passed")
        details = [p.longreprtext for p in phases if p.outcome == worst != "passed"]
        test = {
            "id": STEP_IN_ID.sub(shorter, nodeid.rpartition("::")[2]),
            "promise": self.promises[nodeid],
            "outcome": worst,
            "seconds": sum(phase.duration for phase in phases),
            "detail": "\n".join(details),
        }
        self.ended.append(test)
        self.on_test(test)


def shorter(found: re.Match[str]) -> str:
    """Return a test's parameters without the step, which is always the same."""
    return f"[{found[1]}]" if found[1] else ""


def run_tests(
    folder: Path,
    key: str,
    module: str,
    files: dict[str, str],
    on_test: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    """Run a chapter's test module against the files in `folder` and count outcomes.

    `files` are the tests with all that they read. `output` is what pytest printed;
    `hasEnded` tells whether it came to its end.
    """
    write_course(files)
    reporter = Reporter(on_test)
    output = run_pytest(folder, key, [module], reporter)
    count = [test["outcome"] for test in reporter.ended].count
    return {
        **{outcome: count(outcome) for outcome in ("passed", "failed", "skipped")},
        "seconds": sum(test["seconds"] for test in reporter.ended),
        "hasEnded": reporter.has_ended,
        "output": output,
    }


def run_pytest(folder: Path, key: str, asked: list[str], *plugins: Any) -> str:
    """Run what pytest is asked for against the files in `folder`; return what it said.

    The app that runs meanwhile keeps its modules.
    """
    import pytest

    output = io.StringIO()
    own = [*asked, "--steps", key, "--app-dir", str(folder)]
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    modules, before = take_modules(), Path.cwd()
    os.chdir(ROOT)
    try:
        with redirect_stdout(output), redirect_stderr(output):
            pytest.main([*settings, *OPTIONS, *own], plugins=plugins)
    finally:
        os.chdir(before)
        take_modules()
        sys.modules.update(modules)
    return output.getvalue()


def write_course(files: dict[str, str]) -> None:
    """Write the tests and what they import."""
    shutil.rmtree(ROOT, ignore_errors=True)
    for name, text in files.items():
        file = ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
