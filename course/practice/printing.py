"""Text in the terminal: wrapped at its width, with what is code marked."""

import textwrap

from rich.text import Text

from course.terminal import DIFF_COLOURS, console

CODE = r"`[^`]+`"


def wrapped(text: str, style: str = "", indent: int = 2, hanging: int = 0) -> None:
    """Print a paragraph, moved in; its further lines by `hanging` more. No word is cut."""
    room = textwrap.TextWrapper(
        width=max(console.width, 40),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )
    printed = Text(room.fill(text), style)
    printed.highlight_regex(CODE, "cyan")
    console.print(printed)


def as_it_is(text: str, style: str = "", indent: int = 4) -> None:
    """Print a line of code or data, moved in and never changed."""
    console.print(Text(" " * indent + text, style))


def markdown(text: str, indent: int = 2) -> None:
    """Print the paragraphs of a short Markdown text; blocks of code stay as they are."""
    for number, part in enumerate(text.strip().split("```")):
        if number % 2:
            for line in part.splitlines()[1:]:
                as_it_is(line, "cyan", indent + 2)
            continue
        for paragraph in filter(None, map(str.strip, part.split("\n\n"))):
            wrapped(paragraph, indent=indent)


def diff(lines: list[str]) -> None:
    """Print the lines of a unified diff, coloured."""
    for line in lines:
        style = "bold" if line[:3] in ("---", "+++") else DIFF_COLOURS.get(line[:1], "")
        console.print(Text(line, style))
