"""Prepare the playground while the site is served already."""

import sys
from collections.abc import Callable
from threading import Thread

from course.playground.build import build_playground, is_built
from course.playground.places import NotBuilt
from course.site import SITE


def prepare_playground(say: Callable[[str], None]) -> Thread | None:
    """Build what is missing in a thread, and say when it begins and how it ends."""
    if is_built(SITE):
        return None
    say("\nThe playground is being prepared \u2026")
    thread = Thread(target=build_and_say, args=(say,), daemon=True)
    thread.start()
    return thread


def build_and_say(say: Callable[[str], None]) -> None:
    """Build the playground, and say in one line how that ended."""
    try:
        build_playground(SITE)
    except (NotBuilt, OSError) as reason:
        say(f"The playground is missing: {reason}")
    else:
        say("The playground is ready: each chapter's page has a button for it.")
    sys.stdout.flush()
