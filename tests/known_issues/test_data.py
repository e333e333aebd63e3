"""Pydantic and SQLAlchemy: each error comes, word for word, with today's versions."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from course.known_issues import FOLDER
from course.loading import copy_chapter
from course.steps import find_step
from tests.known_issues.entries import assert_all_printed, assert_printed
from tests.known_issues.running import learner_sees
from tests.programs import run

MODELS = """
    from sqlalchemy import ForeignKey, create_engine, select, update
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session
    from sqlalchemy.orm import mapped_column, relationship

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "users"
        id: Mapped[int] = mapped_column(primary_key=True)
        password_hash: Mapped[str]
        blogs: Mapped[list["Blog"]] = relationship(back_populates="creator")

    class Blog(Base):
        __tablename__ = "blogs"
        id: Mapped[int] = mapped_column(primary_key=True)
        title: Mapped[str]
        user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
        creator: Mapped[User] = relationship(back_populates="blogs")

    engine = create_engine("sqlite:///blog.db", connect_args={"timeout": 0.1})
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(password_hash="$2b$12$secret", blogs=[Blog(title="One")]))
        session.commit()
"""
ROUTES = """
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    app = FastAPI()
    client = TestClient(app)
"""


def question_to_python() -> str:
    """Return the Python code of the step that finds out why sqlite3.dll is missing."""
    data = tomllib.loads((FOLDER / "data.toml").read_text(encoding="utf-8"))
    entry = next(e for e in data["issue"] if e["slug"] == "sqlite-dll")
    steps = [step for fix in entry["fixes"] for step in fix["steps"]]
    found = re.search(r'python -c "([^"]+base_prefix[^"]+)"', " ".join(steps))
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(
    ("files", "answers"),
    [
        (["conda-meta/history", "Library/bin/sqlite3.dll"], ["True", "True", "False"]),
        (["conda-meta/history"], ["True", "False", "False"]),
        (["DLLs/sqlite3.dll"], ["False", "False", "True"]),
    ],
    ids=["conda not activated", "conda damaged", "python.org"],
)
def test_the_question_about_sqlite_dll_tells_the_causes_apart(
    files: list[str], answers: list[str], tmp_path: Path
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    code = f"import sys; sys.base_prefix = {str(tmp_path)!r}\n{question_to_python()}"
    lines = run(sys.executable, "-c", code).stdout.splitlines()
    assert re.fullmatch(re.escape(str(tmp_path)) + " (32|64) bit", lines[0])
    assert [line.split()[0] for line in lines[1:]] == answers


def test_the_question_about_sqlite_dll_survives_both_windows_shells() -> None:
    """No sign in it means anything to cmd or PowerShell between double quotes."""
    assert not set(question_to_python()) & set('"%$`!^')


def test_orm_mode(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        ROUTES
        + """
    from pydantic import BaseModel

    class ShowBlog(BaseModel):
        title: str
        class Config:
            orm_mode = True

    class Row:
        title = "One"

    @app.get("/", response_model=ShowBlog)
    def show():
        return Row()

    print(client.get("/").text)
    ShowBlog.model_validate(Row())
    """,
    )
    assert_all_printed("orm-mode", printed)
    assert '{"title":"One"}' in printed
    assert_printed("from-attributes", printed)


def test_from_attributes(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        ROUTES
        + """
    from pydantic import BaseModel

    class ShowBlog(BaseModel):
        title: str

    class Row:
        title = "One"

    @app.get("/", response_model=ShowBlog)
    def show():
        return Row()

    print(client.get("/").text)
    for read in (ShowBlog.from_orm, ShowBlog.model_validate):
        try:
            read(Row())
        except Exception as error:
            print(error)
    """,
    )
    assert_all_printed("from-attributes", printed)
    assert '{"title":"One"}' in printed


def test_base_settings(tmp_path: Path) -> None:
    printed = learner_sees(tmp_path, "from pydantic import BaseSettings")
    assert_all_printed("base-settings", printed)


def test_optional_field(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        ROUTES
        + """
    import json
    from typing import Optional
    from pydantic import BaseModel

    class Blog(BaseModel):
        title: str
        published: Optional[bool]

    @app.post("/blog/")
    def create(blog: Blog) -> Blog:
        return blog

    print(json.dumps(client.post("/blog/", json={"title": "One"}).json(), indent=2))
    Blog(title="One")
    """,
    )
    assert_all_printed("optional-field", printed)


def test_forward_reference(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        ROUTES
        + """
    import traceback
    from pydantic import BaseModel

    class ShowBlog(BaseModel):
        creator: "ShowUsr"

    @app.post("/blog/")
    def create(blog: ShowBlog):
        return blog

    for attempt in (app.openapi, ShowBlog.model_rebuild):
        try:
            attempt()
        except Exception:
            traceback.print_exc()
    """,
    )
    assert_all_printed("forward-reference", printed)


def test_declarative_base(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        """
    from sqlalchemy.ext.declarative import declarative_base

    Base = declarative_base()
    print(Base.metadata)
    """,
    )
    assert_all_printed("declarative-base", printed)
    assert "MetaData()" in printed


def test_unknown_class(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        """
    import traceback
    from sqlalchemy import ForeignKey, create_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

    class Base(DeclarativeBase):
        pass

    class Blog(Base):
        __tablename__ = "blogs"
        id: Mapped[int] = mapped_column(primary_key=True)
        user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
        creator: Mapped["User"] = relationship()

    for attempt in (Blog, lambda: Base.metadata.create_all(create_engine("sqlite://"))):
        try:
            attempt()
        except Exception:
            traceback.print_exc()
    """,
    )
    assert_all_printed("unknown-class", printed)


@pytest.mark.parametrize(
    "code",
    [
        """
    cell = '''
    class Blog(Base):
        __tablename__ = "blogs"
        id: Mapped[int] = mapped_column(primary_key=True)
    '''
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
    from textwrap import dedent

    class Base(DeclarativeBase):
        pass

    exec(dedent(cell))
    exec(dedent(cell))
    """,
        """
    import sys
    sys.path.append("blog")
    import blog.models
    import models
    """,
    ],
    ids=["a cell run again", "two names for one file"],
)
def test_defined_twice(code: str, tmp_path: Path) -> None:
    copy_chapter(find_step("3").path, tmp_path)
    assert_all_printed("defined-twice", learner_sees(tmp_path, code))


@pytest.mark.parametrize(
    "code",
    [
        """
    from sqlalchemy import create_engine, text
    from blog.database import Base, engine

    Base.metadata.create_all(engine)
    from blog.models import Blog
    with engine.connect() as connection:
        connection.execute(text("SELECT * FROM blogs"))
    """,
        MODELS
        + """
    import os
    os.mkdir("elsewhere")
    os.chdir("elsewhere")
    engine = create_engine("sqlite:///./blog.db")
    with Session(engine) as session:
        session.scalars(select(Blog)).all()
    """,
        MODELS
        + ROUTES
        + """
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)

    @app.get("/")
    def count() -> int:
        with Session(engine) as session:
            return len(session.scalars(select(Blog)).all())

    client.get("/")
    """,
    ],
    ids=["models imported too late", "another folder", "in memory"],
)
def test_no_such_table(code: str, tmp_path: Path) -> None:
    copy_chapter(find_step("3").path, tmp_path)
    assert_all_printed("no-such-table", learner_sees(tmp_path, code))


def test_static_pool_cures_no_such_table_in_memory(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        MODELS
        + ROUTES
        + """
    from sqlalchemy.pool import StaticPool

    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    Base.metadata.create_all(engine)

    @app.get("/")
    def count() -> int:
        with Session(engine) as session:
            return len(session.scalars(select(Blog)).all())

    print(client.get("/").status_code)
    """,
    )
    assert printed == "200\n"


def test_new_column(tmp_path: Path) -> None:
    start = """
    import traceback
    from fastapi.testclient import TestClient
    from blog.main import app

    with TestClient(app) as client:
        client.post("/user/", json={"name": "Ada", "email": "ada@example.com"})
        for attempt in (
            lambda: client.post(
                "/blog/", json={"title": "One", "body": "A body.", "user_id": 1}
            ),
            lambda: client.get("/blog/"),
        ):
            try:
                attempt()
            except Exception:
                traceback.print_exc()
    """
    before = copy_chapter(find_step("3").path, tmp_path / "3")
    after = copy_chapter(find_step("4").path, tmp_path / "4")
    learner_sees(before, start)
    (before / "blog.db").rename(after / "blog.db")
    assert_all_printed("new-column", learner_sees(after, start))
    (after / "blog.db").unlink()
    assert learner_sees(after, start) == ""


@pytest.mark.parametrize(
    "connection",
    [
        "sqlite3.connect(':memory:')",
        "Session(create_engine('sqlite://')).connection().exec_driver_sql",
    ],
    ids=["sqlite3", "SQLAlchemy in memory"],
)
def test_other_thread(connection: str, tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        ROUTES
        + f"""
    import sqlite3
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    opened_once = {connection}

    @app.get("/")
    def answer():
        return getattr(opened_once, "execute", opened_once)("SELECT 1").fetchone()

    client.get("/")
    """,
    )
    assert_all_printed("other-thread", printed)


def test_a_file_is_open_to_every_thread(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        """
    from sqlalchemy import create_engine

    engine = create_engine("sqlite:///blog.db")
    print(engine.dialect.create_connect_args(engine.url)[1])
    """,
    )
    assert printed == "{'check_same_thread': False}\n"


def test_database_locked(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        MODELS
        + """
    import sqlite3

    viewer = sqlite3.connect("blog.db")
    viewer.execute("DELETE FROM blogs")
    with Session(engine) as session:
        session.add(User(password_hash="another"))
        session.commit()
    """,
    )
    assert_all_printed("database-locked", printed)


def test_pool_exhausted(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        MODELS
        + """
    engine = create_engine("sqlite:///blog.db", pool_timeout=0.1)
    for count in range(100):
        with Session(engine) as session:
            session.scalars(select(Blog)).all()
    print("a hundred closed sessions")
    never_closed = [Session(engine) for count in range(16)]
    for session in never_closed:
        session.scalars(select(Blog)).all()
    """,
    )
    assert_all_printed("pool-exhausted", printed)
    assert "a hundred closed sessions" in printed


def test_detached(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        MODELS
        + """
    import traceback

    with Session(engine) as session:
        blog = session.scalars(select(Blog)).one()
    with Session(engine) as session:
        saved = Blog(title="Two", user_id=1)
        session.add(saved)
        session.commit()
    for read in (lambda: blog.creator, lambda: saved.title):
        try:
            read()
        except Exception:
            traceback.print_exc()
    """,
    )
    assert_all_printed("detached", printed)


def test_row_as_answer(tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        MODELS
        + ROUTES
        + """
    @app.post("/empty")
    def create():
        with Session(engine) as session:
            user = User(password_hash="new")
            session.add(user)
            session.commit()
            return user

    @app.get("/leak")
    def show():
        with Session(engine) as session:
            return session.get(User, 1)

    @app.get("/loop")
    def show_blog():
        with Session(engine) as session:
            blog = session.scalars(select(Blog)).one()
            assert blog.creator.blogs == [blog]
            return blog

    for method, path in [("POST", "/empty"), ("GET", "/leak"), ("GET", "/loop")]:
        print(path, client.request(method, path).text)
    """,
    )
    assert_all_printed("row-as-answer", printed)
    assert "in jsonable_encoder" in printed
    assert "/empty {}\n" in printed
    assert '"password_hash":"$2b$12$secret"' in printed


@pytest.mark.parametrize(
    "change",
    [
        "session.query(Row).update(request)",
        "session.execute(update(Row).values(request))",
    ],
    ids=["query", "update"],
)
def test_update_with_schema(change: str, tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        MODELS
        + f"""
    from pydantic import BaseModel

    Row = Blog

    class Blog(BaseModel):
        title: str

    with Session(engine) as session:
        request = Blog(title="Two").model_dump(exclude_unset=True)
        {change}
        print(session.scalars(select(Row.title)).all())
        request = Blog(title="Three")
        {change}
    """,
    )
    assert_all_printed("update-with-schema", printed)
    assert "['Two']" in printed
