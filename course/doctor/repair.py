"""Make the safe repairs, each only after a yes."""

from __future__ import annotations

import sys

from course.doctor.finding import Finding


def repair(findings: list[Finding], learn: str) -> None:
    """Ask for each safe repair, and make it after a `y`; without a terminal, none."""
    fixes = [finding.fix for finding in findings if finding.fix]
    if not fixes:
        print("\nNone of this can be repaired safely by a program.")
        return
    if not sys.stdin.isatty():
        print("\n--fix asks before each repair. Here is no terminal: nothing was done.")
        return
    print()
    for fix in fixes:
        if not said_yes(f"{fix.what[:1].upper()}{fix.what[1:]}? [y/N] "):
            continue
        try:
            fix.do()
        except OSError as error:
            print(f"   That did not work: {error}")
        else:
            print("   Done.")
    print(f"Look again: {learn} doctor")


def said_yes(question: str) -> bool:
    """Ask, and tell whether the answer is yes; no answer is no."""
    try:
        return input(question).strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        print()
        return False
