#!/usr/bin/env python3
"""The only entry to the course: `python3 learn.py`, `python3 learn.py --help`.

It makes an environment in `.venv/` (or where the variable COURSE_VENV says), installs
what the command needs exactly as `Pipfile.lock` pins it, and hands over to `course/`
inside that environment.
Standard library only, and syntax that Python 3.8 can read, so that an old Python
gets a sentence instead of a traceback.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Iterator

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "Pipfile.lock"
VENV = Path(os.environ.get("COURSE_VENV") or ROOT / ".venv").absolute()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STATE = VENV / "learn.json"
PIP_LOG = VENV / "setup.log"
ONE_SETUP = ROOT / ".venv.lock"

RUN = ["default", "course"]
SITE = [*RUN, "site"]
CHECK = [*RUN, "develop"]  # the tests of the chapters, without those of final
TEST = [*RUN, "final", "develop"]
EVERYTHING = [*SITE, "final", "notebooks", "jupyter", "develop"]  # but for Node.js

# Which categories of the Pipfile a command needs; any other needs "course" alone.
NEEDS = {
    "start": SITE,
    "docs": SITE,
    "playground": SITE,
    "run": RUN,
    "test": EVERYTHING,
    "notebook": [*RUN, "notebooks", "jupyter"],
    "notebooks": [*TEST, "notebooks"],
    "bench": TEST,
    "openapi": [*RUN, "final"],
    "lock": TEST,
    "check": CHECK,
    "hint": CHECK,
    "class": CHECK,
}
CHAPTER_TESTS = re.compile(r"(0?\d(_\w+)?|final)$")

# What pip says when it fails, what that means, and what helps.
REASONS = [
    (
        r"NewConnectionError|ConnectTimeout|Name or service|getaddrinfo|ProxyError"
        r"|Temporary failure|Max retries|Could not fetch URL|ReadTimeout"
        r"|from versions: none",
        "pip could not reach the package index.",
        [
            "Check the network, then run the same command again.",
            "Behind a proxy: set HTTPS_PROXY. With a mirror: set PIP_INDEX_URL.",
        ],
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package index showed a certificate that pip does not trust.",
        ["A school or company network may need its own: set PIP_CERT to its file."],
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A downloaded file is not the one that Pipfile.lock names.",
        ["Run the same command again; if it stays, ask who runs your mirror."],
    ),
    (
        r"No space left|Errno 28|WinError 112",
        "The disk is full.",
        ["Free about 400 MB, then run the same command again."],
    ),
    (
        r"Permission denied|Errno 13|WinError 5\b|Read-only file system",
        "A file could not be written.",
        [
            "Close the programs that use .venv (a server, an editor's terminal).",
            "Keep the course in a folder of your own, and do not use sudo.",
        ],
    ),
    (
        r"No matching distribution found|Failed building wheel|Visual C\+\+",
        "A package has no ready-made file for this Python.",
        ["Use a 64-bit CPython 3.11 to 3.14, delete .venv, and run it again."],
    ),
]


class SetupFailed(Exception):
    """Set-up cannot go on; the message says what failed and what to do."""


def main(arguments: list[str]) -> None:
    """Set up what the command needs, then run it inside the environment."""
    if arguments[:1] == ["doctor"]:
        sys.path.insert(0, str(ROOT))
        from course.doctor.run import main as examine

        sys.exit(examine(arguments[1:]))
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(old_python_message(sys.version_info))
    try:
        prepare(categories_for(arguments))
    except (SetupFailed, OSError, ValueError) as failure:
        sys.exit(f"\n{failure}\n\n{offer_doctor()}")
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again: set-up then starts afresh.")
        sys.exit(130)
    if Path(sys.prefix).resolve() == VENV.resolve():
        sys.path.insert(0, str(ROOT))
        try:
            from course.cli import main as run_command
        except ImportError as failure:
            sys.exit(f"A package is damaged: {failure}\n\n{offer_doctor()}")
        except KeyboardInterrupt:
            sys.exit(130)
        run_command(arguments)
    else:
        hand_over([str(PYTHON), str(ROOT / "learn.py"), *arguments])


def old_python_message(version: tuple[Any, ...]) -> str:
    """Say which Python the course needs and where it comes from."""
    needed, yours = (".".join(map(str, v[:2])) for v in (OLDEST_PYTHON, version))
    return (
        f"This course needs Python {needed} or newer, you have {yours}.\n"
        "Install a newer one from python.org (Windows, macOS) or with your package\n"
        "manager (Linux), then start the course with it, for example:\n"
        "    python3.12 learn.py      (Windows: py -3.12 learn.py)\n"
        f"{offer_doctor()}"
    )


def offer_doctor() -> str:
    """Return the line that says what looks for the cause of a failure."""
    python = "py" if os.name == "nt" else "python3"
    return f"{python} learn.py doctor looks for the cause."


def categories_for(arguments: list[str]) -> list[str]:
    """Return the Pipfile categories that this command line needs."""
    words = [word for word in arguments if not word.startswith("-")]
    if "--help" in arguments:
        return ["course"]
    if not words:
        return NEEDS["start"]
    if words[0] == "test":
        own = arguments[: arguments.index("--")] if "--" in arguments else arguments
        parts = [word for word in own[1:] if not word.startswith("-")]
        if parts and all(CHAPTER_TESTS.match(part) for part in parts):
            return TEST
    if words[0] == "class" and "--check" not in arguments:
        return ["course"]
    needed = NEEDS.get(words[0], ["course"])
    if words[0] in ("playground", "test") and not has_node():
        return [*needed, "playground"]
    runs_final = words[0] in ("run", "notebook") and "final" in words
    return [*needed, "final"] if runs_final or "--otlp" in arguments else needed


def has_node() -> bool:
    """Tell whether this machine has Node.js with npm; a package brings it otherwise."""
    return all(shutil.which(program) for program in ("node", "npm"))


def prepare(categories: list[str]) -> None:
    """Make sure that `.venv` holds these categories as Pipfile.lock pins them."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    categories = [c for c in categories if c in lock]  # a new one is not locked yet
    if missing(lock, categories, read_state()):
        with one_setup_at_a_time():
            state = read_state()
            wanted = missing(lock, categories, state)
            if wanted:
                set_up(lock, wanted, state)


