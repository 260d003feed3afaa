"""Every slip that an exercise declares for itself can occur in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import EQUAL, RECTANGULAR, SQUARE, Computed, Entries
from autograder.judging.diagnosis.candidates import Candidates
from autograder.judging.judge import judge
from autograder.judging.observations import Observation
from autograder.judging.probe_draws import Draws
from autograder.slips import SLIPS
from autograder.slips.slip import Slip, WrongFormula, own_slip
from autograder.slips.update import STEP

COMPUTED = {name: e.task for name, e in CATALOGUE.items() if isinstance(e.task, Computed)}
#: Lists that several exercises share, by the exercises that have room for some of the list only.
SHARED: dict[str, Iterable[Slip | WrongFormula]] = {
    # No 1/N is in their gradients.
    "deep_step": STEP,
    "step_in_place": STEP,
    # No slopes of tanh or sigmoid, and no shared weights.
    "train_step": SLIPS,
    "decayed_gradients": SLIPS,
    # Its last matrix has one row, so that nothing can go through it the other way.
    "chain_gradients": [
        slip for slip in COMPUTED["chain_gradients"].own if slip.slug == "forward-transposed"
    ],
}
ENTRIES = {name: e.task for name, e in CATALOGUE.items() if isinstance(e.task, Entries)}


def with_own(slip: Slip) -> Computed:
    """The task of `layer_gradients` with one slip of its own."""
    return replace(COMPUTED["layer_gradients"], own=(slip,))


def without_effect(task: Computed) -> list[Slip]:
    """The exercise's own slips that make no difference on any of its draws."""
    draws = Draws(task, [0])
    left = list(task.own)
    for sizes in (RECTANGULAR, SQUARE, EQUAL):
        for k, size in enumerate(sizes):
            found = Candidates(task, [Observation(draws.at(k, size), {})]).effective()
            left = [slip for slip in left if slip not in found]
    return left


def words(slips: Iterable[Slip | WrongFormula]) -> set[tuple[str, str]]:
    return {(slip.slug, slip.clause) for slip in slips}


@own_slip("planted", "S3", question="?")
def always_raises(given: Any) -> dict[str, Any]:
    """it is planted"""
    return {"dW": given["weights"]}


@own_slip("planted", "S3", question="?")
def changes_nothing(given: Any) -> dict[str, Any]:
    """it is planted"""
    return {}


@own_slip("planted", "S3", question="?")
def misspells_a_block(given: Any) -> dict[str, Any]:
    """it is planted"""
    return {"dWW": np.outer(given["y"], given["x"])}


@pytest.mark.parametrize("name", COMPUTED)
def test_every_own_slip_makes_a_difference(name: str) -> None:
    idle = words(without_effect(COMPUTED[name]))
    assert idle <= words(SHARED.get(name, ()))
    assert idle or name not in SHARED, "it need not stand in SHARED any more"


@pytest.mark.parametrize("name", ENTRIES)
def test_every_own_slip_of_entries_changes_entries_that_there_are(name: str) -> None:
    expected = ENTRIES[name].expected()
    for slip in ENTRIES[name].own:
        assert slip.values is not None
        found = slip.values(expected)
        assert found.keys() <= expected.keys(), slip
        assert any(np.any(found[n] != expected[n]) for n in found), slip


@pytest.mark.parametrize("slip", [always_raises, changes_nothing], ids=["raises", "no change"])
def test_a_slip_without_effect_is_found(slip: Slip) -> None:
    assert without_effect(with_own(slip)) == [slip]


def test_a_block_that_the_exercise_does_not_have_makes_the_proof_fail() -> None:
    with pytest.raises(TypeError) as refused:
        without_effect(with_own(misspells_a_block))
    assert str(refused.value) == (
        "expected a block of the exercise from the slip 'planted', got 'dWW'; likely 'dW'"
    )


def test_such_a_block_costs_no_points_and_is_reported() -> None:
    exercise = replace(CATALOGUE["layer_gradients"], task=with_own(misspells_a_block))

    def weights_wrong(x: Any, y: Any, W: Any, b: Any) -> Any:
        a = 1 / (1 + np.exp(-(W @ x + b)))
        delta = (a - y) * a * (1 - a)
        return delta, np.sin(np.outer(delta, x)), delta, W.T @ delta

    found = judge(exercise, LocalAnswer(weights_wrong), [1])
    assert (found.score, found.state) == (3.0, "partial")
    assert "TypeError in mutants.py, line" in " ".join(found.remarks)
