"""The tests promise: those that share something dear or singular run in one process."""

import pytest


@pytest.mark.xdist_group("together")
def test_xdist_knows_the_group_of_a_test(request: pytest.FixtureRequest) -> None:
    """In a run on several processors the name of the group ends the test's address."""
    in_groups = request.config.getoption("loadgroup", False)
    assert request.node.nodeid.endswith("@together") == in_groups
