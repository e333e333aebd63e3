"""Run a notebook as Jupyter does, in a kernel of this environment."""

import asyncio
import os
import tempfile
from pathlib import Path

import nbformat
import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

WARNINGS_ARE_ERRORS = """\
import warnings
warnings.simplefilter("error")
warnings.filterwarnings("ignore", "'crypt' is deprecated", module="passlib.utils")
warnings.filterwarnings("ignore", module="ipykernel")
"""
TIMEOUT = 120  # seconds for one cell


def run_notebook(notebook: NotebookNode, folder: Path, **variables: str) -> None:
    """Run every cell with this working directory and keep the outputs in the notebook.

    A cell that fails, or warns, raises nbclient's CellExecutionError. Neither kernels
    nor start-up files that this person has installed elsewhere take part.
    """
    kernel = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        transport_encryption="auto" if zmq.has("curve") else "disabled",
    )
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook,
        km=kernel,
        timeout=TIMEOUT,
        resources=place,
        coalesce_streams=True,
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(WARNINGS_ARE_ERRORS))
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            environment = {**os.environ, "IPYTHONDIR": profile, **variables}
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(client.async_execute(env=environment, cleanup_kc=True))
    finally:
        del notebook.cells[0]
