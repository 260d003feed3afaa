"""A class is judged on the same draws, and what the slips give on them is computed only once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import SQUARE, Computed, Exercise
from autograder.judging.diagnosis import candidates
from autograder.judging.diagnosis.mutants import mutant
from autograder.judging.judge import judge
from autograder.judging.probe_draws import Draws, shared_draws

WEIGHT = CATALOGUE["weight_gradient"]


def computed(exercise: Exercise) -> Computed:
    assert isinstance(exercise.task, Computed)
    return exercise.task


def test_all_answers_judged_on_a_seed_share_the_same_draws() -> None:
    draws = shared_draws(WEIGHT, [1, 2])
    assert draws is not None
    assert shared_draws(WEIGHT, (1, 2)) is draws
    assert shared_draws(replace(WEIGHT, points=9), [1, 2]) is draws
    assert shared_draws(WEIGHT, [1, 3]) is not draws
    assert shared_draws(CATALOGUE["input_gradient"], [1, 2]) is not draws


def test_another_exercise_with_the_same_id_gets_its_own_draws() -> None:
    other = replace(WEIGHT, task=CATALOGUE["input_gradient"].task)
    before, draws = shared_draws(WEIGHT, [1]), shared_draws(other, [1])
    assert before is not None and draws is not None
    assert before.task is WEIGHT.task and draws.task is other.task


def test_an_exercise_without_random_inputs_has_no_draws() -> None:
    assert shared_draws(CATALOGUE["single_shapes"], [1]) is None


def test_draws_are_the_same_for_the_same_seed_and_number_only() -> None:
    first, again, other = (Draws(computed(WEIGHT), [seed]) for seed in (1, 1, 2))
    x = first.at(0, SQUARE[0]).inputs["x"]
    assert np.array_equal(x, again.at(0, SQUARE[0]).inputs["x"])
    assert not np.array_equal(x, other.at(0, SQUARE[0]).inputs["x"])
    assert not np.array_equal(x, first.at(1, SQUARE[0]).inputs["x"])
    assert first.at(0, SQUARE[0]) is first.at(0, SQUARE[0])


def test_a_second_answer_on_the_same_draws_runs_no_slip_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[Any] = []

    def counting(task: Any, slips: Any, draw: Any, *carried: Any) -> Any:
        tried.append(slips)
        return mutant(task, slips, draw, *carried)

    monkeypatch.setattr(candidates, "mutant", counting)
    draws = Draws(computed(WEIGHT), [1])
    for shift in (1, 2):
        answer = LocalAnswer(lambda delta, x, shift=shift: np.outer(delta, x) + shift)
        assert judge(WEIGHT, answer, [1], draws).slugs == ()
        assert tried if shift == 1 else not tried
        tried.clear()
