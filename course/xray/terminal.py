"""A tree in the terminal: in colour where there is one, plain text elsewhere."""

import sys

from rich.console import Console
from rich.text import Text

from .text import WIDTH, in_ascii, lines_of
from .tree import Tree

STYLES = {
    "request": "bold",
    "answer": "bold green",
    "error": "bold red",
    "invalid": "red",
    "statement": "cyan",
    "endpoint": "bold",
    "dependencies": "bold",
    "note": "dim",
}
DRAWING = "├└│─→…"


def print_tree(tree: Tree) -> None:
    """Print the tree of a request, and an empty line after it."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = Console(highlight=False, soft_wrap=True)
    width = min(console.width, 120) if console.is_terminal else WIDTH
    for line in lines_of(tree, width=width):
        words = (line.words, STYLES.get(line.kind, ""))
        text = Text.assemble((line.guide, "dim"), words)
        console.print(text if can_draw(console.encoding) else in_ascii(text.plain))
    console.print()
    sys.stdout.flush()


def can_draw(encoding: str) -> bool:
    """Tell whether this encoding has the signs of a drawing."""
    try:
        DRAWING.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
