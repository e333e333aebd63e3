"""The issues of importing and starting: each is provoked with today's versions."""

import errno
import re
import socket
import sys
import sysconfig
from pathlib import Path
from textwrap import dedent
from urllib.request import Request, urlopen

import pytest

from course.ports import PortTaken, choose_port
from tests.known_issues.entries import assert_printed, errors_of
from tests.known_issues.running import printed_by
from tests.programs import program, run

LOOPBACK = "127.0.0.1"
APP = "from fastapi import FastAPI\n\napp = FastAPI()\n"
FORM = """
    from typing import Annotated
    from fastapi import FastAPI, Form

    app = FastAPI()

    @app.post("/login")
    def login(username: Annotated[str, Form()]) -> str:
        return username
"""
MODEL = """
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class Blog(Base):
        __tablename__ = "blogs"
        id: Mapped[int] = mapped_column(primary_key=True)
"""
CREATE_BEHIND_A_GATE = f"""
    import os
    import socket
    from sqlalchemy import create_engine, event

    @event.listens_for(Blog.__table__, "before_create")
    def wait_at_the_gate(*_, **__):
        address = ("{LOOPBACK}", int(os.environ["GATE"]))
        with socket.create_connection(address) as gate:
            gate.recv(1)

    Base.metadata.create_all(create_engine("sqlite:///blog.db"))
"""
WRITER = """\
from pathlib import Path
from threading import Event, Thread

def write_often():
    while not Event().wait(0.2):
        Path("made.py").write_text("# made")
        Path("blog/made.py").write_text("# made")

Thread(target=write_often, daemon=True).start()
"""


def save(file: Path, source: str) -> Path:
    """Write the source, moved to the left, and make the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(source).lstrip(), encoding="utf-8")
    return file


def uvicorn(*words: str, folder: Path) -> str:
    """Start uvicorn, which fails, and return what it prints."""
    return printed_by("-m", "uvicorn", *words, "--port", "0", folder=folder)


def without(prefix: str, folder: Path) -> dict[str, str]:
    """Make the packages of this environment, but for some, the only ones of `-S`."""
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(prefix):
            (folder / entry.name).symlink_to(entry)
    return {"PYTHONPATH": str(folder)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the package `blog`, in which `blog.main` has an app."""
    save(tmp_path / "blog" / "__init__.py", "")
    save(tmp_path / "blog" / "main.py", APP)
    return tmp_path


def test_asgi_import(project: Path) -> None:
    """The wrong folder, a path instead of a name, a space, no attribute, no colon."""
    save(project / "blog" / "empty.py", "")
    inside = project / "blog"
    starts = [
        ("main:app", project),
        ("blog.main:app", inside),
        ("main.py:app", inside),
        ("blog/main:app", project),
        ("blog.main:app", save(project / "elsewhere/blog/main.py", "").parents[1]),
        ("blog.main: app", project),
        ("blog.main", project),
    ]
    texts = errors_of("asgi-import")
    for text, (name, folder) in zip(texts, starts, strict=True):
        assert text in uvicorn(name, folder=folder)


def test_relative_import(project: Path) -> None:
    """A file of the package, started as if it were alone; with `-m` it runs."""
    save(project / "blog" / "models.py", "")
    imports = ["from . import models", "from blog import models"]
    for text, line in zip(errors_of("relative-import"), imports, strict=True):
        save(project / "blog" / "start.py", line)
        assert text in printed_by("blog/start.py", folder=project)
        assert text in uvicorn("start:app", folder=project / "blog")
        assert printed_by("-m", "blog.start", folder=project) == ""


def test_shadowing(tmp_path: Path) -> None:
    """`fastapi.py`, `jose.py` and `secrets.py` are loaded instead of the libraries."""
    sources = {
        "fastapi.py": APP,
        "jose.py": "from jose import jwt",
        "secrets.py": "import secrets\nsecrets.token_hex(4)",
    }
    fastapi, jose, before_3_13, since_3_13 = errors_of("shadowing")
    secrets = since_3_13 if sys.version_info >= (3, 13) else before_3_13
    expected = zip([fastapi, jose, secrets], sources.items(), strict=True)
    for text, (name, source) in expected:
        folder = save(tmp_path / name.removesuffix(".py") / name, source).parent
        assert text in printed_by(name, folder=folder)
    renamed = save(tmp_path / "main.py", APP)
    assert printed_by(renamed.name, folder=tmp_path) == ""


