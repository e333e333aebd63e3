"""Many people who write at once, and an exact account of what each was told."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from tests.people import BLOG

# Seconds before somebody who was not served tries the next blog: not all at once, or
# the same worker might take them all again.
PAUSES = (0.1, 0.5)
LONGEST_ANSWER = 30  # seconds; waiting any longer is a hang
RETRYABLE = (429, 503)


@dataclass(frozen=True)
class Attempt:
    """One blog that somebody tried to write: the status, or why there was no answer."""

    title: str
    outcome: int | str
    seconds: float


@dataclass
class Tally:
    """What the writers were told."""

    attempts: list[Attempt] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)

    def acknowledged(self) -> list[str]:
        """Return the titles of the blogs that are promised to be there."""
        return [a.title for a in self.attempts if a.outcome == 201]

    def slowest(self) -> float:
        """Return the seconds that the slowest answer took."""
        return max(a.seconds for a in self.attempts)

    def judge(self, stored: Iterable[str]) -> str:
        """Hold what is stored against what was promised; return the counts as a line."""
        times = Counter(stored)
        outcomes = Counter(a.outcome for a in self.attempts)
        acknowledged = outcomes.pop(201, 0)
        lost = [title for title in self.acknowledged() if title not in times]
        twice = [title for title, number in times.items() if number > 1]
        others = ", ".join(f"{number} {what}" for what, number in outcomes.items())
        line = (
            f"{len(self.attempts):,} writes, {acknowledged:,} acknowledged, "
            f"others: {others or 'none'}; {len(lost)} lost, {len(twice)} twice, "
            f"{outcomes[500]} answers 500, slowest {self.slowest():.1f} s"
        )
        assert not lost, f"{line}: {lost[:5]}"
        assert not twice, f"{line}: {twice[:5]}"
        assert not outcomes[500], line
        assert not self.malformed, f"{line}: {self.malformed[:5]}"
        assert not outcomes["TimeoutError"], line
        return line


class Writer:
    """Somebody who writes on one connection, or on the next one if it breaks."""

    def __init__(self, port: int, token: dict[str, str], tally: Tally) -> None:
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=LONGEST_ANSWER
        )
        self.headers = {**token, "Content-Type": "application/json"}
        self.tally = tally

    def write(self, title: str) -> int | str:
        """Write one blog; return the status, or the name of what went wrong."""
        started = time.monotonic()
        outcome = self.send(title)
        seconds = time.monotonic() - started
        self.tally.attempts.append(Attempt(title, outcome, seconds))
        return outcome

    def send(self, title: str) -> int | str:
        """Send the request; a refusal must have the form that the API promises."""
        body = json.dumps({**BLOG, "title": title})
        try:
            self.connection.request("POST", "/blog/", body, self.headers)
            with self.connection.getresponse() as answer:
                answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            return type(error).__name__
        kind, wait = answer.getheader("Content-Type"), answer.getheader("Retry-After")
        is_problem = kind == "application/problem+json"
        if answer.status != 201 and (
            not is_problem or (answer.status in RETRYABLE and wait is None)
        ):
            self.tally.malformed.append(f"{answer.status} {kind} {wait}")
        return answer.status

    def write_until(self, over: threading.Event, name: str) -> None:
        """Write one blog after the other."""
        for number in count():
            if over.is_set():
                self.connection.close()
                return
            if self.write(f"{name}, blog {number}") != 201:
                self.connection.close()
                over.wait(random.uniform(*PAUSES))


@contextmanager
def writers(port: int, token: dict[str, str], people: int = 8) -> Iterator[Tally]:
    """Let people write while the block runs; afterwards all have stopped."""
    storm = uuid4().hex[:8]
    tally, over = Tally(), threading.Event()
    crowd = [
        threading.Thread(
            target=Writer(port, token, tally).write_until,
            args=(over, f"Storm {storm}, writer {number}"),
        )
        for number in range(people)
    ]
    for person in crowd:
        person.start()
    try:
        yield tally
    finally:
        over.set()
        for person in crowd:
            person.join()


def wait_for_more(tally: Tally, writes: int = 20, seconds: float = 30) -> float:
    """Wait until that many more writes are acknowledged; return how long it took."""
    before, started = len(tally.acknowledged()), time.monotonic()
    while len(tally.acknowledged()) < before + writes:
        assert time.monotonic() < started + seconds, Counter(
            a.outcome for a in tally.attempts
        )
        time.sleep(0.01)
    return time.monotonic() - started
