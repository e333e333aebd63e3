"""The entries of docs/known_issues, for the tests that provoke them."""

import tomllib
from functools import cache

from course.known_issues import FOLDER


@cache
def all_errors() -> dict[str, list[str]]:
    """Return the error texts of every entry by its slug."""
    return {
        entry["slug"]: entry["errors"]
        for file in sorted(FOLDER.glob("*.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["issue"]
    }


def errors_of(slug: str) -> list[str]:
    """Return the error texts of an entry; raise KeyError if there is no such entry."""
    return all_errors()[slug]


def missing_texts(slug: str, printed: str) -> list[str]:
    """Return the error texts of the entry that are not in what was printed.

    Blanks and line ends are one blank: a terminal may have broken the line.
    """
    seen = " ".join(printed.split())
    return [text for text in errors_of(slug) if " ".join(text.split()) not in seen]


def assert_printed(slug: str, printed: str) -> None:
    """Assert that at least one error text of the entry is in what was printed."""
    errors = errors_of(slug)
    assert len(missing_texts(slug, printed)) < len(errors), f"{errors}\n{printed}"


def assert_all_printed(
    slug: str, printed: str, elsewhere: tuple[str, ...] = ()
) -> None:
    """Assert that every error text of the entry was printed, but for those elsewhere.

    `elsewhere` are beginnings of texts that only another version prints.
    """
    assert_printed(slug, printed)
    missing = missing_texts(slug, printed)
    assert [text for text in missing if not text.startswith(elsewhere)] == [], printed
