"""kill -9 of nginx under write load: behind it nothing is lost and nothing is left."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from tests.deploy.ports import neighbours
from tests.deploy.proxy import Proxy, needs_nginx
from tests.faults.conftest import DATABASE
from tests.faults.leaks import check_nothing_leaked
from tests.faults.own_postgres import OwnPostgres, children
from tests.faults.service import Service
from tests.faults.writers import wait_for_more, writers


@needs_nginx
def test_kill_9_of_nginx(
    two_workers: Service,
    postgres: OwnPostgres,
    tmp_path: Path,
    count: Callable[[str], None],
) -> None:
    """One of its workers, then all of it, started again: the app goes on."""
    token = two_workers.log_in()
    (port,) = neighbours(1)
    proxy = Proxy(tmp_path / "proxy", port, [two_workers.server.port])
    try:
        proxy.start()
        assert proxy.process
        with writers(proxy.port, token) as tally:
            wait_for_more(tally)
            os.kill(children(proxy.process.pid)[0], signal.SIGKILL)
            wait_for_more(tally)
            proxy.kill()
            proxy.start()
            wait_for_more(tally, 50)
    finally:
        proxy.kill()
    count(tally.judge(two_workers.titles()))
    count(check_nothing_leaked(two_workers, postgres, DATABASE))
