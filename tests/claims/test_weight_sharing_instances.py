"""Numbers that are printed in a notebook hide no slip: each wrong answer differs from the right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from answers import weight_sharing

from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Entries

#: Exercises that are calculated at a printed instance.
PRINTED = ("nested_by_hand", "ways_to_miscount")


def differs(one: Any, other: Any) -> bool:
    return not np.array_equal(np.asarray(one, dtype=float), np.asarray(other, dtype=float))


def expected(name: str) -> dict[str, Any]:
    task = CATALOGUE[name].task
    assert isinstance(task, Entries)
    return task.expected()


@pytest.mark.parametrize("name", PRINTED)
def test_each_slip_changes_every_number_that_it_is_about(name: str) -> None:
    task, right = CATALOGUE[name].task, expected(name)
    assert isinstance(task, Entries) and task.own
    for slip in task.own:
        assert slip.values is not None
        for entry, value in slip.values(right).items():
            assert differs(value, right[entry]), (slip.clause, entry)


@pytest.mark.parametrize("name", PRINTED)
def test_each_wrong_answer_has_other_numbers(name: str) -> None:
    right = expected(name)
    for slug, answer in weight_sharing.WRONG[name]:
        assert any(differs(answer[entry], value) for entry, value in right.items()), slug


def test_no_number_of_the_instance_by_hand_is_0_or_1() -> None:
    right = expected("nested_by_hand")
    assert all((abs(np.asarray(value)) > 1).all() for value in right.values())
