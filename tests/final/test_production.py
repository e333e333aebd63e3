"""Final promises: in production it does not start with what is fit for a laptop only."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.settings_table import setting_names
from tests.loading import SECRET_KEY

DATABASES = ["sqlite"]
CLIENTS = {
    *("aiohttp", "ftplib", "http", "httpx", "httpx2", "requests", "smtplib", "socket"),
    *("urllib", "urllib.request", "urllib3", "websockets"),
}
GOOD_KEY = "k" * 32
SHORT_KEY = "SECRET_KEY: production needs one of 32 bytes or more.\n"
SHORT_PREVIOUS = "SECRET_KEY_PREVIOUS: 32 bytes or more, or none.\n"
SQLITE = "DATABASE_URL: SQLite is for one process, not for several.\n"
WEBSITES = 'CORS_ORIGINS: name the websites; with cookies no "*", no "null".\n'
ANY_FRAME = {"CORS_ORIGINS": "https://blog.example null", "CORS_CREDENTIALS": "true"}


def start(folder: Path, *command: str, **settings: str) -> tuple[int, str]:
    """Start a process with these settings alone; return its exit code and its words."""
    others = {k: v for k, v in os.environ.items() if k not in setting_names()}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**others, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("settings", "sentences"),
    [
        ({}, SHORT_KEY),
        ({"SECRET_KEY": "k" * 31}, SHORT_KEY),
        ({"SECRET_KEY": GOOD_KEY, "SECRET_KEY_PREVIOUS": "k" * 31}, SHORT_PREVIOUS),
        ({"SECRET_KEY": GOOD_KEY, "WEB_CONCURRENCY": "2"}, SQLITE),
        (
            {"SECRET_KEY": GOOD_KEY, "CORS_ORIGINS": "*", "CORS_CREDENTIALS": "true"},
            WEBSITES,
        ),
        ({"SECRET_KEY": GOOD_KEY, **ANY_FRAME}, WEBSITES),
        (
            {"WEB_CONCURRENCY": "2", "CORS_ORIGINS": "*", "CORS_CREDENTIALS": "true"},
            SHORT_KEY + SQLITE + WEBSITES,
        ),
    ],
)
def test_production_refuses_to_start(
    folder: Path, settings: dict[str, str], sentences: str
) -> None:
    """A sentence for each fault, nothing else, and an exit code that is not 0."""
    settings["ENVIRONMENT"] = "production"
    assert start(folder, "-m", "blog", **settings) == (3, sentences)
    assert not list(folder.glob(".secret_key*"))


def test_uvicorn_itself_refuses_as_well(folder: Path) -> None:
    """Who starts `uvicorn blog.main:app` reads the same sentence, and no traceback."""
    command = ("-m", "uvicorn", "blog.main:app", "--port", "0")
    assert start(folder, *command, ENVIRONMENT="production") == (3, SHORT_KEY)


def test_workers_of_uvicorn_are_counted(folder: Path) -> None:
    """`--workers 2` on SQLite stops, too, although no setting speaks of two."""
    command = ("-m", "uvicorn", "blog.main:app", "--port", "0", "--workers", "2")
    settings = {"ENVIRONMENT": "production", "SECRET_KEY": GOOD_KEY}
    assert SQLITE in start(folder, *command, **settings)[1]


@pytest.mark.parametrize(
    "settings",
    [
        {"ENVIRONMENT": "production", "SECRET_KEY": GOOD_KEY},
        {
            "ENVIRONMENT": "production",
            "SECRET_KEY": GOOD_KEY,
            "SECRET_KEY_PREVIOUS": GOOD_KEY,
        },
        {"ENVIRONMENT": "production", "SECRET_KEY": "열쇠열쇠열쇠열쇠열쇠열"},
        {"CORS_ORIGINS": "*", "CORS_CREDENTIALS": "true", "WEB_CONCURRENCY": "2"},
    ],
)
def test_what_is_safe_starts(folder: Path, settings: dict[str, str]) -> None:
    """32 bytes are enough, in any alphabet; a laptop may do as it likes."""
    assert start(folder, "-c", "import blog.settings", **settings) == (0, "")


def test_the_app_asks_no_other_server(folder: Path) -> None:
    """None of its files imports what could open an address; so no client names one."""
    trees = [ast.parse(file.read_text("utf-8")) for file in folder.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    named = {
        n.name for node in nodes if isinstance(node, ast.Import) for n in node.names
    }
    named |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert "fastapi" in named
    named -= {"urllib.parse"}  # it takes addresses apart, and opens none
    assert not (named | {name.split(".")[0] for name in named}) & CLIENTS


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("ENVIRONMENT", "prod", "Input should be 'development' or 'production'"),
        (
            "ACCESS_TOKEN_EXPIRE_MINUTES",
            "0",
            "Input should be greater than or equal to 1",
        ),
        ("WEB_CONCURRENCY", "0", "Input should be greater than or equal to 1"),
        (
            "DATABASE_URL",
            "postgresql://blog:12secret/blog",
            "It begins with sqlite:// or with postgresql://",
        ),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    folder: Path, variable: str, value: str, sentence: str
) -> None:
    """No traceback, and no password: the variable and what it should be."""
    settings = {"SECRET_KEY": SECRET_KEY, variable: value}
    assert start(folder, "-m", "blog", **settings) == (3, f"{variable}: {sentence}\n")
