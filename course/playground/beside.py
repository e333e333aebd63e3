"""Prepare the playground beside the site, which is served already."""

import subprocess
import sys
from collections.abc import Callable
from threading import Thread

from course.playground.build import is_built
from course.site import SITE
from course.steps import ROOT


def prepare_playground(say: Callable[[str], None]) -> Thread | None:
    """Build what is missing, in a program of its own; say when it begins and how it ends."""
    if is_built(SITE):
        return None
    say("\nThe playground is being prepared …")
    thread = Thread(target=build_and_say, args=(say,), daemon=True)
    thread.start()
    return thread


def build_and_say(say: Callable[[str], None]) -> None:
    """Build the playground, and say in one line how that ended."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "learn.py"), "playground"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode == 0:
        say("The playground is ready: each chapter's page has a button for it.")
    else:
        say(f"The playground is missing. {lines[-1] if lines else ''}")
    sys.stdout.flush()
