"""The known issues: read from docs/known_issues/*.toml, written as parts of pages."""

import json
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from course.doctor.checks import DETECTED
from course.steps import ROOT

FOLDER = ROOT / "docs" / "known_issues"
LOCK = ROOT / "Pipfile.lock"
AREAS = {
    "install": "Install",
    "start": "Import and start",
    "data": "Data",
    "login": "Login",
    "requests": "Requests and text",
    "tools": "Tests, notebooks, site",
}
SYSTEMS = ("Windows", "macOS", "Linux")
PYTHONS = "Python 3.11 to 3.14"
SQLITE_DLL = 34

TEXTS = ("slug", "title", "when", "cause", "check", "evidence")
LISTS = ("systems", "errors", "errors_ko", "dont", "sources", "packages")
FIELDS = {"number", "fixes", *TEXTS, *LISTS}

WITH_TEST = {
    "test": "A test of the course provokes it with {versions}.",
    "emulated": "A test imitates this system's settings on another system and gets "
    "this text, with {versions}. It was not run on the system itself.",
    "fixed": "Gone today. A test holds that, with {versions}.",
}
WITHOUT_TEST = {
    "wheels": "Known from the files that the packages offer for each system. "
    "No test of the course provokes it.",
    "source": "Known from the sources below. No test of the course provokes it.",
}


@dataclass(frozen=True)
class Fix:
    """What repairs an issue on one system, or on `all`; the steps in order."""

    system: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class KnownIssue:
    """One issue; the texts are Markdown, the errors are as a program prints them.

    `test` is the test that provokes it, `None` where none can.
    """

    number: int
    area: str
    slug: str
    title: str
    systems: tuple[str, ...]
    errors: tuple[str, ...]
    errors_ko: tuple[str, ...]
    when: str
    cause: str
    fixes: tuple[Fix, ...]
    dont: tuple[str, ...]
    check: str
    sources: tuple[str, ...]
    packages: tuple[str, ...]
    evidence: str
    test: str | None

    @property
    def link(self) -> str:
        """The entry's address, seen from another page of the known issues."""
        return f"{self.area}.md#{self.slug}"


@cache
def read_known_issues(folder: Path = FOLDER) -> tuple[KnownIssue, ...]:
    """Return every known issue, sorted by number.

    Raises ValueError with the file and the slug of the first entry that is not right.
    """
    issues: list[KnownIssue] = []
    for file in sorted(folder.glob("*.toml")):
        for issue in read_area(file):
            for other in issues:
                if issue.number == other.number or issue.slug == other.slug:
                    name = f"number {issue.number} ({other.area}.toml, {other.slug})"
                    raise complaint(file, issue.slug, f"the same as {name}")
            issues.append(issue)
    return tuple(sorted(issues, key=lambda issue: issue.number))


def read_area(file: Path) -> Iterator[KnownIssue]:
    """Yield the issues of one file; raise ValueError at one that is not right."""
    if file.stem not in AREAS:
        raise complaint(file, "-", f"the areas are {', '.join(AREAS)}")
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("issue", [])
    except tomllib.TOMLDecodeError as error:
        raise complaint(file, "-", str(error)) from error
    for entry in entries:
        slug = str(entry.get("slug", "without slug"))
        for problem in problems(entry, file.stem):
            raise complaint(file, slug, problem)
        yield issue_of(entry, file.stem)


def complaint(file: Path, slug: str, problem: str) -> ValueError:
    """Return the error that says what is wrong with an entry."""
    return ValueError(f"docs/known_issues/{file.name}: {slug}: {problem}")


def issue_of(entry: Mapping[str, Any], area: str) -> KnownIssue:
    """Return the entry, which has no problems, as a KnownIssue."""
    fields: dict[str, Any] = {
        **{name: entry[name] for name in ("number", *TEXTS)},
        **{name: tuple(entry[name]) for name in LISTS},
        "fixes": tuple(Fix(f["system"], tuple(f["steps"])) for f in entry["fixes"]),
    }
    return KnownIssue(area=area, test=entry.get("test"), **fields)


def problems(entry: Mapping[str, Any], area: str) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with an entry of a file."""
    if missing := sorted(FIELDS - set(entry)):
        yield f"without {', '.join(missing)}"
        return
    if unknown := sorted(set(entry) - FIELDS - {"test"}):
        yield f"unknown: {', '.join(unknown)}"
    yield from wrong_types(entry)
    yield from wrong_fixes(entry)
    yield from wrong_values(entry)
    yield from wrong_test(entry, area)


def wrong_types(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is not a number, a text with words in it, or a list of such texts."""
    if not isinstance(entry["number"], int):
        yield "number is not a number"
    for name in TEXTS:
        if not is_text(entry[name]):
            yield f"{name} is not a text"
    for name in LISTS:
        if not is_list_of_texts(entry[name]):
            yield f"{name} is not a list of texts"


