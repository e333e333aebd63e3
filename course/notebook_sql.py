"""The SQL that SQLAlchemy sends, kept so that a notebook can show it."""

import re
import textwrap
from typing import Any

from sqlalchemy import Connection, Engine, event

LONGEST_VALUE = 40
SECRETS = (
    (re.compile(r"(\$2b\$\d\d\$)[./\w]{53}"), r"\1…"),  # bcrypt
    (re.compile(r"(eyJ[\w-]{5})[\w-]*\.[\w-]+\.[\w-]+"), r"\1…"),  # JWT
)
WRITES = ("INSERT", "UPDATE", "DELETE")


def shorten(value: object) -> str:
    """Return the value as text, with only the beginning of each hash and token."""
    text = str(value)
    for secret, beginning in SECRETS:
        text = secret.sub(beginning, text)
    return text


class SqlLog:
    """What an engine has sent to its database since the log was cleared."""

    def __init__(self, engine: Engine) -> None:
        self.lines: list[str] = []
        self.count = 0
        self._unsaved = False
        event.listen(engine, "before_cursor_execute", self._sent)
        event.listen(engine, "commit", self._committed)
        event.listen(engine, "rollback", self._rolled_back)

    def clear(self) -> None:
        """Forget what was sent so far."""
        self.lines, self.count, self._unsaved = [], 0, False

    def text(self) -> str:
        """Return the statements, one below the other, with their values."""
        number = {0: "no statement", 1: "1 statement"}
        head = f"SQL: {number.get(self.count, f'{self.count} statements')}"
        return "\n".join([head, *(f"  {line}" for line in self.lines)])

    def _sent(
        self,
        connection: Connection,
        cursor: object,
        statement: str,
        parameters: Any,
        context: object,
        many: bool,
    ) -> None:
        self.count += 1
        self._unsaved |= statement.lstrip().upper().startswith(WRITES)
        for line in statement.strip().splitlines():
            self.lines += textwrap.wrap(line.strip(), 74, subsequent_indent="    ")
        for values in parameters if many else [parameters]:
            if values:
                self.lines.append("    ? = " + ", ".join(map(written, values)))

    def _committed(self, connection: Connection) -> None:
        self._unsaved = False
        self.lines.append("COMMIT")

    def _rolled_back(self, connection: Connection) -> None:
        if self._unsaved:
            self.lines.append("ROLLBACK")
        self._unsaved = False


def written(value: object) -> str:
    """Return a value as it would stand in the statement; a long text is cut."""
    if isinstance(value, str):
        text = shorten(value)
        cut = text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
        return repr(cut)
    return repr(value)
