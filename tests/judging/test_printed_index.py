"""The matrices that the question about a printed index states hide no slip."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.catalogue.multi_layer.recursion import _K3, _W2, _W3
from autograder.exercises.exercise import Entries
from autograder.judging.judge import judge
from autograder.slips.slip import Slip

TASK = CATALOGUE["printed_index"].task
assert isinstance(TASK, Entries)


def test_both_matrices_and_their_transposes_carry_k_to_different_vectors() -> None:
    ways = [_W2 @ _K3, _W2.T @ _K3, _W3 @ _K3, _W3.T @ _K3, _K3]
    for one, other in combinations(ways, 2):
        assert (one != other).any()
    assert all((abs(way) > 1).all() for way in ways[:-1])


@pytest.mark.parametrize("slip", TASK.own, ids=lambda slip: slip.clause)
def test_each_slip_changes_every_entry_that_it_is_about(slip: Slip) -> None:
    assert isinstance(TASK, Entries) and slip.values
    right = TASK.expected()
    wrong = slip.values(right)
    changed = [name for name in wrong if not np.array_equal(wrong[name], right[name])]
    # One of the two products fails by the right answer, too.
    assert changed == [name for name in wrong if name != "k_1 raises an error"]
    found = judge(CATALOGUE["printed_index"], LocalAnswer({**right, **wrong}), [0])
    assert (found.score, found.slugs) == (0, (slip.slug,))