def wrong_fixes(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the fixes: there must be one, with steps and system."""
    if not isinstance(entry["fixes"], list) or not entry["fixes"]:
        yield "fixes is not a list with an entry"
        return
    for fix in entry["fixes"]:
        if not isinstance(fix, dict) or set(fix) != {"system", "steps"}:
            yield "a fix has not exactly system and steps"
        elif not fix["steps"] or not is_list_of_texts(fix["steps"]):
            yield "the steps of a fix are not a list of texts"
        elif fix["system"] not in ("all", *SYSTEMS):
            yield f"a fix for the unknown system {fix['system']}"


def wrong_values(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is not one of the values that it may be."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["slug"]):
        yield "the slug is not words of a-z and 0-9 with - between"
    allowed = [{"all"}, *({s} for s in SYSTEMS), set(SYSTEMS)]
    systems = set(entry["systems"])
    if systems not in allowed and not (systems and systems < set(SYSTEMS)):
        yield f"systems are ['all'] or some of {', '.join(SYSTEMS)}"
    if any("\n" in error for error in (*entry["errors"], *entry["errors_ko"])):
        yield "an error text has more than one line"
    for name in entry["packages"]:
        if name not in locked_versions():
            yield f"Pipfile.lock has no package {name}"


def wrong_test(entry: Mapping[str, Any], area: str) -> Iterator[str]:
    """Yield what is wrong with the evidence, or with the name of its test."""
    evidence = entry["evidence"]
    name = str(entry["slug"]).replace("-", "_")
    promised = f"tests/known_issues/test_{area}.py::test_{name}"
    if evidence in WITH_TEST and entry.get("test") != promised:
        yield f'test must be "{promised}"'
    if evidence in WITHOUT_TEST and "test" in entry:
        yield f"evidence {evidence} has no test"
    if evidence not in (*WITH_TEST, *WITHOUT_TEST):
        yield f"the unknown evidence {evidence}"


def is_text(value: object) -> bool:
    """Tell whether this is a text with words in it."""
    return isinstance(value, str) and value.strip() == value != ""


def is_list_of_texts(value: object) -> bool:
    """Tell whether this is a list, perhaps empty, of texts with words in them."""
    return isinstance(value, list) and all(map(is_text, value))


@cache
def locked_versions(lock: Path = LOCK) -> dict[str, str]:
    """Return the version of every package that Pipfile.lock pins, by its name."""
    categories = json.loads(lock.read_text(encoding="utf-8"))
    return {
        name: package["version"].removeprefix("==")
        for category, packages in categories.items()
        if category != "_meta"
        for name, package in packages.items()
    }


def generate_known_issues(target: Path) -> None:
    """Write `known_issues/<area>.md` for every area, and `known_issues/index.md`."""
    folder = target / "known_issues"
    folder.mkdir(parents=True, exist_ok=True)
    for area in AREAS:
        (folder / f"{area}.md").write_text(area_page(area), encoding="utf-8")
    (folder / "index.md").write_text(index_page(), encoding="utf-8")


def area_page(area: str) -> str:
    """Return the entries of one area as Markdown, without the page's title."""
    issues = [issue for issue in read_known_issues() if issue.area == area]
    return "\n".join(map(entry_section, issues))


def entry_section(issue: KnownIssue) -> str:
    """Return one entry: closed it shows its title and first text, open all of it.

    The heading is inside: then Material opens the entry that an address names, and its
    search knows what belongs to the entry.
    """
    parts = [
        '<details class="issue" markdown>',
        '<summary markdown="block" data-search-exclude="">',
        f"**{issue.title}**",
        code(issue.errors[0]) if issue.errors else "No error text.",
        "</summary>",
        f"## {issue.title} {{ #{issue.slug} }}",
        errors_block(issue),
        f"**Systems:** {systems(issue)}",
        f"**When:** {issue.when}",
        f"**Cause:** {issue.cause}",
        f"**Fix:**\n\n{fixes(issue)}",
        warning(issue),
        f"**How to check:** {issue.check}",
        found_by_doctor(issue),
        f"**Last seen:** {last_seen(issue)}",
        f"**Sources:** {', '.join(map(code, issue.sources))}" if issue.sources else "",
        "</details>",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def found_by_doctor(issue: KnownIssue) -> str:
    """Return the line about an issue that doctor detects; nothing for the others."""
    if issue.number not in DETECTED:
        return ""
    return "**Beforehand:** [`python3 learn.py doctor`](doctor.md) finds this."


def errors_block(issue: KnownIssue) -> str:
    """Return the error texts as a block; nothing where nothing is printed."""
    lines = [*issue.errors, *issue.errors_ko]
    return "\n".join(["```text", *lines, "```"]) if lines else ""


def systems(issue: KnownIssue) -> str:
    """Return the systems on which the issue appears, in words."""
    return "all" if "all" in issue.systems else ", ".join(issue.systems)


def fixes(issue: KnownIssue) -> str:
    """Return the steps as numbered lists, those of one of several systems in a tab."""
    parts = []
    for for_all, group in groupby(issue.fixes, lambda fix: fix.system == "all"):
        steps: dict[str, list[str]] = {}
        for fix in group:
            steps.setdefault(fix.system, []).extend(fix.steps)
        for system, its_steps in steps.items():
            text = numbered(its_steps)
            alone = for_all or issue.systems == (system,)
            parts.append(text if alone else tab(system, text))
    return "\n\n".join(parts)


def numbered(steps: list[str]) -> str:
    """Return a numbered list; further lines of a step are indented under it."""
    lines = []
    for number, step in enumerate(steps, start=1):
        first, *more = step.splitlines()
        lines += [f"{number}. {first}", *(f"    {line}".rstrip() for line in more)]
    return "\n".join(lines)


def tab(title: str, text: str) -> str:
    """Return the text as a content tab."""
    return f'=== "{title}"\n\n{textwrap.indent(text, "    ")}'


def warning(issue: KnownIssue) -> str:
    """Return what not to do, and why, as an admonition; nothing if there is none."""
    if not issue.dont:
        return ""
    advice = "\n".join(f"    - {dont}" for dont in issue.dont)
    return f'!!! warning "What not to do"\n\n{advice}'


def last_seen(issue: KnownIssue) -> str:
    """Return a sentence: on which versions, and how it is known."""
    if issue.evidence in WITHOUT_TEST:
        return WITHOUT_TEST[issue.evidence]
    locked = locked_versions()
    versions = [f"{name} {locked[name]}" for name in issue.packages]
    words = " on ".join(filter(None, [", ".join(versions), PYTHONS]))
    return WITH_TEST[issue.evidence].format(versions=words)


def index_page() -> str:
    """Return the failure of `_sqlite3` in short, and a table of every error text."""
    issues = read_known_issues()
    first = [sqlite_section(i) for i in issues if i.number == SQLITE_DLL]
    heading = "## Every error text { #texts data-search-exclude }"
    return "\n".join([*first, heading, "", *table(issues), ""])


def sqlite_section(issue: KnownIssue) -> str:
    """Return the failure that stops the most readers, with a link to its fix."""
    text = issue.errors[0].rpartition(": ")[0]
    korean = issue.errors_ko[0].rpartition(": ")[2]
    parts = [
        f"## {issue.title} {{ #{issue.slug} }}",
        f"{code(text)} or {code(korean)}: this stops the most people. Most often the "
        "environment was made from Anaconda's Python.",
        f"**[The causes and the fix, in order]({issue.link})**",
    ]
    return "\n\n".join(parts) + "\n"


def table(issues: tuple[KnownIssue, ...]) -> list[str]:
    """Return the lines of the table, sorted by the error texts."""
    rows = sorted(row for issue in issues for row in rows_of(issue))
    head = ["| On your screen | What it is |", "| --- | --- |"]
    return [*head, *(line for _, line in rows)]


def rows_of(issue: KnownIssue) -> Iterator[tuple[str, str]]:
    """Yield a row for each error text, with what it is sorted by."""
    rest = f"[{issue.title}]({issue.link}){where(issue)} |"
    for text in (*issue.errors, *issue.errors_ko):
        order = re.sub(r"^\W+", "", text).lower()
        yield order, f"| {code(text).replace('|', chr(92) + '|')} | {rest}"
    if not issue.errors and not issue.errors_ko:
        yield "~", f"| (no text) | {rest}"


def where(issue: KnownIssue) -> str:
    """Return on which systems only the issue appears, in brackets."""
    return "" if "all" in issue.systems else f" ({systems(issue)})"


def code(text: str) -> str:
    """Return the text as inline code, whatever backticks are in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"
