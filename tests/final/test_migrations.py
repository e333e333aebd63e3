"""Final promises: the tables follow the app, and nothing in them is lost on the way."""

import asyncio
import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi.testclient import TestClient
from httpx2 import get, post
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from course.loading import copy_chapter, load_app
from course.steps import find_step
from tests.loading import uvicorn_server
from tests.people import ADA, GRACE, Person, arrive, log_in

PROCESSES = 3
# Three commands of Alembic, one after the other in one process.
ALEMBIC = """
from alembic.config import main

for words in ("upgrade head", "check", "downgrade base"):
    main(words.split())
print("done")
"""
ROWS = {
    "users": "INSERT INTO users (name, email, password_hash) VALUES (:name, :email, :h)",
    "blogs": "INSERT INTO blogs (title, body, published, user_id) "
    "VALUES (:title, 'A body.', :published, 1)",
}


@pytest.fixture
def migrate(folder: Path) -> Iterator[Any]:
    """The modules of the app, before it was started: its database is empty."""
    load_app(folder)
    migrate = importlib.import_module("blog.migrate")
    yield migrate
    migrate.engine.dispose()


def migrate_to(migrate: Any, revision: str) -> None:
    """Go to a revision, up or down, as the command `alembic` does."""
    go = command.downgrade if revision == "base" else command.upgrade
    if revision in older(migrate):
        go = command.downgrade
    go(config_of(migrate), revision)


def config_of(migrate: Any) -> Config:
    """Return where Alembic finds the app's migrations."""
    config = Config()
    config.set_main_option(
        "script_location", str(migrate.MIGRATIONS).replace("%", "%%")
    )
    return config


def revisions(migrate: Any) -> list[str]:
    """Return the revisions, oldest first."""
    history = ScriptDirectory.from_config(config_of(migrate))
    return [m.revision for m in reversed(list(history.walk_revisions()))]


def older(migrate: Any) -> list[str]:
    """Return the revisions that the database has behind it."""
    with migrate.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    known = revisions(migrate)
    return known[: known.index(now)] if now else []


def write_rows(engine: Engine) -> None:
    """Store two people and two blogs with what the first tables have."""
    with engine.begin() as connection:
        for name in ("Ada", "Grace"):
            values = {"name": name, "email": f"{name}@example.com", "h": "$2b$hash"}
            connection.execute(text(ROWS["users"]), values)
        for published in (True, False):
            blog = {"title": f"published: {published}", "published": published}
            connection.execute(text(ROWS["blogs"]), blog)


def read_rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the columns of the first tables hold."""
    with engine.connect() as connection:
        return {
            "users": [
                tuple(row)
                for row in connection.execute(
                    text("SELECT id, name, email, password_hash FROM users ORDER BY id")
                )
            ],
            "blogs": [
                tuple(row)
                for row in connection.execute(
                    text("SELECT id, title, published, user_id FROM blogs ORDER BY id")
                )
            ],
        }


def test_models_and_migrations_do_not_differ(migrate: Any) -> None:
    """What the migrations make is what the models say."""
    models = importlib.import_module("blog.database").Base.metadata
    migrate.upgrade()
    with migrate.engine.connect() as connection:
        defaults = connection.dialect.name != "sqlite"  # there: a migration's moment
        opts = {"compare_type": True, "compare_server_default": defaults}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, models) == []


def test_the_files_are_numbered_in_their_order(migrate: Any) -> None:
    """The app tells by the number whether the tables are older than itself."""
    known = revisions(migrate)
    assert known == sorted(known)
    assert known[-1] == migrate.NEWEST


def test_every_migration_goes_up_and_down_with_rows(migrate: Any) -> None:
    """From the first to the newest and back, twice: every row is still there."""
    known = revisions(migrate)
    migrate_to(migrate, known[0])
    write_rows(migrate.engine)
    rows = read_rows(migrate.engine)
    assert [len(found) for found in rows.values()] == [2, 2]
    for revision in [*known[1:], *reversed(known[:-1]), *known[1:]]:
        migrate_to(migrate, revision)
        assert read_rows(migrate.engine) == rows
    migrate_to(migrate, "base")
    assert inspect(migrate.engine).get_table_names() == ["alembic_version"]


def test_old_rows_get_what_is_new(migrate: Any) -> None:
    """A moment in UTC and the first version, and both can be read by the app."""
    migrate_to(migrate, revisions(migrate)[0])
    write_rows(migrate.engine)
    migrate.upgrade()
    models = importlib.import_module("blog.models")
    with Session(migrate.engine) as db:
        users = db.scalars(select(models.User)).all()
        rows = [*users, *db.scalars(select(models.Blog))]
        assert len(rows) == 4
        for row in rows:
            assert (
                timedelta(0) <= datetime.now(UTC) - row.created_at < timedelta(hours=1)
            )
        assert [user.token_version for user in users] == [0, 0]


def test_a_new_app_starts_with_every_migration(migrate: Any) -> None:
    """From nothing; a second start finds nothing to do."""
    for _ in range(2):
        migrate.upgrade()
        with migrate.engine.connect() as connection:
            assert not migrate.is_behind(connection)


@pytest.mark.sqlite
def test_the_database_of_chapter_7_comes_along(tmp_path: Path) -> None:
    """Copy `blog.db` into final's folder: the people, their blogs and ids are there."""
    before = copy_chapter(find_step("7").path, tmp_path / "before")
    with TestClient(load_app(before)) as client:
        id = arrive(client, "7", ADA).write().json()["id"]
    (before / "blog.db").rename(tmp_path / "kept.db")
    after = copy_chapter(find_step("final").path, tmp_path / "after")
    (tmp_path / "kept.db").rename(after / "blog.db")
    with TestClient(load_app(after)) as client:
        answer = log_in(client, ADA["email"], ADA["password"])
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        found = client.get("/blog/", headers=headers).json()
        assert [blog["id"] for blog in found] == [id]
        assert client.get("/readyz").status_code == 200


