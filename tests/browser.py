"""The browser of the tests: a Chromium without a window, which can reach this machine only."""

import shutil

# Debian's shell has no window to draw and takes a fifth less of the processor.
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
MISSING = "Chromium is not installed (apt install chromium-headless-shell)"
ALONE = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
