"""Build the site and serve it: first what is generated, then MkDocs."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

from course import mermaid
from course.diffs import compare, diff_block
from course.file_map import generate_files
from course.known_issues import generate_known_issues
from course.museum_pages import generate_museum
from course.notebook_pages import can_run, generate_notebooks
from course.numbered_code import MarkNotFound, generate_numbered_code
from course.playground.notice import BEING_PREPARED, write_notice
from course.reading_time import generate_reading_time
from course.sections import section_of
from course.settings_table import generate_settings
from course.steps import ROOT, Step, read_manifest, step_before, step_files
from course.try_it import add_try_links, run_here
from course.uses import UnknownName, generate_uses
from course.variants import generate_variants

GENERATED = ROOT / "generated"
SITE = ROOT / "site"
PAGES = ROOT / "docs" / "en"
INCLUDED_CODE = re.compile(r'--8<-- "([\w/]+\.py):(\w+)"')
LONGEST_DIFF = 1000  # lines on one page
HASH_IN_NAME = re.compile(r"[-.][0-9a-f]{10}[./]")
FINGERPRINT = SITE / ".fingerprint"
SOURCES = (
    "docs",
    "chapters",
    "final",
    "notebooks",
    "variants",
    "course",
    "playground",
    "practice/museum",
    "practice/steps",
    "tests/museum",
    "mkdocs.yml",
    "Pipfile.lock",
)


class BuildFailed(Exception):
    """MkDocs refused to build the site; the message is what it said."""


def build() -> bool:
    """Build the site if its sources changed; return whether it was built.

    Raises BuildFailed with MkDocs' output.
    """
    now = fingerprint()
    if FINGERPRINT.is_file() and FINGERPRINT.read_text(encoding="ascii") == now:
        return False
    try:
        generate()
    except (UnknownName, MarkNotFound) as missing:
        raise BuildFailed(str(missing)) from None
    if sentences := missing_code():
        raise BuildFailed("\n".join(sentences))
    command = mkdocs("build", "--strict", "--quiet", "--site-dir", str(SITE))
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=mkdocs_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise BuildFailed(done.stdout.strip())
    mermaid.copy_into(SITE)
    add_try_links(SITE)
    write_notice(SITE, *BEING_PREPARED)
    FINGERPRINT.write_text(now, encoding="ascii")
    return True


def missing_code() -> list[str]:
    """Return a sentence for each section of code that a page names in vain."""
    missing = []
    for page in sorted(PAGES.rglob("*.md")):
        lines = page.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            for path, section in INCLUDED_CODE.findall(line):
                file = ROOT / path
                code = file.read_text(encoding="utf-8") if file.is_file() else ""
                if section_of(code, section) is None:
                    place = f"{page.relative_to(ROOT).as_posix()}:{number}"
                    missing.append(f"{place} shows {path}:{section}: not there.")
    return missing


def fingerprint() -> str:
    """Return a hash of the names, sizes and times of all that the site is made of."""
    digest = hashlib.sha256(b"with outputs" if can_run() else b"without outputs")
    for source in SOURCES:
        top = ROOT / source
        names = step_files(top) if top.is_dir() else [""]
        for name in names:
            status = (top / name).stat()
            line = f"{source}/{name} {status.st_size} {status.st_mtime_ns}\n"
            digest.update(line.encode())
    return digest.hexdigest()


def mkdocs(*words: str) -> list[str]:
    """Return the command that runs MkDocs in this environment."""
    return [sys.executable, "-m", "mkdocs", *words]


def mkdocs_environment() -> dict[str, str]:
    """Return the variables for MkDocs: UTF-8, no advertisement, where Mermaid is."""
    own = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    return {**os.environ, **own, "COURSE_MERMAID": mermaid.script_for_pages()}


def generate(target: Path = GENERATED) -> None:
    """Write what pages include: for each step its head, files, commands and diff."""
    shutil.rmtree(target, ignore_errors=True)
    for step in read_manifest():
        folder = target / step.slug
        folder.mkdir(parents=True)
        write(folder / "head.md", head(step))
        write(folder / "files.md", file_tree(step))
        write(folder / "run.md", RUN.substitute(key=step.key, folder=step.folder))
        write(folder / "diff.md", diff_page(step))
    write(target / "steps.md", step_cards())
    generate_numbered_code(target)
    generate_settings(target)
    generate_uses(target)
    generate_files(target)
    generate_variants(target)
    generate_known_issues(target)
    generate_notebooks(target)
    generate_museum(target)
    generate_reading_time(target)


def write(file: Path, text: str) -> None:
    """Write a generated page part as UTF-8."""
    file.write_text(text, encoding="utf-8")


def head(step: Step) -> str:
    """Return the page's title, the goal in one sentence, and for a chapter a button."""
    if step.key == "final":
        return f"# {step.title}\n\n**Goal:** {step.goal}\n"
    title = f"# {step.key} · {step.title}"
    return "\n\n".join([title, f"**Goal:** {step.goal}", run_here(step)])


