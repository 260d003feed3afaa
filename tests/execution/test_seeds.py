"""Graded draws depend on the secret and the exercise: the same for all students, known to none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.execution.seeds import digest_of, read_secret, seeds_of


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


def test_a_students_own_seed_depends_on_student_exercise_secret_and_content() -> None:
    def own(secret: bytes, student: str, exercise: str, content: bytes) -> object:
        return seeds_of(secret, student).own(exercise, content)

    given = [b"a" * 32, "ada", "x", b"1"]
    assert own(*given) == own(*given)  # type: ignore[arg-type]
    others = [b"b" * 32, "bob\udce9", "y", b"2"]
    changed = [[*given[:k], other, *given[k + 1 :]] for k, other in enumerate(others)]
    assert len({str(own(*one)) for one in [given, *changed]}) == 5  # type: ignore[arg-type]
    assert own(*given) != seeds_of(b"a" * 32)("x")  # type: ignore[arg-type]


def test_without_a_secret_no_draw_is_a_students_own() -> None:
    assert seeds_of(None, "ada").own("x", b"") is None


def test_the_digest_of_what_is_handed_in_changes_with_cells_and_files() -> None:
    contents = [(["a", "b"], {}), (["ab"], {}), (["a", "b"], {"f": b""}), (["a", "b"], {"f": b"1"})]
    assert len({digest_of(cells, files) for cells, files in contents}) == 4
    digest_of(["\udce9"], {"\udce9": b""})
