"""**Try it** beside each HTTP request to a chapter: a link into the playground.

It is written into the built pages, so it is no part of a page's text, and whichever
generator built the site, the link comes the same way.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path

from course.blocks import parse_message
from course.course_requests import request_id
from course.page_steps import address_of, pages_of
from course.practice.exercises import has_steps
from course.steps import Step, read_manifest

BLOCK = re.compile(
    r'<div class="[^"]*highlight"><pre>.*?<code>(?P<code>.*?)</code></pre></div>',
    re.DOTALL,
)
REQUEST = re.compile(r"[A-Z]+ /\S* HTTP/1\.1(\n|$)")
TAG = re.compile(r"<[^>]*>")
PLAYGROUND = "playground/"


def run_here(step: Step) -> str:
    """Return the buttons that open a chapter, for the first of its pages."""
    place = f"../../{PLAYGROUND}"
    build = f'<a class="md-button" href="{place}?practice={step.key}">Build it yourself</a> '
    return (
        '<p class="run-here"><a class="md-button md-button--primary" '
        f'href="{place}?chapter={step.key}">Run it here</a> '
        f"{build if has_steps(step.key) else ''}"
        "<span>in this browser, nothing to install</span></p>\n"
    )


def add_try_links(site: Path) -> None:
    """Put a link behind each request of a built site that the playground can send."""
    for step in read_manifest():
        if step.key == "final":
            continue
        for source in pages_of(step):
            page = site / address_of(source) / "index.html"
            html = page.read_text(encoding="utf-8")
            up = "../" * address_of(source).count("/")
            page.write_text(BLOCK.sub(with_link(step, up), html), encoding="utf-8")


def with_link(step: Step, up: str) -> Callable[[re.Match[str]], str]:
    """Return what puts the link behind a block, if the block is a request."""

    def linked(block: re.Match[str]) -> str:
        text = unescape(TAG.sub("", block["code"]))
        if not REQUEST.match(text):
            return block[0]
        message = parse_message(text)
        target = f"chapter={step.key}&amp;request={request_id(step.slug, message)}"
        label = " ".join(message.start.split()[:2])
        return (
            f'{block[0]}<p class="try-it"><a href="{up}{PLAYGROUND}?{target}" '
            f'title="Send {escape(label)} in this browser">Try it</a></p>'
        )

    return linked
