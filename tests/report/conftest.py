"""Gradebooks that tests of the report make themselves."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def commands() -> Iterator[None]:
    """Let nbgrader find the command alembic, even where the environment is not activated."""
    with pytest.MonkeyPatch.context() as patch:
        found = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        patch.setenv("PATH", found)
        yield
