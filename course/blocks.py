"""The fenced blocks of a page: what the tests execute and compare."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLAIN_LIST = re.compile(r'\[\s+((?:"[^"\n]*"|-?\d+)(?:,\s+(?:"[^"\n]*"|-?\d+))*)\s+\]')
MOMENT = re.compile(
    r"(?<!\d)20\d\d-\d\d-\d\d([ T_])\d\d[:-]\d\d([:-]\d\d)?([+-]\d\d:\d\d)?"
)
OPENING = re.compile(r"^(?P<indent> *)(?P<ticks>```+) ?(?P<info>[^`]*)$")


@dataclass(frozen=True)
class Block:
    """One fenced block; `line` is where its fence opens, counted from 1."""

    language: str
    classes: tuple[str, ...]
    text: str
    line: int


@dataclass(frozen=True)
class Message:
    """An HTTP request or response as a page shows it."""

    start: str
    headers: dict[str, str]
    body: str


def blocks_of(page: str) -> list[Block]:
    """Return the fenced blocks of a page's text, in order."""
    blocks, lines = [], page.splitlines()
    number = 0
    while number < len(lines):
        opening = OPENING.match(lines[number])
        number += 1
        if not opening:
            continue
        first, indent = number, len(opening["indent"])
        while number < len(lines) and lines[number].strip() != opening["ticks"]:
            number += 1
        text = "\n".join(line[indent:] for line in lines[first:number])
        language, *classes = words_of(opening["info"])
        blocks.append(Block(language, tuple(classes), text, first))
        number += 1
    return blocks


def words_of(info: str) -> list[str]:
    """Return the language and the classes of a fence's opening line."""
    info = re.sub(r'\w+="[^"]*"', "", info)
    return re.findall(r"[\w-]+", info) or [""]


def parse_message(text: str) -> Message:
    """Return the parts of an HTTP message; header names in lower case."""
    head, _, body = text.partition("\n\n")
    start, *lines = head.splitlines()
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Message(start, headers, body.strip("\n"))


def exchanges_of(page: str) -> list[tuple[Block, Block]]:
    """Return the HTTP exchanges of a page: a request, and the response that follows.

    Raises ValueError for a request without a response or the other way round.
    """
    messages = [block for block in blocks_of(page) if block.language == "http"]
    pairs = list(zip(messages[::2], messages[1::2], strict=False))
    for request, response in pairs:
        is_response = response.text.startswith("HTTP/1.1 ")
        if request.text.startswith("HTTP/") or not is_response:
            raise ValueError(f"line {request.line}: no request with its response")
    if len(messages) % 2:
        raise ValueError(f"line {messages[-1].line}: a request without a response")
    return pairs


def fits(shown: Any, real: Any) -> bool:
    """Tell whether a JSON value is the one shown; `…` at a text's end stands for more."""
    if isinstance(shown, str) and shown.endswith("…"):
        return isinstance(real, str) and real.startswith(shown[:-1])
    if isinstance(shown, dict) and isinstance(real, dict):
        same = list(shown) == list(real)
        return same and all(fits(shown[key], real[key]) for key in shown)
    if isinstance(shown, list) and isinstance(real, list):
        pairs = zip(shown, real, strict=False)
        return len(shown) == len(real) and all(fits(a, b) for a, b in pairs)
    return bool(shown == real) and type(shown) is type(real)


def as_shown(value: Any) -> str:
    """Return a JSON value as pages show it: short lists of plain values in one line."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return PLAIN_LIST.sub(in_one_line, text)


def in_one_line(found: re.Match[str]) -> str:
    """Return a list of plain values without line breaks."""
    return "[" + re.sub(r",\s+", ", ", found[1]) + "]"


def lines_fit(shown: list[str], real: list[str]) -> bool:
    """Tell whether lines are those shown; a line `...` stands for any lines."""
    if not shown:
        return not real
    if shown[0] == "...":
        rests = range(len(real) + 1)
        return any(lines_fit(shown[1:], real[start:]) for start in rests)
    return bool(real) and shown[0] == real[0] and lines_fit(shown[1:], real[1:])


def without_what_varies(text: str) -> str:
    """Return output with times, dates, ports and process numbers made the same."""
    text = MOMENT.sub(same_moment, text)
    text = re.sub(r"\b\d+\.\d+ ?s\b", "0.00s", text)
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8000", text)
    return re.sub(r"(process|PID) \[?\d+\]?", r"\1 [1]", text)


def same_moment(found: re.Match[str]) -> str:
    """Return a moment in the form of the one that was found."""
    seconds = ":30" if found[2] else ""
    time = f"10:20{seconds}".replace(":", "-" if found[1] == "_" else ":")
    return f"2026-03-02{found[1]}{time}{'+09:00' if found[3] else ''}"


def console_commands(text: str) -> list[tuple[str, list[str]]]:
    """Return each `$ command` of a console block with the output shown below it."""
    commands: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif commands:
            commands[-1][1].append(line)
    return commands


def steps_folder(page: Path) -> str | None:
    """Return the slug of the chapter that a page belongs to by its folder, if any."""
    parts = page.parts
    if "chapters" not in parts:
        return None
    after = parts[parts.index("chapters") + 1]
    return after.removesuffix(".md")
