"""One cluster for all tests that leave it as they found it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.cluster import Cluster, cluster
from tests.deploy.proxy import NGINX

BODY_SECONDS = "3"
ATTEMPTS = "2"
POOL_SIZE = "5"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that use the cluster in one process: it is started once."""
    for item in items:
        is_ours = item.path.parent == Path(__file__).parent
        if is_ours and "running" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("cluster"))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three servers behind nginx; small limits, so that a test is short."""
    if NGINX is None:
        pytest.skip("no nginx on this machine")
    folder = tmp_path_factory.mktemp("cluster")
    with cluster(
        folder,
        DATABASE_POOL_SIZE=POOL_SIZE,
        BODY_TIMEOUT_SECONDS=BODY_SECONDS,
        LOGIN_ATTEMPTS_PER_MINUTE=ATTEMPTS,
    ) as it:
        yield it
