"""What some commands need beside packages: a browser, Jupyter's own files."""

from __future__ import annotations

import webbrowser
from pathlib import Path

from course.doctor.environment import state_of
from course.doctor.finding import Check, Finding
from course.doctor.machine import Machine

TERMINAL_BROWSERS = {"www-browser", "links", "elinks", "lynx", "w3m"}


def no_browser(machine: Machine) -> list[Finding]:
    """Note that no browser can be opened from here, as over SSH or in a container."""
    try:
        name = getattr(webbrowser.get(), "name", "")
    except webbrowser.Error:
        name = ""
    if name and Path(str(name)).name not in TERMINAL_BROWSERS:
        return []
    return [
        Finding(
            "no-browser",
            None,
            "No browser can be opened from this terminal.",
            "The course prints the address of each page: open it yourself.",
            ("Copy the address into a browser on the same machine.",),
            is_note=True,
        )
    ]


def jupyter_pieces(machine: Machine) -> list[Finding]:
    """Find a JupyterLab whose files in the environment are not complete."""
    categories = state_of(machine.venv).get("categories")
    if not isinstance(categories, dict) or "jupyter" not in categories:
        return []
    share = machine.venv / "share" / "jupyter"
    pieces = {
        "kernels/python3/kernel.json": "the kernel python3",
        "lab/static/index.html": "the pages of JupyterLab",
    }
    gone = [what for name, what in pieces.items() if not (share / name).is_file()]
    if not gone:
        return []
    return [
        Finding(
            "jupyter-pieces",
            70,
            f"The environment has lost {' and '.join(gone)}.",
            "learn.py notebook does not start, or no cell runs.",
            (
                machine.delete(machine.venv),
                f"{machine.learn} notebook 1   (installs all of it anew)",
            ),
        )
    ]


CHECKS = (
    Check((), no_browser),
    Check((70,), jupyter_pieces),
)
