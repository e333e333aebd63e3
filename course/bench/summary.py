"""What a run came to: a number for each work and app, and whether it is enough."""

from dataclasses import dataclass

from course.bench.measuring import Results
from course.bench.works import MEGABYTES, Work

SEED = "the post's handlers"
SQLITE = "final on SQLite"
POSTGRESQL = "final on PostgreSQL"
NAMES = (SEED, SQLITE, POSTGRESQL)


@dataclass(frozen=True)
class Cell:
    """What one app reached in one work, in percent; the SQL statements of one request."""

    work: Work
    app: str
    percent: float
    lowest: float
    highest: float
    statements: int
    faults: int
    longest_wait: float

    @property
    def is_enough(self) -> bool:
        """Whether the target is reached to a tenth, without a single fault."""
        return round(self.percent, 1) >= self.work.target and not self.faults

    def __str__(self) -> str:
        text = f"{self.percent:.1f} %"
        if self.lowest < self.highest:
            text += f" ({self.lowest:.1f} to {self.highest:.1f})"
        if self.faults or not self.percent:
            text += f", {self.faults} faults, waits of {self.longest_wait:.0f} s"
        return text


@dataclass(frozen=True)
class Speed:
    """All that one run measured; memory in megabytes, None where the system keeps silent."""

    cells: dict[tuple[str, str], Cell]
    memory: dict[str, float | None]

    def fits(self, app: str) -> bool:
        """Tell whether an app has never needed more memory than it may."""
        return (self.memory[app] or 0) <= MEGABYTES

    def megabytes(self, app: str) -> str:
        """Return the most memory that an app has needed."""
        return f"{self.memory[app]:.0f} MB" if self.memory[app] else "not known"


def summary(
    works: list[Work],
    results: Results,
    statements: dict[str, dict[str, int]],
    memory: dict[str, float | None],
) -> Speed:
    """Return the results of a run as they are shown."""
    cells = {
        (work.key, app): Cell(
            work,
            app,
            reached.percent,
            min(reached.percents),
            max(reached.percents),
            statements[app][work.key],
            reached.faults.total(),
            reached.longest_wait,
        )
        for work in works
        for (key, app), reached in results.items()
        if key == work.key
    }
    return Speed(cells, memory)
