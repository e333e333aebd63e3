"""`python -m course …` does the same as `learn.py …` inside a ready environment."""

import sys

from course.cli import main

main(sys.argv[1:])