def file_tree(step: Step) -> str:
    """Return the step's files as a list, new and changed ones marked."""
    kinds = {
        **dict.fromkeys(step.added, "new"),
        **dict.fromkeys(step.changed, "changed"),
    }
    names = step_files(step.path)
    width = max(map(len, names)) + 3
    lines = [f"{name:<{width}}{kinds.get(name, '')}".rstrip() for name in names]
    return "\n".join(["```text", *lines, "```", ""])


def diff_page(step: Step) -> str:
    """Return the diff to the step before, one foldable block for each file.

    Where much is new, a file that was added is only named: a browser shows no more.
    """
    before = step_before(step)
    if before is None:
        return "This is the first chapter: there is nothing to compare it with.\n"
    diffs = compare(before.path, step.path)
    intro = (
        f"The same in the terminal: `python3 learn.py diff {before.key} {step.key}`\n"
    )
    is_long = sum(len(diff.lines) for diff in diffs) > LONGEST_DIFF
    shown = [diff for diff in diffs if not (is_long and diff.kind == "added")]
    named = [f"`{diff.name}`" for diff in diffs if diff not in shown]
    if named:
        intro += (
            f"\nAdded, each with its own lines in the folder: {', '.join(named)}.\n"
        )
    return "\n".join([intro, *map(diff_block, shown)])


def step_cards() -> str:
    """Return the seven chapters and final as cards for the landing page."""
    cards = ['<div class="grid cards steps" markdown>', ""]
    for step in read_manifest():
        name = step.key if step.key != "final" else "★"
        cards += [
            f'-   <span class="step-number">{name}</span> '
            f"**[{step.title}](chapters/{step.slug}/index.md)**",
            "",
            f"    {step.goal}",
            "",
        ]
    return "\n".join([*cards, "</div>", ""])


RUN = Template("""\
=== "learn.py"

    ```console
    $$ python3 learn.py run $key
    ```

=== "uvicorn, macOS and Linux"

    ```console
    $$ source .venv/bin/activate
    $$ cd $folder
    $$ uvicorn blog.main:app --reload
    ```

=== "uvicorn, Windows"

    ```console
    > .venv\\Scripts\\activate
    > cd $folder
    > uvicorn blog.main:app --reload
    ```

Then open the address that it prints, with `/docs` at its end, or run the chapter's tests:

```console
$$ python3 learn.py test $key
```
""")


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves the built site quietly, with its own page for what is not there."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a file's end would wait for an answer to its head
    # A browser refuses a module of another type; Windows may say text/plain.
    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".css": "text/css",
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for what the reader should do next."""

    def send_response(self, code: int, message: str | None = None) -> None:
        """Let browsers keep what has its hash in its name, and ask again for the rest."""
        super().send_response(code, message)
        if code < 400:
            has_hash = HASH_IN_NAME.search(self.path.partition("?")[0])
            kept = "max-age=31536000, immutable" if has_hash else "no-cache"
            self.send_header("Cache-Control", kept)

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """Answer 404 with the site's own page, any other error as usual."""
        page = SITE / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None


def site_server(host: str, port: int) -> ThreadingHTTPServer:
    """Return a server for the built site, listening but not yet answering."""
    return ThreadingHTTPServer((host, port), partial(SiteHandler, directory=str(SITE)))
