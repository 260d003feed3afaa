"""Part A: units that start equal, after one pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import (
    COUNTED,
    SYMMETRY_BREAKING,
    passes,
    rows,
    units,
)
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import positive, values
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.slip import own_slip
from backhand.activations import sigmoid

_WHAT_ELSE = "δ = (o − y) g′. The o are equal. What else is in it?"

# ---- what is equal after one pass ------------------------------------------------------------


@own_slip(
    "gradient-all-equal",
    "Y4",
    question="∂L/∂w_ij is a product of a δ and an input. Which of the two has an index that "
    "runs along a row?",
)
def _all_equal(right: Answer) -> Answer:
    """equal weights are taken to have equal gradients, every one of them"""
    return dict.fromkeys(right, True)


@own_slip(
    "unit-axis-swapped",
    "Y4",
    question="W₁ has the shape (n_hidden, n_in). Which axis counts the hidden units?",
)
def _axis_swapped(right: Answer) -> Answer:
    """a hidden unit is read as a column of W₁ and a row of W₂"""
    return {
        "rows of dW1": False,
        "columns of dW1": True,
        "rows of dW2": True,
        "columns of dW2": False,
    }


@own_slip("output-deltas-equal", "Y3", question=_WHAT_ELSE)
def _outputs_like_hidden(right: Answer) -> Answer:
    """the δ of the outputs are taken to be equal, as those of the hidden units are"""
    return {**right, "output deltas": True}


def _alike(vectors: Array) -> bool:
    """Whether the rows are equal up to rounding."""
    return bool(np.ptp(vectors, axis=0).max() <= 1e-12)


@SYMMETRY_BREAKING.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=1,
    items="Y1 Y2 Y3 Y4",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (True, False)),
        {name: k % 2 == 0 for k, name in enumerate(right)},
        {name: k < 4 for k, name in enumerate(right)},
    ],
    own=[_all_equal, _axis_swapped, _outputs_like_hidden],
)
def equal_parts() -> Answer:
    """What is equal after one pass through a network whose weights are all 0.5."""
    x, y = rows(np.array([1.0, 2.0])), rows(np.array([1.0, 0.0, 0.0]))
    W1, W2 = np.full((4, 2), 0.5), np.full((3, 4), 0.5)
    layers, found = passes(x, y, W1, W2, RIGHT, loss="half_sum")
    dW1, dW2 = found.weights
    return {
        "hidden activations": _alike(np.asarray(layers[0].a).T),
        "outputs": _alike(np.asarray(layers[1].a).T),
        "hidden deltas": _alike(found.deltas[0].T),
        "output deltas": _alike(found.deltas[1].T),
        "rows of dW1": _alike(dW1),
        "columns of dW1": _alike(dW1.T),
        "rows of dW2": _alike(dW2),
        "columns of dW2": _alike(dW2.T),
    }


# ---- the values of that pass -----------------------------------------------------------------


def _start(given: Inputs, rules: Rules) -> tuple[Array, Array, Array]:
    """h, δ of the outputs, and δ of the hidden units."""
    x, y, w, n_hidden = given.values()
    W1, W2 = np.full((n_hidden, len(x)), w), np.full((len(y), n_hidden), w)
    layers, found = passes(rows(x), rows(y), W1, W2, rules, loss="half_sum")
    delta1, delta2 = found.deltas
    return np.asarray(layers[0].a)[0], delta2[0], delta1[0]


def _draw_start(rng: Rng, s: Sizes) -> Answer:
    """A draw whose output δ do not nearly cancel, which would cost float32 its precision."""
    while True:
        drawn = {
            "x": values(rng, s.n_in),
            "y": positive(rng, s.n_out),
            "w": float(rng.uniform(0.4, 0.9)),
            "n_hidden": units(rng, s),
        }
        _, delta2, _ = _start(drawn, RIGHT)
        if abs(np.sum(delta2)) > 0.05 * np.sum(np.abs(delta2)):
            return drawn


def _changed_start(
    given: Inputs,
    inputs: Any = np.sum,
    count: Any = float,
    deltas: Any = np.sum,
    slope: Any = lambda h, o: h * (1 - h),
) -> Answer:
    """The pass with another sum over inputs, hidden units or output δ, or another slope."""
    x, y, w, n_hidden = given.values()
    h = sigmoid(w * inputs(x))
    o = sigmoid(count(n_hidden) * w * h)
    delta2 = (o - y) * o * (1 - o)
    delta1 = slope(h, o) * w * deltas(delta2)
    ones = np.ones(n_hidden)
    return {"h": h * ones, "delta2": delta2, "delta1": delta1 * ones}


@own_slip("mean-for-sum", "Y1", question="z₁ = w₁₁x₁ + w₁₂x₂ + …: is there a 1/n in it?")
def _inputs_averaged(given: Inputs) -> Answer:
    """the inputs are averaged where they are added"""
    return _changed_start(given, inputs=np.mean)


@own_slip("hidden-count-missing", "Y1", question=COUNTED)
def _one_unit_received(given: Inputs) -> Answer:
    """an output receives one hidden unit only, although all of them send the same"""
    return _changed_start(given, count=lambda n: 1.0)


@own_slip("output-deltas-equal", "Y3", question=_WHAT_ELSE)
def _first_for_all(given: Inputs) -> Answer:
    """the first output's δ is taken for that of every output"""
    return _changed_start(given, deltas=lambda delta2: len(delta2) * delta2[0])


