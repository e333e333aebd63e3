"""A chapter's app, alive: started, edited, asked, reset."""

import importlib
import linecache
import shutil
import sys
import time
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import ModuleType
from typing import Any

from .calling import call
from .faults import fault
from .xray import Tree, watch

HOME = Path("/chapters")


class Chapter:
    """The one chapter of this worker; its app may be missing while its code is broken."""

    def __init__(self, slug: str) -> None:
        self.folder = HOME / slug
        self.app: Any = None
        self.plain: Any = None
        self.trees: list[Tree] = []
        self.state: dict[str, Any] = {}
        self.lifespan: AbstractAsyncContextManager[Any] | None = None

    @property
    def database(self) -> Path:
        """Where the chapter keeps its data, if it has a database."""
        return self.folder / "blog.db"

    async def start(self, files: dict[str, str]) -> dict[str, Any]:
        """Start the app of these files; an app that runs ends only if that works."""
        started = time.perf_counter()
        write_files(self.folder, files)
        modules = take_modules()
        try:
            app = import_app(self.folder)
            lifespan, state = await enter(app)
        except BaseException as error:
            take_modules()
            sys.modules.update(modules)
            return fault(error, self.folder)
        ended = await self.stop()
        before, self.plain = self.plain, app
        self.app = watch(app, self.trees.append)
        self.lifespan, self.state = lifespan, state
        ms = (time.perf_counter() - started) * 1000
        return {"ok": True, "ms": ms, "ended": ended, "isSame": is_same(before, app)}

    async def stop(self) -> dict[str, Any] | None:
        """End the app as a server does; return its fault if it does not end well."""
        lifespan, self.app, self.lifespan = self.lifespan, None, None
        try:
            if lifespan:
                await lifespan.__aexit__(None, None, None)
        except BaseException as error:
            return fault(error, self.folder)
        return None

    async def reset(self, files: dict[str, str]) -> dict[str, Any]:
        """Start the app without any data."""
        ended = await self.stop()
        for file in self.folder.glob("blog.db*"):
            file.unlink()
        return {**await self.start(files), "ended": ended}

    async def request(
        self, request: dict[str, Any], body: bytes
    ) -> tuple[dict[str, Any], bytes]:
        """Return what the app, which must be there, answers."""
        answer, content = await call(self.app, request, body, self.state, self.folder)
        return {**answer, "tree": self.trees.pop()}, content


def is_same(before: Any, after: Any) -> bool:
    """Tell whether two apps have the same OpenAPI document; False where one has none."""
    try:
        return bool(before.openapi() == after.openapi())
    except Exception:
        return False


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Write the package `blog` anew; the database beside it stays."""
    shutil.rmtree(folder / "blog", ignore_errors=True)
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    linecache.clearcache()


def take_modules() -> dict[str, ModuleType]:
    """Remove the modules of the package `blog` and return them."""
    names = [name for name in sys.modules if name.split(".")[0] == "blog"]
    return {name: sys.modules.pop(name) for name in names}


def import_app(folder: Path) -> Any:
    """Return the app in this folder, imported as uvicorn does."""
    importlib.invalidate_caches()
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("blog.main").app
    finally:
        sys.path.remove(str(folder))


async def enter(app: Any) -> tuple[AbstractAsyncContextManager[Any] | None, Any]:
    """Run what the app does when it starts; return what must be left, and its state."""
    router = getattr(app, "router", None)
    if router is None:
        return None, {}
    lifespan = router.lifespan_context(app)
    return lifespan, await lifespan.__aenter__() or {}
