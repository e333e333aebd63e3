"""In a reader's code each fault is found, with its line; the repaired code is quiet."""

from pathlib import Path

import pytest

from course.doctor.checks import examine
from course.doctor.source import sources_in
from tests.doctor.conditions import assert_found, machine, named, write

APP = "from fastapi import FastAPI\napp = FastAPI()\n"
MODEL = "from pydantic import BaseModel\n"
TABLES = (
    "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship\n"
)
TABLES += "from sqlalchemy import ForeignKey\nclass Base(DeclarativeBase): ...\n"
USERS = 'class User(Base):\n    __tablename__ = "users"\n'
ID = "    id: Mapped[int] = mapped_column(primary_key=True)\n"
SESSION = "from sqlalchemy.orm import Session\n"

# number: (a file with the fault, the same file repaired)
FAULTS = {
    16: (
        'from . import models\nif __name__ == "__main__":\n    print(models)\n',
        'from blog import models\nif __name__ == "__main__":\n    print(models)\n',
    ),
    23: (
        f"{APP}{SESSION}@app.get('/')\ndef show(db: Session) -> str: ...\n",
        f"{APP}{SESSION}@app.get('/')\ndef show(db: DbSession) -> str: ...\n",
    ),
    24: (
        f"{APP}@app.delete('/', status_code=204)\ndef delete() -> dict: ...\n",
        f"{APP}@app.delete('/', status_code=204)\ndef delete() -> None: ...\n",
    ),
    25: (
        f"{APP}from blog import models\napp.include_router(models)\n",
        f"{APP}from blog import models\napp.include_router(models.router)\n",
    ),
    26: (
        f"import uvicorn\n{APP}if 1:\n    uvicorn.run(app, reload=True)\n",
        f"import uvicorn\n{APP}if 1:\n    uvicorn.run(app)\n",
    ),
    27: (
        'import uvicorn\nuvicorn.run("blog.main:app", workers=2)\n',
        'import uvicorn\nif 1:\n    uvicorn.run("blog.main:app", workers=2)\n',
    ),
    35: (
        f"{MODEL}class A(BaseModel):\n    class Config:\n        orm_mode = True\n",
        f"{MODEL}class A(BaseModel):\n    model_config = {{'from_attributes': True}}\n",
    ),
    36: (
        f"{MODEL}class A(BaseModel):\n    x: int\nA.from_orm(row)\n",
        f"{MODEL}class A(BaseModel):\n    model_config = {{'from_attributes': True}}\n"
        "A.from_orm(row)\n",
    ),
    37: (
        "from pydantic import BaseSettings\n",
        "from pydantic_settings import BaseSettings\n",
    ),
    38: (
        f"{MODEL}from typing import Optional\nclass A(BaseModel):\n"
        "    x: Optional[bool]\n",
        f"{MODEL}from typing import Optional\nclass A(BaseModel):\n"
        "    x: Optional[bool] = None\n",
    ),
    39: (
        f'{MODEL}class A(BaseModel):\n    user: "ShowUsr"\n',
        f'{MODEL}class A(BaseModel):\n    user: "ShowUser"\n'
        "class ShowUser(BaseModel): ...\n",
    ),
    40: (
        "from sqlalchemy.ext.declarative import declarative_base\n",
        "from sqlalchemy.orm import declarative_base\n",
    ),
    41: (
        f'{TABLES}{USERS}{ID}    blogs: Mapped[list["Blog"]] = relationship("Blog")\n',
        f"{TABLES}{USERS}{ID}",
    ),
    42: (
        f"{TABLES}{USERS}{ID}{USERS.replace('User(', 'Other(')}{ID}",
        f"{TABLES}{USERS}{ID}",
    ),
    43: (
        "from sqlalchemy import create_engine\n"
        'engine = create_engine("sqlite:///./blog.db")\n',
        "from sqlalchemy import create_engine\n"
        'engine = create_engine(f"sqlite:///{DATABASE_FILE}")\n',
    ),
    45: (
        'from sqlalchemy import create_engine\nengine = create_engine("sqlite://")\n',
        "from sqlalchemy import create_engine\n"
        'engine = create_engine("sqlite://", poolclass=StaticPool)\n',
    ),
    47: (
        "def get_db():\n    db = SessionLocal()\n    yield db\n",
        "def get_db():\n    db = SessionLocal()\n    try:\n        yield db\n"
        "    finally:\n        db.close()\n",
    ),
    49: (
        f"{APP}@app.get('/')\ndef show(db: DbSession):\n    return db.get(User, 1)\n",
        f"{APP}@app.get('/', response_model=ShowUser)\ndef show(db: DbSession):\n"
        "    return db.get(User, 1)\n",
    ),
    50: (
        f"{MODEL}class A(BaseModel): ...\ndef update(blog: A):\n"
        "    query().update(blog)\n",
        f"{MODEL}class A(BaseModel): ...\ndef update(blog: A):\n"
        "    query().update(blog.model_dump())\n",
    ),
    53: (
        f"{MODEL}class A(BaseModel):\n    password: str\n",
        f"{MODEL}class A(BaseModel):\n    password: Password\n",
    ),
    55: ('claims = {"sub": user.id}\n', 'claims = {"sub": str(user.id)}\n'),
    56: (
        "from jose import jwt\nexpires = datetime.utcnow()\n",
        "from jose import jwt\nexpires = datetime.now(timezone.utc)\n",
    ),
    57: ('SECRET_KEY = "secret"\n', f'SECRET_KEY = "{"0" * 64}"\n'),
    60: (
        f"{APP}app.add_middleware(CORSMiddleware, allow_origins=['http://a.test/'])\n",
        f"{APP}app.add_middleware(CORSMiddleware, allow_origins=['http://a.test'])\n",
    ),
}