def missing(
    lock: dict[str, Any], categories: list[str], state: dict[str, Any]
) -> list[str]:
    """Return the categories that are not installed as the lock has them now."""
    if not is_usable(state):
        return categories
    installed = state["categories"]
    return [c for c in categories if installed.get(c, {}).get("hash") != pin(lock[c])]


def pin(packages: dict[str, Any]) -> str:
    """Return a hash of one category of the lock."""
    return hashlib.sha256(json.dumps(packages, sort_keys=True).encode()).hexdigest()


def read_state() -> dict[str, Any]:
    """Return what the last set-up noted, or {} if there is nothing to trust."""
    try:
        state: dict[str, Any] = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state


def write_state(state: dict[str, Any]) -> None:
    """Note what is installed; whole, or not at all."""
    draft = STATE.with_suffix(".tmp")
    draft.write_text(json.dumps(state, indent=1), encoding="utf-8")
    draft.replace(STATE)


def is_usable(state: dict[str, Any]) -> bool:
    """Tell whether `.venv` is whole, still in its place, and has its Python."""
    return (
        state.get("place") == str(VENV)
        and not state.get("interrupted")
        and PYTHON.exists()
    )


@contextlib.contextmanager
def one_setup_at_a_time() -> Iterator[None]:
    """Wait while another terminal sets up; the system frees the lock if it dies."""
    with ONE_SETUP.open("w", encoding="ascii") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    print("Another terminal is setting up; waiting for it.")
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                print("Another terminal is setting up; waiting for it.", flush=True)
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def set_up(lock: dict[str, Any], wanted: list[str], state: dict[str, Any]) -> None:
    """Make the environment if need be, and install the wanted categories."""
    start = time.monotonic()
    if not is_usable(state):
        print("Setting up the course in .venv. This happens once.", flush=True)
        state = make_environment(state)
    elif "develop" in wanted:
        print(
            "Installing the tests that look at your code. This happens once.",
            flush=True,
        )
    else:
        print("Installing what this command needs, too. This happens once.", flush=True)
    write_state({**state, "interrupted": True})
    install(lock, wanted)
    remove_leftovers(lock, state)
    for category in wanted:
        names = sorted(lock[category])
        state["categories"][category] = {"hash": pin(lock[category]), "names": names}
    write_state(state)
    print(f"Set up in {time.monotonic() - start:.0f} s.\n", flush=True)


