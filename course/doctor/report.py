"""Tell the findings: as text for a reader, as JSON for a teacher."""

from __future__ import annotations

import json
import textwrap

from course.doctor.finding import Finding
from course.doctor.issues import Page
from course.doctor.machine import Machine

FORMAT = 1
WIDTH = 78


def headline(findings: list[Finding]) -> str:
    """Return the first line: how many findings there are; notes are none."""
    count = sum(not finding.is_note for finding in findings)
    if not count:
        return "Nothing found"
    return "1 finding" if count == 1 else f"{count} findings"


def as_text(findings: list[Finding], pages: dict[int, Page]) -> str:
    """Return the whole report: findings first, then what is only good to know."""
    real = [finding for finding in findings if not finding.is_note]
    notes = [finding for finding in findings if finding.is_note]
    parts = [headline(findings)]
    parts += [told(f"{n}. ", f, pages) for n, f in enumerate(real, start=1)]
    if notes:
        parts.append("Good to know, nothing is broken:")
        parts += [told("-  ", finding, pages) for finding in notes]
    return "\n\n".join(parts)


def told(mark: str, finding: Finding, pages: dict[int, Page]) -> str:
    """Return one finding: what, where, what it means, the steps, where more stands."""
    lines = [wrapped(finding.what, mark, "   ")]
    if finding.where:
        lines.append(f"   In {finding.where}")
    lines.append(wrapped(finding.meaning, "   ", "   "))
    lines += [indented(step) for step in finding.repair]
    page = pages.get(finding.number or 0)
    if page:
        title = page.title.replace("`", "")
        lines.append(f'   Known issue {finding.number}, "{title}":')
        lines.append(f"   on the site {page.site}, in {page.file}")
    return "\n".join(lines)


def wrapped(text: str, first: str, following: str) -> str:
    """Return a text in lines that fit a terminal; paths and commands stay whole."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    )


def indented(step: str) -> str:
    """Return a step of the repair, not wrapped, so that it can be copied."""
    return "\n".join(f"     > {line}" for line in step.splitlines())


def as_json(findings: list[Finding], pages: dict[int, Page], machine: Machine) -> str:
    """Return the report as JSON; the page about doctor describes each field."""
    python = ".".join(map(str, machine.version))
    report = {
        "format": FORMAT,
        "system": machine.system,
        "python": python,
        "findings": [fields(f, pages) for f in findings if not f.is_note],
        "notes": [fields(f, pages) for f in findings if f.is_note],
    }
    return json.dumps(report, indent=2)


def fields(finding: Finding, pages: dict[int, Page]) -> dict[str, object]:
    """Return the fields of one finding in the JSON report."""
    page = pages.get(finding.number or 0)
    return {
        "name": finding.name,
        "number": finding.number,
        "what": finding.what,
        "where": finding.where or None,
        "meaning": finding.meaning,
        "repair": list(finding.repair),
        "page": page.site if page else None,
        "can_be_fixed": finding.fix is not None,
    }
