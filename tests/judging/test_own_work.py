"""An exercise that right earlier answers already answer has no work of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.catalogue import CATALOGUE
from autograder.exercises.declare import Notebook
from autograder.exercises.exercise import Computed
from autograder.judging.own_work import has_own_work

WITH_NEEDS = [one.id for one in CATALOGUE.values() if one.needs and isinstance(one.task, Computed)]


def tasks(*names: str) -> list[Computed]:
    return [t for name in names if isinstance(t := CATALOGUE[name].task, Computed)]


def made(takes: str, gives: str, formula: Callable[[Any], Any]) -> Computed:
    """An exercise with this formula."""

    def later(given: Any, rules: Any) -> Any:
        return formula(given)

    declare = Notebook("n").computed(
        "implement", points=1, minutes=1, difficulty=1, takes=takes, gives=gives
    )
    task = declare(later).task
    assert isinstance(task, Computed)
    return task


def outer(given: Any) -> Any:
    return np.outer(given["delta"], given["x"])


TAKES = "delta: n_out, x: n_in"
TRIVIAL = {
    "the same": made(TAKES, "dW: n_out n_in", outer),
    "other names": made("u: n_hidden, v: N", "dV: n_hidden N", lambda g: np.outer(g["u"], g["v"])),
    "transposed": made(TAKES, "dW: n_in n_out", lambda g: outer(g).T),
    "summed": made(TAKES, "db: n_out", lambda g: outer(g).sum(axis=1)),
    "two of them": made(TAKES, "dW: n_out n_in, db: n_in", lambda g: (outer(g), outer(g).sum(0))),
    "one after another": made(
        "delta: n_out, W: n_out n_in",
        "d: n_out n_in",
        lambda g: np.outer(g["delta"], g["W"].T @ g["delta"]),
    ),
}
OWN = {
    "multiplied": made(TAKES, "dW: n_out n_in", lambda g: outer(g) * g["x"]),
    "one block more": made(
        TAKES, "dW: n_out n_in, db: n_out", lambda g: (outer(g), g["delta"] ** 2)
    ),
    "subtracted": made(
        "delta: n_out, x: n_in, W: n_out n_in", "W: n_out n_in", lambda g: g["W"] - outer(g)
    ),
}
EARLIER = tasks("weight_gradient", "input_gradient")


@pytest.mark.parametrize("name", TRIVIAL)
def test_what_a_call_gives_is_no_work(name: str) -> None:
    assert not has_own_work(TRIVIAL[name], EARLIER)


@pytest.mark.parametrize("name", OWN)
def test_what_is_computed_from_it_is_work(name: str) -> None:
    assert has_own_work(OWN[name], EARLIER)


@pytest.mark.parametrize("exercise", WITH_NEEDS)
def test_every_exercise_of_the_course_that_calls_others_has_its_own_work(exercise: str) -> None:
    earlier = [t for need in CATALOGUE[exercise].needs for t in tasks(need)]
    assert has_own_work(tasks(exercise)[0], earlier)
