"""Load the apps in turns, round after round, and keep what each reached."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from course.bench.servers import Server
from course.bench.works import FIRST, HELLO, WORKS, Request, Work

PROGRAM = Path(__file__).with_name("load.py")
COST = 12  # bcrypt's, in the post as in final


@dataclass(frozen=True)
class Scale:
    """How much is stored, and how long it is asked for; seconds of each turn."""

    blogs: int = 10_000
    users: int = 100
    many: int = 100_000
    rounds: int = 5
    seconds: float = 2.0
    warm_up: float = 0.3  # seconds that are not counted
    logins: int = 48
    cost: int = COST  # of a hash by bcrypt


QUICK = Scale(
    blogs=300,
    users=10,
    many=300,
    rounds=1,
    seconds=0.1,
    warm_up=0.02,
    logins=1,
    cost=4,
)


@dataclass
class Reached:
    """What an app reached in one work: percent in each round, and what went wrong."""

    percents: list[float] = field(default_factory=list)
    longest_wait: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def percent(self) -> float:
        """The round in the middle."""
        return median(self.percents)


@dataclass(frozen=True)
class Contest:
    """The servers of one run: hello, those with the usual data, those with more."""

    hello: Server
    usual: list[Server]
    many: list[Server]
    scale: Scale
    said: Callable[[str], None]


Results = dict[tuple[str, str], Reached]


def contest(run: Contest) -> Results:
    """Return what each app reached, by work and name of the app."""
    results: Results = defaultdict(Reached)
    for work in WORKS:
        for number in range(1, run.scale.rounds + 1):
            run.said(f"{work.title}, round {number} of {run.scale.rounds}")
            one_round(run, work, results, number == 1)
    return dict(results)


def one_round(run: Contest, work: Work, results: Results, is_first: bool) -> None:
    """Load every app once, each beside what it is compared with."""
    ceiling = 0.0
    if work.beside == "hello":
        ceiling = ask(run, run.hello, [HELLO], work, Reached(), status="200")
    if work.beside == "bcrypt":
        words = (str(run.scale.logins), str(run.scale.cost))
        ceiling = float(run.hello.app.run("bcrypt_alone", *words))
    first = FIRST.requests(run.scale.blogs)
    for server in run.many if work.beside == "first" else run.usual:
        if server.app.lists_all and work.is_list and not is_first:
            continue  # seconds for one answer; once is enough
        reached = results[work.key, server.app.name]
        if work.beside == "first":
            ceiling = ask(run, server, first, work, reached)
        requests = work.requests(run.scale.blogs)
        rate = ask(run, server, requests, work, reached)
        reached.percents.append(100 * rate / ceiling if ceiling else 0.0)


def ask(
    run: Contest,
    server: Server,
    requests: list[Request],
    work: Work,
    reached: Reached,
    status: str = "",
) -> float:
    """Load one server for its turn and return its good answers a second."""
    all_at_once = server.app.lists_all and work.is_list
    total = 1 if all_at_once else run.scale.logins * work.is_slow
    token = "" if requests == [HELLO] else server.token
    job = {
        "port": server.port,
        "requests": [request.text(token) for request in requests],
        "status": status or work.status,
        "connections": min(work.connections, total or work.connections),
        "total": total,
        "seconds": run.scale.seconds,
        "warm_up": run.scale.warm_up,
    }
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM)],
        input=json.dumps(job),
        stdout=subprocess.PIPE,
        encoding="ascii",
        check=True,
        start_new_session=True,  # Ctrl+C is told to the bench, which ends it
    )
    outcome = json.loads(done.stdout)
    reached.faults.update(outcome["faults"])
    reached.longest_wait = max(reached.longest_wait, outcome["longest_wait"])
    return float(outcome["answers"] / outcome["seconds"])
