"""Gradebooks with scores in them: making the first one takes seconds, so that others are copies."""

from __future__ import annotations

import os
import shutil
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from lms.gradebooks import fill
from nbgrader.api import Gradebook


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Gradebook]:
    """Makes a gradebook with students, notebooks and scores at a path."""
    first = tmp_path_factory.mktemp("book") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader runs the command alembic, even where the environment is not activated.
        commands = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        patch.setenv("PATH", commands)
        with Gradebook(f"sqlite:///{first}", "spring") as book:
            fill(book)

    def copied(path: Path) -> Gradebook:
        shutil.copy(first, path)
        return Gradebook(f"sqlite:///{path}", "spring")

    return copied
