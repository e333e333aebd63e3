"""One run: prepare the apps, let them compete, and say how it went."""

import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from course.bench import postgres
from course.bench.measuring import Contest, Scale, contest
from course.bench.servers import App, Server, serve
from course.bench.summary import POSTGRESQL, SEED, SQLITE, Speed, summary
from course.bench.works import WORKS
from course.loading import copy_chapter


def bench(source: Path, scale: Scale, said: Callable[[str], None]) -> Speed:
    """Measure the app in this folder beside hello and the post's handlers.

    Raises BenchFailed if an app does not start. Nothing goes on running afterwards.
    """
    with ExitStack() as stack:
        place = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(place))
        said("PostgreSQL starts")
        server = stack.enter_context(postgres.server(folder / "postgresql"))

        settings = {"BCRYPT_ROUNDS": str(scale.cost)}

        def final(name: str, data: str) -> App:
            home = copy_chapter(source, folder / data)
            url = f"sqlite:///{home / 'blog.db'}"
            if name == POSTGRESQL:
                url = stack.enter_context(postgres.database(server))
            return App(name, "blog.main", home, url, settings=settings)

        post = App(SEED, "seed", folder / "seed", lists_all=True)
        post.folder.mkdir()
        usual = [post, final(SQLITE, "sqlite"), final(POSTGRESQL, "pg")]
        many = []
        if scale.many != scale.blogs:
            many = [final(SQLITE, "sqlite_many"), final(POSTGRESQL, "pg_many")]
        statements = {}
        for app in [*many, *usual]:
            blogs = scale.many if app in many else scale.blogs
            said(f"{app.name}: {blogs:,} blogs")
            words = (app.module, str(blogs), str(scale.users), str(scale.cost))
            statements[app.name] = json.loads(app.run("preparing", *words))
        hello = stack.enter_context(serve(App("hello", "hello", folder)))
        running = [stack.enter_context(serve(app)) for app in usual]
        more = [stack.enter_context(serve(app)) for app in many] or running[1:]
        results = contest(Contest(hello, running, more, scale, said))
        memory = most_memory([*running, *more])
    return summary(WORKS, results, statements, memory)


def most_memory(servers: list[Server]) -> dict[str, float | None]:
    """Return for each app the most megabytes that any of its servers had."""
    peaks: dict[str, list[float]] = {server.app.name: [] for server in servers}
    for server in servers:
        if peak := server.peak_megabytes():
            peaks[server.app.name].append(peak)
    return {name: max(found, default=None) for name, found in peaks.items()}
