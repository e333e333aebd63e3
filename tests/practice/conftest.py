"""A learner whose folder has spaces and Korean letters in its path."""

from pathlib import Path

import pytest

from tests.practice.learner import Learner


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    """Somebody who has not begun."""
    return Learner(tmp_path / "내 연습 폴더 & more")
