"""Part A: the gradients of kernel, bias and input with stride 1, and a test that hides a slip."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.catalogue.sharing_further.places import (
    bias_gradient,
    gradients,
    in_a_row,
    seen,
    uses,
)
from autograder.exercises.declare import Answer, Rng, block_slip
from autograder.exercises.draws import values
from autograder.exercises.exercise import RECTANGULAR, Condition, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import own_slip


def _draw(rng: Rng, s: Sizes) -> Answer:
    """δ of T places of the kernel, and inputs for them."""
    return {
        "delta": values(rng, s.T),
        "x": values(rng, s.T + s.n_out - 1),
        "w": values(rng, s.n_out),
    }


ONE_PLACE = Requirement(
    "fails-for-one-place",
    "it is wrong for a kernel that fits at one place only, n_in = K",
    "With one place alone, what is left of your sum?",
    lambda rng, draw: draw(rng, RECTANGULAR[0]._replace(T=1)),
)

_TO_THE_LEFT = "Which output does x₅ reach with w₀, and which with w₁? Is that one further left?"
_ARRIVES = "x₅ is met at several places. What does each of them send, and what becomes of it?"
_AT_THE_ENDS = "Does x₀ reach an output? By which weight?"
_MEETS = "Which input does w₀ meet at place 2, and which does w₁?"


@own_slip("kernel-not-turned", "F3", question=_TO_THE_LEFT)
def _unturned(given: Inputs) -> Answer:
    """∂L/∂x slides the kernel along δ as it is, not turned round"""
    return {"dx": np.convolve(given["delta"], given["w"][::-1])}


@block_slip("ends-dropped", "F3", question=_AT_THE_ENDS)
def _inner_alone(given: Inputs, right: Answer) -> Answer:
    """only inputs that all weights meet get a gradient, and 0 is left at the ends"""
    k = len(given["w"])
    met = np.convolve(np.ones(len(given["delta"])), np.ones(k))
    return {"dx": np.where(met == k, right["dx"], 0.0)}


@own_slip("path-missing", "F3", question=_ARRIVES)
def _overwritten(given: Inputs) -> Answer:
    """each place overwrites what the places before it have sent to the same input"""
    delta, x, w = given.values()
    dx = np.zeros(len(x))
    for i, d in enumerate(delta):
        dx[i : i + len(w)] = d * w
    return {"dx": dx}


@block_slip("kernel-gradient-turned", "F2", question=_MEETS)
def _weights_reversed(given: Inputs, right: Answer) -> Answer:
    """the gradient of the kernel is turned round: that of its first weight stands last"""
    return {"dw": right["dw"][::-1]}


@own_slip("window-not-moved", "F2", question=_MEETS)
def _without_shift(given: Inputs) -> Answer:
    """every weight is taken to meet the inputs that w₀ meets"""
    delta, x, w = given.values()
    return {"dw": np.full(len(w), delta @ x[: len(delta)])}


@own_slip("shared-same-input", "F2", question=_MEETS)
def _first_window(given: Inputs) -> Answer:
    """every place is given the inputs of the first one"""
    delta, x, w = given.values()
    return {"dw": delta.sum() * x[: len(w)]}


@SHARING_FURTHER.computed(
    "implement",
    points=3,
    minutes=5,
    difficulty=2,
    items="F2 F3",
    takes="delta, x, w",
    gives="dw: K, db, dx: n_in",
    draw=_draw,
    own=[
        _unturned,
        _inner_alone,
        _overwritten,
        _weights_reversed,
        _without_shift,
        _first_window,
    ],
    requires=[ONE_PLACE],
)
def convolution_gradients(given: Inputs, rules: Rules) -> tuple[Array, Array, Array]:
    """∂L/∂w_a = Σ_i δ_i x_{i+a}, ∂L/∂b = Σ_i δ_i and ∂L/∂x_j = Σ_a δ_{j−a} w_a."""
    delta, x, w = given.values()
    places = in_a_row(len(x), len(w))
    last = uses(places, delta, x, w)
    dw, dx = gradients(places, last, rules)
    return dw, bias_gradient(last, rules), dx


# ---- a test that hides a slip ----------------------------------------------------------------


def _input_gradients(e: Any) -> tuple[Array, Array]:
    """∂L/∂x as it is right, and with the kernel not turned round."""
    delta, w = np.asarray(e["delta"]), np.asarray(e["w"])
    return np.convolve(delta, w), np.convolve(delta, w[::-1])


def _kernel_gradient(e: Any) -> Array:
    w, x = np.asarray(e["w"]), np.asarray(e["x"])
    return np.asarray(np.asarray(e["delta"]) @ seen(in_a_row(len(x), len(w)), x))


def _hidden(e: Any) -> bool:
    right, unturned = _input_gradients(e)
    return bool(np.allclose(right, unturned, rtol=1e-6, atol=1e-9))


def _comes_out_after_a_step(e: Any) -> bool:
    moved = np.asarray(e["w"]) - 0.1 * _kernel_gradient(e)
    right, unturned = _input_gradients({**e, "w": moved})
    return bool(abs(right - unturned).max() >= 0.1)


@SHARING_FURTHER.example(
    "counterexample",
    points=2,
    minutes=5,
    difficulty=2,
    items="F3",
    shapes={"w": (4,), "x": (6,), "delta": (3,)},
    conditions=(
        Condition(
            "no entry is greater than 10 in absolute value",
            lambda e: max(float(abs(e[name]).max()) for name in ("w", "x", "delta")) <= 10,
        ),
        Condition(
            "no entry of w or delta is closer to 0 than 0.1",
            lambda e: min(float(abs(e[name]).min()) for name in ("w", "delta")) >= 0.1,
        ),
        Condition(
            "two entries of w differ by 0.1 or more",
            lambda e: float(np.ptp(e["w"])) >= 0.1,
        ),
        Condition("at w, the printed line gives the right gradient of x", _hidden),
        Condition(
            "after the step, the printed line is off by 0.1 or more in some entry",
            _comes_out_after_a_step,
        ),
    ),
    guesses=lambda: [
        {"w": np.ones(4), "x": np.ones(6), "delta": np.ones(3)},
        {"w": np.arange(1.0, 5.0), "x": np.arange(1.0, 7.0), "delta": np.arange(1.0, 4.0)},
        {"w": np.array([1.0, 2.0, 2.0, 1.0]), "x": np.ones(6), "delta": np.ones(3)},
        {"w": np.zeros(4), "x": np.ones(6), "delta": np.ones(3)},
        {"w": np.array([1.0, -1.0, 1.0, -1.0]), "x": np.arange(6.0), "delta": np.ones(3)},
    ],
)
def turned_by_accident() -> Answer:
    """A kernel that reads the same both ways, until a step moves it."""
    return {
        "w": np.array([1.0, 2.0, 2.0, 1.0]),
        "x": np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        "delta": np.array([3.0, 1.0, 1.0]),
    }