@own_slip(
    "fprime-of-other-layer",
    "Y2",
    question="δ₁ lives at the hidden layer. Does each factor outside Wᵀ(·) belong there?",
)
def _slope_of_outputs(given: Inputs) -> Answer:
    """the slope of the outputs stands at the hidden units"""
    return _changed_start(given, slope=lambda h, o: o * (1 - o))


@own_slip(
    "gradient-summed-over-units",
    "Y2",
    question="δ₁ᵢ is the derivative with respect to the z of how many units?",
)
def _times_units(given: Inputs) -> Answer:
    """δ of one hidden unit is multiplied by the number of hidden units"""
    _, _, delta1 = _start(given, RIGHT)
    return {"delta1": given["n_hidden"] * delta1}


@SYMMETRY_BREAKING.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    items="Y1 Y2 Y3",
    takes="x: n_in, y: n_out, w, n_hidden",
    gives="h: n_hidden, delta2: n_out, delta1: n_hidden",
    draw=_draw_start,
    carry_forward={"delta2": 1, "delta1": 0},
    own=[_inputs_averaged, _one_unit_received, _first_for_all, _slope_of_outputs, _times_units],
)
def constant_start(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """h = g(w Σx), δ₂ = (o − y) g′ and δ₁ = g′ w Σδ₂, where every weight is w."""
    return _start(given, rules)


# ---- which output deltas agree ---------------------------------------------------------------


def _same(given: Inputs) -> Array:
    """Which pairs of outputs have the same δ."""
    o, y = given["o"], given["y"]
    delta = (o - y) * o * (1 - o)
    return np.isclose(delta[:, None], delta[None, :], rtol=0.0, atol=1e-12)


def _draw_targets(rng: Rng, s: Sizes) -> Answer:
    """Targets of which two are equal."""
    y = rng.permutation(np.linspace(0.1, 0.9, s.n_out)) + rng.uniform(0.0, 0.02)
    first, second = rng.choice(s.n_out, 2, replace=False)
    y[second] = y[first]
    return {"o": float(rng.uniform(0.3, 0.7)), "y": y}


@own_slip(
    "outputs-always-differ",
    "Y3",
    question="Two outputs have the same o. When have they the same y?",
)
def _all_differ(given: Inputs) -> Answer:
    """every output's δ is taken to differ from every other's"""
    return {"same": np.eye(len(given["y"]))}


@own_slip("output-deltas-equal", "Y3", question=_WHAT_ELSE)
def _all_same(given: Inputs) -> Answer:
    """all outputs' δ are taken to be equal"""
    return {"same": np.ones((len(given["y"]),) * 2)}


@own_slip("same-read-as-different", "Y3", question="Does True mean equal or different here?")
def _different(given: Inputs) -> Answer:
    """the answer says where two δ differ, and the question was where they agree"""
    return {"same": ~_same(given)}


@own_slip(
    "itself-left-out",
    "Y3",
    question="What should stand on the diagonal: is a δ equal to itself?",
)
def _diagonal_left_out(given: Inputs) -> Answer:
    """an output is not compared with itself"""
    return {"same": _same(given) & ~np.eye(len(given["y"]), dtype=bool)}


@SYMMETRY_BREAKING.computed(
    "repair",
    points=2,
    minutes=4,
    difficulty=1,
    items="Y3",
    errata="D-09 D-10",
    takes="o, y: n_out",
    gives="same: n_out n_out",
    draw=_draw_targets,
    own=[_all_differ, _all_same, _different, _diagonal_left_out],
)
def same_output_deltas(given: Inputs, rules: Rules) -> Array:
    """Which of the δ = (o − y) o (1 − o) agree, every output sending the same o."""
    return _same(given)