READS = "    model_config = {'from_attributes': True}\n"
SCHEMA = f"{MODEL}class A(BaseModel):\n    x: int\n"
TABLE = f"{APP}{TABLES}{USERS}{ID}"
ROW = "def show(db: Session):\n    row = db.get(User, 1)\n    A.model_validate(row)\n"
ROWS = "def show(db: Session):\n    [A.model_validate(r) for r in db.scalars(x)]\n"

# The same numbers in other forms: number, fault, repaired.
MORE_FAULTS = [
    (
        23,
        f"{TABLE}@app.post('/')\ndef add(user: User) -> str: ...\n",
        f"{TABLE}{SCHEMA}@app.post('/')\ndef add(user: A) -> str: ...\n",
    ),
    (
        23,
        f"{TABLE}@app.get('/')\ndef show() -> list[User]: ...\n",
        f"{TABLE}@app.get('/', response_model=list[A])\ndef show() -> list[User]: ...\n",
    ),
    (
        35,
        f"{SCHEMA}    class Config:\n        str_max_length = 9\n",
        f"{SCHEMA}    model_config = {{'str_max_length': 9}}\n",
    ),
    (36, f"{SESSION}{SCHEMA}{ROW}", f"{SESSION}{SCHEMA}{READS}{ROW}"),
    (36, f"{SESSION}{SCHEMA}{ROWS}", f"{SESSION}{SCHEMA}{READS}{ROWS}"),
    (38, f"{SCHEMA}    y: bool | None\n", f"{SCHEMA}    y: bool | None = None\n"),
    (38, f"{SCHEMA}    y: None | bool\n", f"{SCHEMA}    y: bool\n"),
]
EVERY_FORM = [(number, *pair) for number, pair in FAULTS.items()] + MORE_FAULTS


def blog_with(folder: Path, code: str) -> Path:
    """Make a package `blog` whose main.py is this code."""
    files = {"blog/__init__.py": "", "blog/models.py": "", "blog/main.py": code}
    return write(folder, files)


@pytest.mark.parametrize(("number", "fault", "repaired"), EVERY_FORM)
def test_a_fault_in_the_code_is_found(
    number: int, fault: str, repaired: str, tmp_path: Path
) -> None:
    """The finding has the file and a line; the repaired file has no such finding."""
    examined = machine(blog_with(tmp_path / "fault", fault))
    assert "blog/main.py:" in assert_found(number, examined).where
    quiet = machine(blog_with(tmp_path / "repaired", repaired))
    assert named(examine(quiet), number) == []


