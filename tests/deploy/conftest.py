"""One cluster for all tests of a module that leave it as they found it."""

from collections.abc import Iterator

import pytest

from tests.deploy.cluster import Cluster, cluster
from tests.deploy.proxy import NGINX

BODY_SECONDS = "3"
ATTEMPTS = "2"
POOL_SIZE = "5"


@pytest.fixture(scope="module")
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