def test_circular_import(project: Path) -> None:
    """Models import schemas, which import models."""
    models = "from blog.schemas import ShowBlog\n\nclass Blog: ...\n"
    schemas = "from blog.models import Blog\n\nclass ShowBlog: ...\n"
    save(project / "blog" / "models.py", models)
    save(project / "blog" / "schemas.py", schemas)
    printed = printed_by("-c", "import blog.models", folder=project)
    for text in errors_of("circular-import"):
        assert text in printed


def test_multipart(tmp_path: Path) -> None:
    """A form without python-multipart, and with `multipart` in its place."""
    packages = tmp_path / "packages"
    packages.mkdir()
    variables = without("python_multipart", packages)
    save(tmp_path / "main.py", FORM)
    missing, wrong = errors_of("multipart")
    printed = printed_by("-S", "main.py", folder=tmp_path, **variables)
    assert missing in printed
    assert wrong not in printed
    save(packages / "multipart.py", '__version__ = "2.0.1"')
    assert wrong in printed_by("-S", "main.py", folder=tmp_path, **variables)


def test_wrong_jose(tmp_path: Path) -> None:
    """A `jose.py` with the line that stops the package `jose` 1.0.0."""
    line = "print decrypt(deserialize_compact(jwt), {'k':key},\n    validate=True)"
    save(tmp_path / "jose.py", line)
    printed = printed_by("-c", "from jose import jwt", folder=tmp_path)
    for text in errors_of("wrong-jose"):
        assert text in printed


def test_wrong_jwt(tmp_path: Path) -> None:
    """A package `jwt` that has a class JWT and no function, as `jwt` 1.4.0."""
    save(tmp_path / "jwt" / "__init__.py", "class JWT: ...")
    printed = printed_by("-c", "import jwt; jwt.encode({}, 'key')", folder=tmp_path)
    assert_printed("wrong-jwt", printed)


def test_email_validator(tmp_path: Path) -> None:
    """A schema with EmailStr, without the extra."""
    schema = """
        from pydantic import BaseModel, EmailStr

        class User(BaseModel):
            email: EmailStr
    """
    packages = tmp_path / "packages"
    packages.mkdir()
    variables = without("email_validator", packages)
    file = save(tmp_path / "schemas.py", schema)
    printed = printed_by("-S", file.name, folder=tmp_path, **variables)
    assert_printed("email-validator", printed)


@pytest.mark.parametrize(
    "route",
    ["def blogs(db: Session) -> None: ...", "def blogs() -> list[Blog]: ..."],
    ids=["a session without Depends", "a model as return type"],
)
def test_bad_annotation(route: str, tmp_path: Path) -> None:
    """What is no data cannot be a parameter or a return type."""
    imports = "from sqlalchemy.orm import Session\nfrom models import Blog\n"
    save(tmp_path / "models.py", MODEL)
    save(tmp_path / "main.py", f'{imports}{APP}\n@app.get("/blog/")\n{route}\n')
    assert_printed("bad-annotation", printed_by("main.py", folder=tmp_path))


def test_status_204(tmp_path: Path) -> None:
    """A return type stops the app; a JSONResponse fails in either HTTP server."""
    route = '\n@app.delete("/blog/1", status_code=204)\n'
    typed = f'{route}def delete() -> dict[str, str]:\n    return {{"detail": "gone"}}\n'
    at_start, h11, httptools = errors_of("status-204")
    save(tmp_path / "main.py", APP + typed)
    assert at_start in printed_by("main.py", folder=tmp_path)
    imports = "from fastapi.responses import JSONResponse\n"
    sent = '    return JSONResponse({"detail": "gone"}, 204)\n'
    save(tmp_path / "main.py", f"{imports}{APP}{route}def delete():\n{sent}")
    for server, text in (("h11", h11), ("httptools", httptools)):
        words = ["-m", "uvicorn", "main:app", "--port", "0", "--http", server]
        with program(sys.executable, *words, folder=tmp_path) as running:
            url = running.wait_for(r"running on (http://\S+)")
            with urlopen(Request(f"{url}/blog/1", method="DELETE")) as answer:
                assert answer.status == 204
            running.wait_for(re.escape(text))


