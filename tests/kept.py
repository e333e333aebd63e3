"""An app that many tests share: loaded once, with a new database for each of them."""

from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from fastapi import FastAPI

from course.loading import load_app, modules_of_blog, put_back


@dataclass(frozen=True)
class KeptApp:
    """The app in a folder, which remembers in the database there, and attempts to log in."""

    folder: Path
    url: str = ""  # of its PostgreSQL database; empty for SQLite
    modules: dict[str, ModuleType] = field(default_factory=dict)

    def without_data(self) -> Path:
        """Return the folder; its database has nothing of the test before."""
        for file in self.folder.glob("*.db*"):
            file.unlink()
        if self.url:
            from tests.postgres import empty_database  # no browser has psycopg

            empty_database(self.url)
        return self.folder

    def app(self) -> FastAPI:
        """Return the app, which remembers nothing of the test before."""
        if self.modules:
            put_back(self.modules)
            self.forget()
        else:
            load_app(self.folder)
            self.modules.update(modules_of_blog())
        app: FastAPI = self.modules["blog.main"].app
        return app

    def forget(self) -> None:
        """Let go of the old database, and in final of the attempts to log in."""
        self.modules["blog.database"].engine.dispose()
        if "blog.attempts" in self.modules:
            self.modules["blog.attempts"].storage.reset()
