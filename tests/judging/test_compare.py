"""What is said of a block that differs: its shape and what each axis means, or how close it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.exercises.exercise import RECTANGULAR, Block
from autograder.judging.compare import compare
from autograder.judging.observations import observe
from autograder.judging.probe_draws import Draw

RIGHT = np.arange(1.0, 13.0).reshape(3, 4)
TOLERANCE = 1e-7


def problem(value: Any, right: Any = RIGHT, axes: tuple[str, ...] = ("n_out", "n_in")) -> str:
    return compare(Block("dW", axes), value, right, TOLERANCE).problem


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ((2, 2), ""),
        ((4, 3), "; the axes came in the other order"),
        ((3, 1, 4), "; there is an axis of length 1 too many"),
        ((7, 3, 4), "; there is one more axis in front, likely samples that are not summed"),
    ],
)
def test_a_wrong_shape_is_told_with_the_meaning_of_each_axis(
    shape: tuple[int, ...], said: str
) -> None:
    meaning = "n_out = 3 (one per output unit), n_in = 4 (one per input)"
    assert problem(np.ones(shape)) == f"shape {shape}, expected (3, 4): {meaning}{said}"


@pytest.mark.parametrize(("factor", "is_close"), [(1 + 1e-5, True), (1.1, False), (2, False)])
def test_only_numbers_that_are_almost_right_are_called_close(factor: float, is_close: bool) -> None:
    said = problem(factor * RIGHT)
    assert said.startswith("shape (3, 4) ok, 12 of 12 entries differ")
    assert ("close, but not to rounding" in said) == is_close


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (1, 1, 3), (1, 3, 1), (3,)])
def test_what_counts_as_a_vector_is_looked_at_as_one(shape: tuple[int, ...]) -> None:
    right, value = np.arange(1.0, 4.0), np.arange(1.0, 4.0).reshape(shape)
    is_taken = compare(Block("db"), value, right, TOLERANCE).right
    seen = observe(Draw(RECTANGULAR[0], {}, {"db": right}), {"db": value})
    assert seen.is_right("db") == is_taken == (len(shape) < 3)
