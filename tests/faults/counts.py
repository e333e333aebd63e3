"""What a test has counted is printed at the end of the run, whether it passed or not."""

import pytest

COUNTS = "counts"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line for each count of each test."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
    ]
    lines = [
        value
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == COUNTS and report.when == "call"
    ]
    if lines:
        terminalreporter.section("counted and measured")
        for line in lines:
            terminalreporter.line(str(line))
