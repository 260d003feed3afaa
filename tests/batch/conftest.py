"""A class to be graded; a test's own copy of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch.classes import copy_of, small_class


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with nothing graded; not to be changed."""
    return small_class(tmp_path_factory.mktemp("fresh"))


@pytest.fixture
def root(fresh: Path, tmp_path: Path) -> Path:
    """A copy of the class with nothing graded."""
    return copy_of(fresh, tmp_path / "class")
