"""Open a notebook in JupyterLab: a copy that is the learner's own."""

import secrets
import shutil
import sys
from pathlib import Path

from course.steps import ROOT, Step

FOLDER = ROOT / "notebooks"
MINE = FOLDER / "mine"
HOST = "127.0.0.1"
SETTINGS = {
    "ServerApp.ip": HOST,
    "ServerApp.port_retries": "0",
    "ServerApp.root_dir": str(MINE),
    "Application.log_level": "ERROR",
    "ServerApp.allow_root": "True",  # in a container one often is root
    "ServerApp.terminals_enabled": "False",
    "KernelManager.transport_encryption": "auto",
    "LabApp.news_url": "None",  # it asks no other host
    "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "LabApp.extension_manager": "readonly",
}


def working_copy(step: Step, reset: bool = False) -> tuple[Path, bool]:
    """Return the learner's copy of a step's notebook, and whether it is a new one.

    A copy that is there is kept as it is, unless `reset` asks for a new one.
    """
    copy = MINE / f"{step.slug}.ipynb"
    if copy.exists() and not reset:
        return copy, False
    MINE.mkdir(exist_ok=True)
    shutil.copyfile(FOLDER / copy.name, copy)
    return copy, True


def jupyter_command(notebook: Path, port: int, open_browser: bool) -> list[str]:
    """Return the command that serves this notebook, for this machine only."""
    settings = {
        **SETTINGS,
        "ServerApp.port": str(port),
        "LabApp.default_url": f"/lab/tree/{notebook.name}",
        "ExtensionApp.open_browser": str(open_browser),
    }
    words = [f"--{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "course.notebook_lab", *words]


def jupyter_environment() -> dict[str, str]:
    """Return the variables for Jupyter: a new token, and settings of its own."""
    return {
        "JUPYTER_TOKEN": secrets.token_urlsafe(),
        "JUPYTER_CONFIG_DIR": str(ROOT / ".cache" / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def address(notebook: Path, port: int, token: str) -> str:
    """Return the URL that opens this notebook."""
    return f"http://{HOST}:{port}/lab/tree/{notebook.name}?token={token}"
