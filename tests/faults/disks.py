"""A disk that is soon full: a small one in memory, where the kernel lets us mount it."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def mount(*words: str) -> None:
    """Mount something; skip the test where that is not allowed."""
    try:
        done = subprocess.run(["mount", *words], capture_output=True, encoding="utf-8")
    except FileNotFoundError:
        pytest.skip("no mount on this machine")
    if done.returncode:
        pytest.skip(f"no right to mount: {done.stderr.strip()}")


def unmount(place: Path) -> None:
    """Unmount it, even while a program still uses it."""
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Yield a folder that has a disk of its own."""
    folder = Path(tempfile.mkdtemp(prefix="disk"))
    folder.chmod(0o755)
    mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        unmount(folder)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Write a file as large as the disk allows, and return it."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


@contextmanager
def read_only(file: Path) -> Iterator[None]:
    """Let nobody write to this file, not even root, as long as the block runs."""
    mount("--bind", str(file), str(file))
    try:
        mount("-o", "remount,bind,ro", str(file))
        yield
    finally:
        unmount(file)