def test_a_star_with_credentials_is_found(tmp_path: Path) -> None:
    """Every site may then ask in the name of a reader."""
    options = "allow_origins=['*'], allow_credentials=True"
    code = f"{APP}app.add_middleware(CORSMiddleware, {options})\n"
    assert "credentials" in assert_found(60, machine(blog_with(tmp_path, code))).what


def test_a_circle_of_imports_is_found(tmp_path: Path) -> None:
    """Two files that take names from each other; one that takes a module does not."""
    one = {"blog/__init__.py": "", "blog/a.py": "from blog.b import B\nA = 1\n"}
    folder = write(
        tmp_path / "1", {**one, "blog/b.py": "from blog.a import A\nB = 1\n"}
    )
    assert "blog.a -> blog.b -> blog.a" in assert_found(18, machine(folder)).what
    folder = write(tmp_path / "2", {**one, "blog/b.py": "from blog import a\nB = 1\n"})
    assert named(examine(machine(folder)), 18) == []


def test_the_terminal_is_inside_the_package(tmp_path: Path) -> None:
    """The way out is said."""
    blog = blog_with(tmp_path, "") / "blog"
    found = assert_found(16, machine(tmp_path, cwd=blog))
    assert found.repair == ("cd ..", "uvicorn blog.main:app --reload")


def test_a_syntax_error_is_found(tmp_path: Path) -> None:
    """With its line; the other files are examined all the same."""
    folder = blog_with(tmp_path, "x = 1\ndef broken(:\n")
    write(folder, {"blog/keys.py": 'SECRET_KEY = "secret"\n'})
    assert "line 2" in assert_found("syntax-error", machine(folder)).what
    assert_found(57, machine(folder))


@pytest.mark.parametrize("encoding", ["utf-16", "cp949"])
def test_a_file_that_is_not_utf_8_is_found(tmp_path: Path, encoding: str) -> None:
    """It is named; one that says its encoding, or begins with a BOM, is fine."""
    folder = blog_with(tmp_path, "")
    code = 'NAME = "한글"\n'
    (folder / "blog/said.py").write_bytes(f"# coding: cp949\n{code}".encode("cp949"))
    (folder / "blog/bom.py").write_bytes(code.encode("utf-8-sig"))
    assert named(examine(machine(folder)), "not-utf8") == []
    assert named(examine(machine(folder)), "syntax-error") == []
    sources_in.cache_clear()
    (folder / "blog/old.py").write_bytes(code.encode(encoding))
    assert "old.py" in assert_found("not-utf8", machine(folder)).what


def test_a_short_key_in_dot_env_is_found_and_not_shown(tmp_path: Path) -> None:
    """Its line is named; the key itself stands nowhere in the report."""
    folder = write(tmp_path, {".env": "DEBUG=1\nSECRET_KEY=abc-my-key\n"})
    found = assert_found(57, machine(folder))
    assert found.where.endswith(".env:2")
    assert "abc-my-key" not in repr(found)


def test_a_notebook_that_starts_a_server_is_found(tmp_path: Path) -> None:
    """The code of its cells is read, not its text."""
    cell = '{"cell_type": "%s", "source": ["uvicorn.run(app)"]}'
    book = '{"cells": [%s]}'
    folder = write(tmp_path / "1", {"try.ipynb": book % (cell % "code")})
    assert_found(71, machine(folder))
    folder = write(tmp_path / "2", {"try.ipynb": book % (cell % "markdown")})
    assert named(examine(machine(folder)), 71) == []


def test_tests_that_pytest_alone_cannot_import_are_found(tmp_path: Path) -> None:
    """A setting in pyproject.toml makes it quiet."""
    blog_with(tmp_path, "")
    write(tmp_path, {"tests/test_blog.py": "from blog import main\n"})
    assert_found(69, machine(tmp_path))
    write(
        tmp_path, {"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n'}
    )
    sources_in.cache_clear()
    assert named(examine(machine(tmp_path)), 69) == []
