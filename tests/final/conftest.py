"""The final app for each test: its own copy, its own database and key."""

import pytest

from course.steps import Step, find_step
from tests.fixtures import *  # noqa: F403


@pytest.fixture
def step() -> Step:
    """The step that these tests are about."""
    return find_step("final")
