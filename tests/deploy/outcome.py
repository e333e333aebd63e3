"""What people who write and read were answered, counted."""

import threading
from collections import Counter
from dataclasses import dataclass, field

from tests.waiting import wait_until


@dataclass
class Outcome:
    """What the people saw; `written` holds the titles that were acknowledged.

    `unclear` holds those whose request failed: the blog may be there or not.
    """

    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    written: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    logins: Counter[str] = field(default_factory=Counter)
    asked_again: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def __str__(self) -> str:
        """Return the counts in one line."""
        faults = dict(self.faults) or "no fault"
        return f"{dict(self.answers)}, {faults}, asked again {self.asked_again} times"

    def note(self, kind: str, status: int | str, expected: int) -> bool:
        """Count an answer; tell whether it is the one that was expected."""
        is_good = status == expected
        (self.answers if is_good else self.faults)[f"{kind} {status}"] += 1
        return is_good

    def wait_for_new_logins(self) -> None:
        """Return when each person has a token that is newer than this call."""
        wanted = {name: times + 2 for name, times in self.logins.items()}

        def all_have() -> bool:
            return all(self.logins[name] >= times for name, times in wanted.items())

        wait_until(all_have, lambda: self)
