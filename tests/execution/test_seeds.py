"""Graded draws depend on the secret and the exercise: the same for all students, known to none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.execution.seeds import read_secret, seeds_of


def test_the_same_secret_gives_the_same_draws() -> None:
    one, two = seeds_of(b"a" * 32), seeds_of(b"a" * 32)
    assert one("weight_gradient") == two("weight_gradient")
    np.random.default_rng([*one("weight_gradient"), 0])


def test_another_secret_or_exercise_gives_others() -> None:
    one, two = seeds_of(b"a" * 32), seeds_of(b"b" * 32)
    assert len({tuple(s(name)) for s in (one, two) for name in ("x", "y")}) == 4


def test_without_a_secret_the_seeds_are_those_of_a_check_under_nbgrader_alone() -> None:
    code = "from autograder.notebook.checking import _seed; print(_seed('weight_gradient'))"
    environment = {**os.environ, "NBGRADER_EXECUTION": "autograde"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(seeds_of(None)("weight_gradient"))


def test_an_emptied_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(ValueError, match="at least 32 characters"):
        read_secret(tmp_path / "secret")
