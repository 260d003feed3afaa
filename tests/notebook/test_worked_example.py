"""A worked example is small, true, can be pasted, and is no instance that a check compares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from cards import shown, turned

from autograder.boundary.probes import FUNCTIONS, IN_CODE
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import EQUAL, RECTANGULAR, SQUARE, Computed
from autograder.judging.probe_draws import Draws, truth
from autograder.notebook.card import card
from autograder.notebook.checking import public_seed
from autograder.notebook.worked_example import SMALL, WIDTH, in_code, instance, worked_example

TASKS = {name: e.task for name, e in CATALOGUE.items() if isinstance(e.task, Computed)}


def flat(value: Any) -> list[float]:
    """The numbers in inputs, in order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [number for item in value for number in flat(item)]
    if callable(value):
        return flat(list(value.parameters))
    return [float(number) for number in np.asarray(value, dtype=float).ravel()]


@pytest.mark.parametrize("name", TASKS)
def test_every_computed_exercise_has_one_that_can_be_pasted(name: str) -> None:
    task, text = TASKS[name], worked_example(CATALOGUE[name])
    lines = text.splitlines()
    assert lines and max(map(len, lines)) <= WIDTH + 4
    called = lines.index(task.signature)
    space: dict[str, Any] = {"np": np}
    exec("\n".join(lines[:called]), space)
    inputs = instance(name, task)
    assert inputs is not None
    pasted = {key: space[key] for key in inputs}
    for block, value in truth(task, inputs).items():
        np.testing.assert_allclose(truth(task, pasted)[block], value, rtol=1e-9)
        assert any(line.startswith(f"# {block}") for line in lines[called:])


@pytest.mark.parametrize("name", TASKS)
def test_it_is_no_instance_that_a_check_compares(name: str) -> None:
    task = TASKS[name]
    example = flat(instance(name, task))
    draws = Draws(task, public_seed(name))
    for k, sizes in enumerate((*RECTANGULAR, *SQUARE, *EQUAL)):
        assert sizes != SMALL
        assert flat(dict(draws.at(k, sizes).inputs)) != example


@pytest.mark.parametrize("name", TASKS)
def test_rounding_puts_no_unit_on_a_kink(name: str) -> None:
    task = TASKS[name]
    inputs = instance(name, task)
    assert inputs is not None
    for sign in (-1, 1):
        nudged = {k: v * (1 + sign * 1e-9) if is_float(v) else v for k, v in inputs.items()}
        for block, value in truth(task, inputs).items():
            np.testing.assert_allclose(truth(task, nudged)[block], value, rtol=1e-5, atol=1e-7)


def is_float(value: Any) -> bool:
    return isinstance(value, float) or getattr(value, "dtype", "") == "float64"


@pytest.mark.parametrize("name", [name for name in CATALOGUE if name not in TASKS])
def test_an_exercise_whose_instance_is_printed_has_none(name: str) -> None:
    assert worked_example(CATALOGUE[name]) == ""


def test_it_is_the_same_each_time() -> None:
    one = worked_example(CATALOGUE["weight_gradient"])
    assert one == worked_example(CATALOGUE["weight_gradient"])
    assert "weight_gradient(delta, x)\n# dW, shape (2, 3):" in one


def test_a_probe_function_is_written_as_the_code_that_it_runs() -> None:
    w, a, b = np.random.default_rng(0).normal(size=(3, 2, 2))
    for name, code in IN_CODE.items():
        assert eval(code, {"np": np, "a": a, "b": b})(w) == FUNCTIONS[name](w, a, b)
    assert in_code(np.float64(0.5)) == "0.5"


def test_the_card_folds_it() -> None:
    html = card(shown("weight_gradient", turned, example="x = np.array([0.5])\nf(x) < 1"))
    assert "<details><summary>a worked example with small numbers</summary><pre>x = " in html
    assert "f(x) &lt; 1" in html