def make_environment(state: dict[str, Any]) -> dict[str, Any]:
    """Make `.venv`, or take over one that works, and return its state."""
    fresh = {"place": str(VENV), "categories": {}}
    if not state and is_healthy():
        return fresh
    if VENV.is_symlink():
        raise SetupFailed(
            f"{VENV} is a link to another folder, which set-up would empty.\n"
            "Remove the link, or name the folder in the variable COURSE_VENV.\n"
            "Then run the same command again."
        )
    VENV.mkdir(exist_ok=True)
    write_state({**fresh, "interrupted": True})
    maker = getattr(sys, "_base_executable", None) or sys.executable
    made = run([maker, "-m", "venv", "--clear", str(VENV)])
    if made.returncode != 0:
        raise SetupFailed(
            "Python could not make an environment in .venv. It said:\n\n"
            + indent(made.stdout)
            + "\n\nOn Debian and Ubuntu: sudo apt install python3-venv\n"
            "Then run the same command again."
        )
    return fresh


def is_healthy() -> bool:
    """Tell whether the Python in `.venv` runs, is new enough and has pip."""
    if not PYTHON.exists():
        return False
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return run([str(PYTHON), "-c", check]).returncode == 0


def install(lock: dict[str, Any], categories: list[str]) -> None:
    """Install the pinned packages with pip, hashes checked, showing progress."""
    packages = {}
    for category in categories:
        packages.update(lock[category])
    requirements = VENV / "requirements.txt"
    lines = [requirement(name, entry) for name, entry in sorted(packages.items())]
    requirements.write_text("\n".join(lines), encoding="ascii")
    command = [str(PYTHON), "-m", "pip", "install", "--no-deps", "--require-hashes"]
    command += ["--no-compile", "--no-color", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "-r", str(requirements)]
    with PIP_LOG.open("w", encoding="utf-8") as log:
        pip = start(command)
        count = 0
        for line in pip.stdout or ():
            log.write(line)
            count = show_progress(line, count, len(packages))
        status = pip.wait()
    if sys.stdout.isatty():
        print(" " * 60, end="\r")
    if status != 0:
        raise SetupFailed(pip_message(PIP_LOG.read_text(encoding="utf-8")))


def requirement(name: str, entry: dict[str, Any]) -> str:
    """Return one line of a requirements file, with its marker and hashes."""
    marker = f" ; {entry['markers']}" if "markers" in entry else ""
    hashes = "".join(f" --hash={value}" for value in entry["hashes"])
    return f"{name}{entry['version']}{marker}{hashes}"


def show_progress(line: str, count: int, total: int) -> int:
    """Show where pip is, and return how many packages it has looked at.

    One moving line in a terminal; elsewhere a line for every twentieth package.
    """
    found = re.match(
        r"(Collecting|Requirement already satisfied:|Ignoring) (\S+)", line
    )
    if found:
        count += 1
        text = f"  {count:>3}/{total} {re.split('[=;:]', found.group(2))[0]}"
    elif line.startswith("Installing collected"):
        text = f"  unpacking {total} packages"
    else:
        return count
    if sys.stdout.isatty():
        print(f"{text:<60}", end="\r", flush=True)
    elif not found or count % 20 == 0:
        print(text, flush=True)
    return count


def remove_leftovers(lock: dict[str, Any], state: dict[str, Any]) -> None:
    """Uninstall what the lock of the last set-up asked for and this one does not."""
    installed = state["categories"].values()
    before = {name for category in installed for name in category["names"]}
    gone = sorted(before - {name for packages in lock.values() for name in packages})
    if gone:
        run([str(PYTHON), "-m", "pip", "uninstall", "--yes", *gone])


def pip_message(output: str) -> str:
    """Say what stopped pip, what helps, and quote its last words."""
    reason, advice = "pip stopped.", ["Run the same command again."]
    for pattern, sentence, steps in REASONS:
        if re.search(pattern, output):
            reason, advice = sentence, steps
            break
    errors = [line for line in output.splitlines() if "ERROR" in line]
    words = "\n".join((errors or output.splitlines())[-4:])
    listed = "\n".join(f"  - {step}" for step in advice)
    return (
        f"Set-up stopped. {reason}\n\nWhat you can do:\n{listed}\n\n"
        f"pip said (all of it is in {PIP_LOG}):\n{indent(words)}"
    )


def indent(text: str) -> str:
    """Return the text, each line moved in."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines())


def start(command: list[str]) -> subprocess.Popen[str]:
    """Start a command whose output can be read line by line."""
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"},
    )


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and keep its output."""
    process = start(command)
    output, _ = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, output)


def hand_over(command: list[str]) -> None:
    """Go on as another program; on Windows, wait for it and end as it ends."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            continue  # the child got it too, and ends in its own way


if __name__ == "__main__":
    main(sys.argv[1:])
