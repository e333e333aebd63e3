"""pytest in a process of its own that begins and ends sooner than `python -m pytest`."""

import gc
import os
import sys


def main(arguments: list[str]) -> None:
    """Run pytest and end with its exit code, without tidying up: all goes at once."""
    gc.disable()  # what is imported here stays: none of it is garbage
    import pytest

    import course.practice.describing  # noqa: F401

    gc.freeze()
    gc.enable()
    code = pytest.main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
