"""Whether a service gave back what it took: connections to its database, files."""

import psycopg

from tests.faults.own_postgres import OwnPostgres
from tests.faults.service import POOL_SIZE, Service
from tests.faults.writers import writers
from tests.waiting import wait_until

CROWD = 80  # enough that each worker gets more requests than it has connections


def use_all_connections(service: Service, postgres: OwnPostgres, database: str) -> None:
    """Let every connection of every worker work at the same time; then all are idle.

    One that a fault had left checked out could not.
    """
    whole = POOL_SIZE * len(service.workers())

    def states() -> object:
        return postgres.states(database)

    with (
        psycopg.connect(service.database) as other,
        writers(service.server.port, service.log_in(), CROWD),
    ):
        other.execute("LOCK TABLE blogs IN EXCLUSIVE MODE")
        wait_until(lambda: postgres.states(database)["waiting"] == whole, states)
        other.rollback()
    wait_until(lambda: postgres.states(database) == {"idle": whole}, states)


def check_nothing_leaked(service: Service, postgres: OwnPostgres, database: str) -> str:
    """Hold connections and open files against those at rest; return the counts."""
    use_all_connections(service, postgres, database)
    wait_until(lambda: not service.has_visitors())
    files = service.open_files()
    assert files == service.at_rest, f"{files} instead of {service.at_rest}"
    connections = POOL_SIZE * len(service.workers())
    return f"{connections} connections and {service.at_rest.total()} files as before"