def test_several_processes_migrate_once(folder: Path) -> None:
    """Three start at the same moment on an empty database: one migrates, none fails."""
    script = (
        "import logging, sys\nfrom blog.migrate import upgrade\n"
        "logging.basicConfig(stream=sys.stdout, level='INFO')\n"
        "print('ready', flush=True); input(); upgrade(); print('done')"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", script],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate()[0] for process in processes]
    assert [output.splitlines()[-1] for output in outputs] == ["done"] * PROCESSES
    assert sum("Running upgrade  -> 0001" in output for output in outputs) == 1


@pytest.mark.sqlite
def test_a_start_goes_on_trying_whatever_hinders_it(
    migrate: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The database is away, then refuses, then lets it; each of the three is logged."""
    away = OperationalError("", {}, Exception("nobody is there"))
    refused = ProgrammingError("", {}, Exception("permission denied"))
    hindrances: list[Exception] = [away, refused]
    lifespan = importlib.import_module("blog.lifespan")

    def hindered() -> None:
        if hindrances:
            raise hindrances.pop(0)
        migrate.upgrade()

    monkeypatch.setattr(lifespan, "upgrade", hindered)
    monkeypatch.setattr(lifespan, "RETRY_SECONDS", 0)
    asyncio.run(lifespan.upgrade_later())
    with migrate.engine.connect() as connection:
        assert not migrate.is_behind(connection)
    said = [record.message for record in caplog.records]
    assert len(said) == 3
    assert "nobody is there" in said[0]
    assert "permission denied" in said[1]
    assert said[2] == "The tables are up to date"


def test_an_older_app_lives_with_newer_tables(migrate: Any, ada: Person) -> None:
    """After a step back of the app it starts and is ready: rows are not touched."""
    with migrate.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    migrate.upgrade()
    assert ada.get("/readyz").status_code == 200


def test_tables_that_are_behind_are_not_ready(migrate: Any, ada: Person) -> None:
    """The app lives, but takes no visitors before its migrations have run."""
    with migrate.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    assert ada.get("/healthz").status_code == 200
    assert ada.get("/readyz").status_code == 503


@pytest.mark.sqlite
def test_the_command_alembic_works_in_the_folder(tmp_path: Path) -> None:
    """Who knows Alembic finds it as usual: `alembic upgrade head`, `alembic check`."""
    folder = tmp_path / "final"
    ignored = shutil.ignore_patterns("__pycache__", "*.db*", ".secret_key")
    shutil.copytree(find_step("final").path, folder, ignore=ignored)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ALEMBIC],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "done", done.stderr
    engine = create_engine(f"sqlite:///{folder / 'blog.db'}")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


@pytest.mark.sqlite
def test_no_id_is_given_twice_after_a_migration(migrate: Any) -> None:
    """The table remembers the highest id it ever had, through every migration."""
    migrate_to(migrate, revisions(migrate)[0])
    write_rows(migrate.engine)
    with migrate.engine.begin() as connection:
        connection.execute(text("DELETE FROM blogs"))
        connection.execute(text("DELETE FROM users WHERE id = 2"))
    migrate.upgrade()
    with migrate.engine.begin() as connection:
        new = connection.execute(
            text(
                "INSERT INTO users (name, email, password_hash, token_version) "
                "VALUES ('New', 'new@example.com', 'x', 0) RETURNING id"
            )
        ).scalar_one()
    assert new == 3


def test_the_server_starts_from_nothing(folder: Path, database_url: str) -> None:
    """`uvicorn blog.main:app`, no set-up before it."""
    settings = {"DATABASE_URL": database_url, "BCRYPT_ROUNDS": "4"}
    with uvicorn_server(folder, **settings) as address:
        assert get(f"{address}/readyz").json() == {"status": "ok"}
        assert post(f"{address}/user/", json=GRACE).status_code == 201