def test_router_module(project: Path) -> None:
    """`include_router` with the module; with its router the app starts."""
    save(project / "blog/routers/__init__.py", "")
    router = "from fastapi import APIRouter\n\nrouter = APIRouter()\n"
    save(project / "blog/routers/blog.py", router)
    imports = f"from blog.routers import blog\n{APP}"
    save(project / "blog/main.py", f"{imports}app.include_router(blog)\n")
    start = ["-c", "import blog.main"]
    assert_printed("router-module", printed_by(*start, folder=project))
    save(project / "blog/main.py", f"{imports}app.include_router(blog.router)\n")
    assert printed_by(*start, folder=project) == ""


@pytest.mark.parametrize("option", ["reload=True", "workers=2"])
def test_import_string(option: str, tmp_path: Path) -> None:
    """uvicorn does not start with an object where it needs a name."""
    main = f'import uvicorn\n{APP}\nif __name__ == "__main__":\n'
    file = save(tmp_path / "main.py", f"{main}    uvicorn.run(app, {option})\n")
    done = run(sys.executable, file.name, folder=tmp_path)
    assert_printed("import-string", done.stderr)
    assert done.returncode != 0


@pytest.mark.parametrize("option", ["reload=True", "workers=2"])
def test_main_guard(option: str, tmp_path: Path) -> None:
    """A file that starts the server whenever it is loaded."""
    start = f'uvicorn.run("main:app", port=0, {option})\n'
    save(tmp_path / "main.py", f"import uvicorn\n{APP}{start}")
    with program(sys.executable, "main.py", folder=tmp_path) as running:
        for text in errors_of("main-guard"):
            running.wait_for(re.escape(text))


def test_port_taken(project: Path) -> None:
    """uvicorn on a port on which another program listens, and the course's `run`."""
    linux, macos, plain, *windows, course = errors_of("port-taken")
    numbered = {98: linux, 48: macos}[errno.EADDRINUSE]
    assert len(windows) == 2
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        words = ["-m", "uvicorn", "blog.main:app", "--port", str(port)]
        printed = printed_by(*words, folder=project)
        assert numbered in printed
        assert plain in printed
        assert plain in printed_by(*words, "--reload", folder=project).lower()
        with pytest.raises(PortTaken, match=re.escape(course)):
            choose_port(LOOPBACK, port)


def test_reload_loop(project: Path) -> None:
    """An app that writes Python files, in its package and beside it, all the time."""
    save(project / "blog" / "main.py", WRITER + APP)
    start = [sys.executable, "-m", "uvicorn", "blog.main:app", "--port", "0"]
    with program(*start, "--reload", folder=project) as running:
        for _ in range(3):
            running.wait_for(r"'made\.py'.*\. Reloading\.\.\.$")
        assert_printed("reload-loop", running.seen)
    options = ["--reload", "--reload-dir", "blog"]
    with program(*start, *options, folder=project) as running:
        found = running.wait_for(r"detected changes in (.+)\. Reloading")
        assert found == "'blog/made.py'"


def test_workers_race(project: Path) -> None:
    """Two workers look, find no table, and both make it.

    The gate holds each of them between looking and making until both have looked.
    """
    save(project / "blog" / "models.py", MODEL + CREATE_BEHIND_A_GATE)
    save(project / "blog" / "main.py", f"from blog import models\n{APP}")
    words = ["-m", "uvicorn", "blog.main:app", "--port", "0", "--workers", "2"]
    with socket.create_server((LOOPBACK, 0)) as gate:
        gate.settimeout(20)
        own = {"GATE": str(gate.getsockname()[1])}
        with program(sys.executable, *words, folder=project, **own) as running:
            for worker, _ in [gate.accept(), gate.accept()]:
                worker.close()
            running.wait_for(re.escape(errors_of("workers-race")[0]))
