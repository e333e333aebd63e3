"""The pages on modules promise: what people get wrong ends as the page says."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from course.steps import ROOT
from tests.programs import run

FOLDER = ROOT / "docs" / "en" / "modules"

API = """
from typing import Annotated, Optional
from fastapi import APIRouter, Depends, FastAPI, HTTPException, status
from fastapi.testclient import TestClient
app = FastAPI()
client = TestClient(app, raise_server_exceptions=False)
"""
SCHEMA = "from pydantic import *\nfrom typing import Annotated, Optional\n"
TABLES = """
from sqlalchemy import *
from sqlalchemy.orm import *
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
class Blog(Base):
    __tablename__ = "blogs"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(3), default="")
    published: Mapped[bool] = mapped_column(default=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), default=1)
    creator: Mapped[User] = relationship()
engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
"""
TOKEN = "from jose import ExpiredSignatureError, JWTError, jwt\nkey = 'k' * 32\n"


@dataclass(frozen=True)
class Mistake:
    """Code that goes wrong, and the words in which the page quotes the error."""

    page: str
    words: str
    code: str


MISTAKES = [
    Mistake(
        "fastapi",
        "on_event is deprecated, use lifespan event handlers instead",
        API + "app.on_event('startup')(print)",
    ),
    Mistake(
        "fastapi",
        "has no attribute '_contains_router'",
        API + "import json; app.include_router(json)",
    ),
    Mistake(
        "fastapi",
        "A path prefix must not end with '/'",
        API + "APIRouter(prefix='/blog/')",
    ),
    Mistake(
        "fastapi",
        "HTTP_422_UNPROCESSABLE_ENTITY",
        API + "status.HTTP_422_UNPROCESSABLE_ENTITY",
    ),
    Mistake(
        "fastapi_dependencies",
        "TypeError: 10 is not a callable object",
        API + "@app.get('/')\ndef show(limit: Annotated[int, Depends(10)]): ...",
    ),
    Mistake(
        "fastapi_dependencies",
        "'Depends' object has no attribute 'get'",
        API + "def find(db=Depends(print)): return db.get(1)\nfind()",
    ),
    Mistake(
        "fastapi_dependencies",
        "Invalid args for response field!",
        API + "from sqlalchemy.orm import Session\n"
        "@app.get('/')\ndef show(db: Session): ...",
    ),
    Mistake(
        "fastapi_dependencies",
        "Cannot specify `Depends` in `Annotated` and default value together",
        API + "Alias = Annotated[int, Depends(int)]\n"
        "@app.get('/')\ndef show(db: Alias = Depends(int)): ...",
    ),
    Mistake(
        "fastapi_dependencies",
        "'_GeneratorContextManager' object is not an iterator",
        API + "from contextlib import contextmanager\n"
        "@contextmanager\ndef get_db(): yield 1\n"
        "@app.get('/')\ndef show(db: Annotated[int, Depends(get_db)]): ...\n"
        "TestClient(app).get('/')",
    ),
    Mistake(
        "pydantic",
        "Field required",
        SCHEMA + "class Blog(BaseModel): published: Optional[bool]\nBlog()",
    ),
    Mistake(
        "pydantic",
        "'orm_mode' has been renamed to 'from_attributes'",
        SCHEMA + "class Blog(BaseModel): model_config = ConfigDict(orm_mode=True)",
    ),
    Mistake(
        "pydantic",
        "Input should be a valid dictionary or instance of",
        SCHEMA + "class Blog(BaseModel): id: int\nBlog.model_validate(object())",
    ),
    Mistake(
        "pydantic",
        "`regex` is removed. use `pattern` instead",
        SCHEMA + "Field(regex='x')",
    ),
    Mistake(
        "sqlalchemy",
        "Invalid SQLite URL: sqlite://blog.db",
        TABLES + "create_engine('sqlite://blog.db').connect()",
    ),
    Mistake(
        "sqlalchemy",
        "'sessionmaker' object has no attribute 'add'",
        TABLES + "sessionmaker(engine).add(Blog())",
    ),
    Mistake(
        "sqlalchemy",
        "is not bound to a Session",
        TABLES + "with Session(engine) as db:\n"
        "    blog = Blog(); db.add(blog); db.commit()\nblog.title",
    ),
    Mistake(
        "sqlalchemy_tables",
        "MovedIn20Warning",
        "from sqlalchemy.ext.declarative import declarative_base; declarative_base()",
    ),
    Mistake(
        "sqlalchemy_tables",
        "Cannot use 'DeclarativeBase' directly as a declarative base class",
        TABLES + "class Other(DeclarativeBase): __tablename__ = 'others'",
    ),
    Mistake(
        "sqlalchemy_tables",
        'Type annotation for "Blog.id" can\'t be correctly interpreted',
        TABLES + "class New(DeclarativeBase): pass\n"
        "class Blog(New):\n    __tablename__ = 'b'\n"
        "    id: int = mapped_column(primary_key=True)",
    ),
    Mistake(
        "sqlalchemy_tables",
        "NOT NULL constraint failed: blogs.id",
        TABLES + "class New(DeclarativeBase): pass\n"
        "class Blog(New):\n    __tablename__ = 'blogs'\n"
        "    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)\n"
        "Base.metadata.drop_all(engine)\nNew.metadata.create_all(engine)\n"
        "with Session(engine) as db: db.add(Blog()); db.commit()",
    ),
    Mistake(
        "sqlalchemy_tables",
        "Python int too large to convert to SQLite INTEGER",
        TABLES + "with Session(engine) as db: db.get(Blog, 2**63)",
    ),
    Mistake(
        "sqlalchemy_relationships",
        "could not find table 'User'",
        TABLES + "class New(DeclarativeBase): pass\n"
        "class Blog(New):\n    __tablename__ = 'b'\n"
        "    id: Mapped[int] = mapped_column(ForeignKey('User.id'), primary_key=True)\n"
        "New.metadata.create_all(engine)",
    ),
    Mistake(
        "sqlalchemy_relationships",
        "Mapper 'Mapper[Blog(blogs)]' has no property 'writer'",
        TABLES + "User.blogs = relationship(Blog, back_populates='writer')\nUser()",
    ),
    Mistake(
        "passlib",
        "hash could not be identified",
        "from passlib.context import CryptContext\n"
        "CryptContext(schemes=['bcrypt']).verify('plain', 'plain')",
    ),
    Mistake(
        "python_jose",
        "Subject must be a string.",
        TOKEN + "jwt.decode(jwt.encode({'sub': 1}, key), key, algorithms=['HS256'])",
    ),
]

# What goes wrong without an error: the code says so by `assert`.
SILENT = {
    "a fixed path below one with a parameter": API
    + "app.get('/blog/{id}')(lambda id: 1)\n"
    "@app.get('/number/{id}')\ndef show(id: int): ...\n"
    "@app.get('/number/last')\ndef last(): ...\n"
    "assert client.get('/number/last').status_code == 422",
    "a client without `with` starts nothing": "from fastapi import FastAPI\n"
    "from contextlib import asynccontextmanager\n"
    "from fastapi.testclient import TestClient\nlog = []\n"
    "@asynccontextmanager\nasync def lifespan(app): log.append(1); yield\n"
    "TestClient(FastAPI(lifespan=lifespan)).get('/')\nassert log == []",
    "a status returned as in Flask": API
    + "@app.get('/')\ndef show(): return {'detail': 'gone'}, 404\n"
    "answer = client.get('/')\n"
    "assert (answer.status_code, answer.json()) == (200, [{'detail': 'gone'}, 404])",
    "an HTTPException returned": API
    + "@app.get('/a')\ndef a(): return HTTPException(404)\n"
    "@app.get('/b')\ndef b() -> dict[str, int]: return HTTPException(404)\n"
    "assert [client.get(p).status_code for p in ('/a', '/b')] == [200, 500]",
    "a dependency without finally": API
    + "log = []\ndef get_db():\n    yield 1\n    log.append('closed')\n"
    "@app.get('/')\ndef show(db: Annotated[int, Depends(get_db)]): 1 / 0\n"
    "assert client.get('/').status_code == 500\nassert log == []",
    "Optional is not left out, a misspelled setting is": SCHEMA
    + "class Blog(BaseModel):\n    model_config = ConfigDict(extras='forbid')\n"
    "    title: Annotated[str, Field(min_length=1)] = ''\n"
    "assert Blog(nonsense=1).title == ''",
    "a missing commit": TABLES + "with Session(engine) as db: db.add(Blog())\n"
    "with Session(engine) as db: assert db.get(Blog, 1) is None",
    "execute gives rows": TABLES
    + "with Session(engine) as db:\n    db.add(Blog(title='Hello'))\n"
    "    (row,) = db.execute(select(Blog)).all()\n"
    "    assert not hasattr(row, 'title')\n    assert row[0].title == 'Hello'",
    "`and` drops a condition": TABLES
    + "text = str(select(Blog).where(Blog.published and Blog.id == 1))\n"
    "assert 'WHERE blogs.id' in text\n"
    "text = str(select(Blog).where(Blog.published, Blog.id == 1))\n"
    "assert 'WHERE blogs.published AND blogs.id' in text",
    "SQLite holds neither length nor foreign key": TABLES
    + "with Session(engine) as db:\n    db.add(Blog(title='longer', user_id=99))\n"
    "    db.commit()\n    assert db.scalars(select(Blog.title)).all() == ['longer']",
    "the creators of a list are asked for one by one": TABLES + "asked = []\n"
    "event.listen(engine, 'before_cursor_execute', lambda *a: asked.append(a[2]))\n"
    "with Session(engine) as db:\n"
    "    db.add_all([User(), User(), Blog(user_id=1), Blog(user_id=2)])\n"
    "    db.commit()\n    asked.clear()\n"
    "    assert [blog.creator.id for blog in db.scalars(select(Blog))] == [1, 2]\n"
    "    assert len(asked) == 3",
    "72 bytes are read": "from passlib.context import CryptContext\n"
    "pwd_context = CryptContext(schemes=['bcrypt'])\n"
    "assert pwd_context.verify('a' * 72 + 'b', pwd_context.hash('a' * 72 + 'c'))",
    "decode without algorithms": TOKEN
    + "assert jwt.decode(jwt.encode({'sub': '1'}, key), key) == {'sub': '1'}",
    "a forged token is not only an expired one": TOKEN
    + "try:\n    jwt.decode(jwt.encode({}, 'x'), key, algorithms=['HS256'])\n"
    "except JWTError as e:\n    assert not isinstance(e, ExpiredSignatureError)\n"
    "else:\n    assert False",
}
# What follows `uvicorn` in the folder of chapter 1, and what it says.
UVICORN = {
    "blog/main:app": 'Error loading ASGI app. Could not import module "blog/main".',
    "main.py:app --app-dir blog": "Error loading ASGI app. Could not import module",
    "blog.main:app --app-dir ..": "ModuleNotFoundError: No module named 'blog'",
    "blog.main:app --app-dir blog": "No module named 'blog'",
}


def spoken(text: str) -> str:
    """Return a text with single spaces, as the words of an error are compared."""
    return re.sub(r"\s+", " ", text)


def ends(code: str) -> str:
    """Run code with warnings as errors; return the class and words of its error."""
    names: dict[str, Any] = {"__name__": "mistake"}
    try:
        exec(compile(code, "mistake", "exec"), names)
    except Exception as error:
        return spoken(f"{type(error).__name__}: {error}")
    finally:
        if "engine" in names:
            names["engine"].dispose()
    return "no error"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.words)
def test_a_quoted_error_is_printed_by_todays_versions(mistake: Mistake) -> None:
    """The page quotes the words, and the mistake ends with them."""
    page = (FOLDER / f"{mistake.page}.md").read_text(encoding="utf-8")
    assert mistake.words in spoken(page)
    assert mistake.words in ends(mistake.code)


@pytest.mark.parametrize("code", SILENT.values(), ids=SILENT)
def test_a_mistake_without_an_error_has_the_effect_that_the_page_names(
    code: str,
) -> None:
    """Nothing is raised, and the result is the wrong one."""
    assert ends(code) == "no error"


@pytest.mark.parametrize(("words", "error"), UVICORN.items(), ids=UVICORN)
def test_uvicorn_says_what_it_cannot_import(words: str, error: str) -> None:
    """A path, a file name, the wrong folder, or the folder of the package itself."""
    script = Path(sys.executable).with_name("uvicorn")
    done = run(
        str(script),
        *words.split(),
        "--port",
        "0",
        folder=ROOT / "chapters" / "01_basic_routes",
    )
    assert error in done.stderr
    assert error in spoken((FOLDER / "uvicorn.md").read_text(encoding="utf-8"))


def test_a_file_called_fastapi_hides_the_library(tmp_path: Path) -> None:
    """The import finds the learner's file first, and in it nothing."""
    file = tmp_path / "fastapi.py"
    file.write_text("from fastapi import FastAPI\n", encoding="utf-8")
    done = run(sys.executable, "-m", "fastapi", folder=tmp_path)
    words = "cannot import name 'FastAPI' from partially initialized module 'fastapi'"
    assert words in done.stderr
    assert words in spoken((FOLDER / "fastapi.md").read_text(encoding="utf-8"))


def test_reload_and_workers_do_not_go_together(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """uvicorn warns, in the words of the page."""
    from uvicorn import Config

    words = '"workers" flag is ignored when reloading is enabled.'
    Config("blog.main:app", reload=True, reload_dirs=[str(FOLDER)], workers=2)
    assert words in capfd.readouterr().err
    assert words in (FOLDER / "uvicorn.md").read_text(encoding="utf-8")
