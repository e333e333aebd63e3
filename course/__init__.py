"""The tooling behind `learn.py`: what runs, checks and builds the course."""

import sys

# Where Jupyter reads a notebook, jsonschema would prepare for kinds of addresses that no
# notebook has; that takes more than a second.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
