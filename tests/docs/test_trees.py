"""The pages promise: what they show of the inside of a request was recorded.

A block `{ .text .xray }` is the tree of the exchange above it; if that is another
request, its own first line is sent. `.eager` and `.lazy` list three blogs by three
people, with `joinedload` and without.
`pytest tests/docs/test_trees.py --update-pages` writes what really came.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from passlib.hash import bcrypt

from course.blocks import Block, blocks_of, parse_message
from course.loading import copy_chapter, load_app
from course.page_steps import step_of
from course.steps import ROOT
from course.xray import Tree, as_text, watch
from tests.docs.test_blocks import DOCS, PAGES, place, rewrite, text_of
from tests.loading import OWN_VARIABLES

WIDTH = 76
LISTS = {"eager", "lazy"}
EAGER = ".options(joinedload(Blog.creator))"
MOMENT = re.compile(r"'\d{4}-\d\d-\d\dT[^']+'")


def trees_on(page: Path) -> list[Block]:
    """Return the blocks of a page that show a tree."""
    return [block for block in blocks_of(text_of(page)) if "xray" in block.classes]


def folders() -> list[list[Path]]:
    """Return the pages of each folder with trees; they are one conversation."""
    found = {page.parent for page in PAGES if trees_on(page)}
    return [[p for p in PAGES if p.parent == folder] for folder in sorted(found)]


class Conversation:
    """A chapter in this process that is told what its pages tell it."""

    def __init__(self, folder: Path) -> None:
        self.trees: list[Tree] = []
        self.token = ""
        self.client = TestClient(watch(load_app(folder), self.trees.append))

    def send(self, text: str) -> None:
        """Send the request of a block; a token that comes back is kept."""
        message = parse_message(text)
        method, path, *_ = message.start.split()
        headers = {
            name: value.replace("Bearer …", f"Bearer {self.token}")
            for name, value in message.headers.items()
        }
        body = message.body.encode()
        answer = self.client.request(method, path, headers=headers, content=body)
        if found := re.search(r'"access_token": ?"([^"]+)"', answer.text):
            self.token = found.group(1)

    def tree_for(self, shown: str) -> str:
        """Return the last request's tree; if another is asked for, send that first."""
        asked = shown.partition("\n")[0]
        if not self.trees or first_line(self.trees[-1]) != asked:
            login = "\nAuthorization: Bearer …" if self.token else ""
            self.send(f"{asked} HTTP/1.1{login}")
        text = as_text(self.trees[-1], times=False, width=WIDTH)
        return MOMENT.sub("'…'", text)


def first_line(tree: Tree) -> str:
    """Return the first line of a tree."""
    return as_text(tree).partition("\n")[0]


def recorded(pages: list[Path], folder: Path) -> Iterator[tuple[Path, Block, str]]:
    """Yield each block with a tree, and what this chapter really did at that place."""
    conversation = Conversation(folder)
    with conversation.client:
        for page in pages:
            for block in blocks_of(text_of(page)):
                if block.language == "http" and not block.text.startswith("HTTP/"):
                    conversation.send(block.text)
                elif "xray" in block.classes and not LISTS.intersection(block.classes):
                    yield page, block, conversation.tree_for(block.text)


def lists(pages: list[Path], folder: Path) -> Iterator[tuple[Path, Block, str]]:
    """Yield each block `.eager` or `.lazy`: a list of three blogs by three people."""
    for page in pages:
        for block in trees_on(page):
            for kind in LISTS.intersection(block.classes):
                copy = copy_chapter(folder, folder.with_name(kind))
                change = make_lazy if kind == "lazy" else None
                yield page, block, list_of_three(copy, block.text, change)


def list_of_three(
    folder: Path, shown: str, change: Callable[[Path], None] | None
) -> str:
    """Return the tree of a list in a chapter where three people wrote a blog each."""
    if change:
        change(folder)
    conversation = Conversation(folder)
    with conversation.client as client:
        for id, name in enumerate(("Ada", "Grace", "Alan"), start=1):
            person = {"name": name, "email": f"{name}@example.com"}
            assert client.post("/user/", json=person).status_code == 201
            blog = {"title": "Notes", "body": "On loops.", "user_id": id}
            assert client.post("/blog/", json=blog).status_code == 201
        return conversation.tree_for(shown)


def make_lazy(folder: Path) -> None:
    """Let the list load each creator when it is asked for."""
    file = folder / "blog" / "main.py"
    text = file.read_text(encoding="utf-8")
    assert EAGER in text
    file.write_text(text.replace(EAGER, ""), encoding="utf-8")


@pytest.mark.parametrize("pages", folders(), ids=lambda pages: pages[0].parent.name)
def test_every_tree_is_as_shown(
    pages: list[Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The page's requests, sent to its chapter, do inside what the page shows."""
    step = step_of(pages[0])
    assert step, f"{pages[0]} shows a tree: name its step in the front matter"
    folder = copy_chapter(step.path, tmp_path / step.slug)
    found = [*recorded(pages, folder), *lists(pages, folder)]
    differences = [each for each in found if each[1].text != each[2]]
    if request.config.getoption("--update-pages"):
        for page in pages:
            rewrite(page, [(b, text) for p, b, text in differences if p == page])
    assert not differences, "\n\n".join(
        f"{place(p, b)}\n{t}" for p, b, t in differences
    )


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of this machine do not reach the apps; a hash is a cheap one."""
    for name in OWN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BCRYPT_ROUNDS", "4")
    monkeypatch.setattr(bcrypt, "default_rounds", 4)


def test_each_chapter_shows_a_tree() -> None:
    """Every chapter has a look inside, and nothing of it is a secret."""
    shown = {page.parent.name for page in PAGES for _ in trees_on(page)}
    chapters = {path.name for path in (ROOT / "chapters").iterdir() if path.is_dir()}
    assert chapters | {"final"} <= shown
    assert DOCS / "chapters" / "final" / "traces.md" in {
        page for page in PAGES if trees_on(page)
    }
