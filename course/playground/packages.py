"""The Python packages of the playground: which, in which pack, pinned by Pipfile.lock."""

import json
from typing import Any

from course.steps import ROOT

# A pack is loaded by the chapters that need it; `test` only when the tests are run.
PACKS: dict[str, tuple[str, ...]] = {
    "base": (
        "annotated-doc",
        "annotated-types",
        "anyio",
        "fastapi",
        "idna",
        "opentelemetry-api",
        "pydantic",
        "pydantic-core",
        "python-multipart",
        "starlette",
        "typing-extensions",
        "typing-inspection",
    ),
    "sql": ("sqlalchemy",),
    "auth": (
        "dnspython",
        "ecdsa",
        "email-validator",
        "passlib",
        "pyasn1",
        "python-jose",
        "rsa",
        "six",
    ),
    "test": (
        "h11",
        "httpx2",
        "httpx2-jsfetch",
        "iniconfig",
        "packaging",
        "pluggy",
        "pygments",
        "pytest",
    ),
}
# What a test run needs beside the chapter's own packs.
TEST_PACKS = ("auth", "sql", "test")
# What the wheels carry and nobody asks for in a browser.
LEFT_OUT = (
    "*.pyi",
    "*.pyx",
    "*.c",
    "dns/*",
    "fastapi/.agents/*",
    "passlib/tests/*",
    "pydantic/v1/*",
    "pygments/lexers/*",
    "sqlalchemy/dialects/m*sql/*",
    "sqlalchemy/dialects/oracle/*",
    "sqlalchemy/dialects/postgresql/*",
    "sqlalchemy/testing/*",
)
# What pytest imports of what is left out.
BUT = (
    "pygments/lexers/__init__.py",
    "pygments/lexers/_mapping.py",
    "pygments/lexers/diff.py",
    "pygments/lexers/python.py",
)
KEPT = ("METADATA", "entry_points.txt")  # of a dist-info folder


def requirements() -> str:
    """Return a requirements file with every package, its version and its hashes."""
    lock = json.loads((ROOT / "Pipfile.lock").read_text(encoding="utf-8"))
    pinned: dict[str, Any] = {}
    for category, packages in lock.items():
        if category != "_meta":
            pinned.update(packages)
    names = [name for pack in PACKS.values() for name in pack]
    return "".join(requirement(name, pinned[name]) for name in sorted(names))


def requirement(name: str, entry: dict[str, Any]) -> str:
    """Return one line: a package, its exact version, and the hashes of its files."""
    hashes = "".join(f" --hash={value}" for value in sorted(entry["hashes"]))
    return f"{name}{entry['version']}{hashes}\n"
