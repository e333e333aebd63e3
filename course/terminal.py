"""What a command says: to the terminal, plain where it is none."""

import typer
from rich.console import Console
from rich.markup import escape

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def fail(message: str, code: int = 1) -> typer.Exit:
    """Print what is wrong and return the exception that ends the command."""
    errors.print(f"[bold red]Error:[/] {escape(message)}")
    return typer.Exit(code)


def mark(sign: str, word: str) -> str:
    """Return a sign, or a word where the terminal's encoding does not have the sign."""
    try:
        sign.encode(console.encoding)
    except UnicodeEncodeError:
        return word
    return sign
