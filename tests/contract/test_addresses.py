"""An address that is accepted can be shown: no sign-up ends in a fault of the app."""

import pytest
from fastapi.testclient import TestClient

from course.steps import Step
from tests.conftest import chosen_steps
from tests.fixtures import *  # noqa: F403
from tests.people import ADA, WITH_USERS, sign_up


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try every chapter that has users, and final."""
    steps = [it for it in chosen_steps(metafunc.config) if it.key in WITH_USERS]
    metafunc.parametrize("step", steps, ids=lambda step: step.key)


def test_an_address_that_grows_in_lower_case_is_no_fault(
    step: Step, client: TestClient
) -> None:
    """`İ` becomes two characters there: so many may be refused, or else are answered."""
    person = {**ADA, "email": f"{'İ' * 100}@example.com"}
    assert sign_up(client, step.key, person).status_code in (201, 422)
