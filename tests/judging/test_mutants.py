"""What a slip gives on a draw; a slip with a bug is not mistaken for one that does not apply."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.devel.slip_proof import applicable
from autograder.exercises.exercise import Computed, Exercise
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.reference.rules import NotApplicable
from autograder.slips import Slip
from autograder.slips.slip import at


def exercise_with(wrong: Any) -> Exercise:
    """`layer_gradients` with one more slip, in its weight gradient."""
    exercise = CATALOGUE["layer_gradients"]
    assert isinstance(exercise.task, Computed)
    planted = Slip("planted", "it is planted", "?", "S3", at("weight", wrong))
    return replace(exercise, task=replace(exercise.task, own=(planted,)))


def misspelt(before: Any, context: Any, delta: Any) -> Any:
    return context.adjonts.delta[context.index].T @ context.here.x


def one_wrong_block(x: Any, y: Any, W: Any, b: Any) -> Any:
    a = 1 / (1 + np.exp(-(W @ x + b)))
    delta = (a - y) * a * (1 - a)
    return delta, np.sin(np.outer(delta, x)), delta, W.T @ delta


@pytest.mark.parametrize(
    "problem",
    [NotApplicable("no layer 2"), ValueError("shapes"), KeyError(2), IndexError(), StopIteration()],
    ids=lambda problem: type(problem).__name__,
)
def test_a_slip_that_does_not_apply_is_left_out(problem: Exception) -> None:
    def elsewhere(before: Any, context: Any, delta: Any) -> Any:
        raise problem

    task = exercise_with(elsewhere).task
    assert isinstance(task, Computed)
    assert "planted" not in {slip.slug for slip in applicable(task)}


def test_a_typo_in_a_slip_makes_the_proof_of_the_slips_fail() -> None:
    task = exercise_with(misspelt).task
    assert isinstance(task, Computed)
    with pytest.raises(AttributeError, match="adjonts"):
        applicable(task)


def test_a_typo_in_a_slip_costs_no_points_and_is_reported() -> None:
    found = judge(exercise_with(misspelt), LocalAnswer(one_wrong_block), [1])
    assert (found.score, found.state) == (3.0, "partial")
    assert [block.name for block in found.blocks if not block.right] == ["dW"]
    assert found.slugs == () and found.unknown == ("dW",)
    assert "AttributeError in test_mutants.py, line" in render(found)


def test_a_block_that_a_slip_misspells_makes_the_proof_of_the_slips_fail() -> None:
    exercise = CATALOGUE["weight_gradient"]
    assert isinstance(exercise.task, Computed)
    planted = Slip("planted", "it is planted", "?", "S3", values=lambda given: {"dV": given["x"]})
    with pytest.raises(TypeError, match="block of the exercise from the slip 'planted', got 'dV'"):
        applicable(replace(exercise.task, own=(planted,)))
