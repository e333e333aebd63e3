"""What the OpenAPI document of a chapter says is what the chapter does.

Schemathesis reads the document as a client would, makes up requests that fit it and
requests that do not, in all its phases, and judges the answers by all its checks.
"""

import random
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from httpx2 import Client

from course.loading import load_app
from course.steps import ROOT, Step
from tests.conftest import chosen_steps
from tests.contract.newcomers import reception, write_the_way
from tests.contract.serving import serving
from tests.fixtures import *  # noqa: F403
from tests.people import WITH_LOGIN
from tests.programs import run

SCHEMATHESIS = [sys.executable, "-m", "schemathesis.cli", "run"]
ALWAYS = ["--checks", "all", "--continue-on-failure", "--no-color"]
ALWAYS += ["--generation-database", ":memory:"]
SHORT = ["--seed", "1", "--max-examples", "5"]
SETTINGS = {
    "SCHEMATHESIS_HOOKS": str(Path(__file__).with_name("hooks.py")),
    # All runs share the tables of Unicode's characters, which take a second to make.
    "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".cache" / "hypothesis"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try every chapter and final, and final on PostgreSQL, too."""
    steps = chosen_steps(metafunc.config)
    runs = [pytest.param(step, "sqlite", id=step.key) for step in steps]
    if steps[-1].key == "final":
        runs.append(pytest.param(steps[-1], "postgresql", id="final-postgresql"))
    metafunc.parametrize(("step", "database_kind"), runs)


@pytest.fixture
def bounds(request: pytest.FixtureRequest) -> list[str]:
    """How much to try: always the same few requests, or others for the time asked for."""
    seconds = request.config.getoption("--contract-seconds")
    if not seconds:
        return SHORT
    return ["--seed", str(random.randrange(2**32)), "--max-time", seconds]


@pytest.fixture(autouse=True)
def strangers_are_welcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses below `.test`, kept for tests by RFC 6761, sign up and log in freely."""
    monkeypatch.setattr("email_validator.TEST_ENVIRONMENT", True)
    monkeypatch.setenv("LOGIN_ATTEMPTS_PER_MINUTE", "0")


def test_the_document_tells_the_truth(
    step: Step, folder: Path, bounds: list[str]
) -> None:
    """No answer that the document does not announce, no request judged otherwise."""
    login: list[str] = []
    with ExitStack() as stack:
        address = stack.enter_context(serving(load_app(folder)))
        if step.key in WITH_LOGIN:
            client = stack.enter_context(Client(base_url=address))
            desk = stack.enter_context(serving(reception(client, step.key)))
            login = ["--auth-wfc", str(write_the_way(folder, desk))]
        command = [*SCHEMATHESIS, f"{address}/openapi.json", *ALWAYS, *login, *bounds]
        report = run(*command, folder=folder, **SETTINGS)
    print(report.stdout)
    assert report.returncode == 0, report.stderr
