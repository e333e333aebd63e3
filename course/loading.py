"""Bring a chapter to life in this process, from a copy that nobody else uses."""

import importlib
import shutil
import sys
from pathlib import Path
from types import ModuleType

from fastapi import FastAPI


def copy_chapter(source: Path, folder: Path) -> Path:
    """Copy the package `blog` alone, without any database, and return the folder."""
    ignored = shutil.ignore_patterns("__pycache__", "*.db*")
    shutil.copytree(source / "blog", folder / "blog", ignore=ignored)
    return folder


def load_app(folder: Path) -> FastAPI:
    """Return the app of this folder, imported anew as a restart would."""
    put_back({})
    importlib.invalidate_caches()
    sys.path.insert(0, str(folder))
    try:
        app: FastAPI = importlib.import_module("blog.main").app
    finally:
        sys.path.remove(str(folder))
    return app


def modules_of_blog() -> dict[str, ModuleType]:
    """Return the modules of the package `blog` that are loaded now."""
    loaded = sys.modules.items()
    return {name: module for name, module in loaded if name.split(".")[0] == "blog"}


def put_back(modules: dict[str, ModuleType]) -> None:
    """Let these be the modules of `blog` that are loaded, and no others."""
    for name in modules_of_blog():
        del sys.modules[name]
    sys.modules.update(modules)
