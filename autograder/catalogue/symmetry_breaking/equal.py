"""Part A: units that start equal, after one pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import COUNTED, exercise, passes, rows, units
from autograder.exercises.draws import positive, values
from autograder.exercises.exercise import Block, Computed, Entries, Inputs, Sizes
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips import Slip
from backhand.activations import sigmoid

Rng = np.random.Generator

# ---- what is equal after one pass ------------------------------------------------------------


def _alike(*vectors: Array) -> bool:
    """Whether the vectors are equal but for rounding."""
    return bool(np.ptp(np.stack(vectors), axis=0).max() <= 1e-12)


def _equal_parts() -> dict[str, bool]:
    x, y = rows(np.array([1.0, 2.0])), rows(np.array([1.0, 0.0, 0.0]))
    W1, W2 = np.full((4, 2), 0.5), np.full((3, 4), 0.5)
    layers, found = passes(x, y, W1, W2, RIGHT, loss="half_sum")
    dW1, dW2 = found.weights
    return {
        "hidden activations": _alike(*np.asarray(layers[0].a).T),
        "outputs": _alike(*np.asarray(layers[1].a).T),
        "hidden deltas": _alike(*found.deltas[0].T),
        "output deltas": _alike(*found.deltas[1].T),
        "rows of dW1": _alike(*dW1),
        "columns of dW1": _alike(*dW1.T),
        "rows of dW2": _alike(*dW2),
        "columns of dW2": _alike(*dW2.T),
    }


EQUAL_PARTS = exercise(
    id="equal_parts",
    kind="predict",
    points=1,
    minutes=3,
    difficulty=1,
    items=("Y1", "Y2", "Y3", "Y4"),
    task=Entries(
        _equal_parts,
        guesses=lambda: [
            *(dict.fromkeys(_equal_parts(), guess) for guess in (True, False)),
            {name: k % 2 == 0 for k, name in enumerate(_equal_parts())},
            {name: k < 4 for k, name in enumerate(_equal_parts())},
        ],
        own=(
            Slip(
                "gradient-all-equal",
                "equal weights are taken to have equal gradients, every one of them",
                "∂L/∂w_ij is a product of a δ and an input. Which of the two has an index that "
                "runs along a row?",
                "Y4",
                values=lambda right: dict.fromkeys(right, True),
            ),
            Slip(
                "unit-axis-swapped",
                "a hidden unit is read as a column of W₁ and a row of W₂",
                "W₁ has the shape (n_hidden, n_in). Which axis counts the hidden units?",
                "Y4",
                values=lambda right: {
                    "rows of dW1": False,
                    "columns of dW1": True,
                    "rows of dW2": True,
                    "columns of dW2": False,
                },
            ),
            Slip(
                "output-deltas-equal",
                "the δ of the outputs are taken to be equal, as those of the hidden units are",
                "δ = (o − y) g′. The o are equal. What else is in it?",
                "Y3",
                values=lambda right: {**right, "output deltas": True},
            ),
        ),
    ),
)

# ---- the values of that pass -----------------------------------------------------------------


def _draw_start(rng: Rng, s: Sizes) -> dict[str, Any]:
    """A draw whose output δ do not nearly cancel: that would cost float32 its digits."""
    while True:
        drawn = {
            "x": values(rng, s.n_in),
            "y": positive(rng, s.n_out),
            "w": float(rng.uniform(0.4, 0.9)),
            "n_hidden": units(s),
        }
        delta2 = _constant_start(drawn, RIGHT)["delta2"]
        if abs(np.sum(delta2)) > 0.05 * np.sum(np.abs(delta2)):
            return drawn


def _constant_start(given: Inputs, rules: Rules) -> dict[str, Any]:
    x, y, w, n_hidden = given.values()
    W1, W2 = np.full((n_hidden, len(x)), w), np.full((len(y), n_hidden), w)
    layers, found = passes(rows(x), rows(y), W1, W2, rules, loss="half_sum")
    delta1, delta2 = found.deltas
    return {"h": np.asarray(layers[0].a)[0], "delta2": delta2[0], "delta1": delta1[0]}


def _changed_start(
    inputs: Any = np.sum,
    count: Any = float,
    deltas: Any = np.sum,
    slope: Any = lambda h, o: h * (1 - h),
) -> Any:
    """The pass with another sum over inputs, hidden units or output deltas, or another slope."""

    def formula(given: Inputs) -> dict[str, Any]:
        x, y, w, n_hidden = given.values()
        h = sigmoid(w * inputs(x))
        o = sigmoid(count(n_hidden) * w * h)
        delta2 = (o - y) * o * (1 - o)
        delta1 = slope(h, o) * w * deltas(delta2)
        ones = np.ones(n_hidden)
        return {"h": h * ones, "delta2": delta2, "delta1": delta1 * ones}

    return formula


START = exercise(
    id="constant_start",
    kind="derive",
    points=3,
    minutes=6,
    difficulty=2,
    items=("Y1", "Y2", "Y3"),
    task=Computed(
        "constant_start(x, y, w, n_hidden)",
        (Block("h", ("n_hidden",)), Block("delta2", ("n_out",)), Block("delta1", ("n_hidden",))),
        draw=_draw_start,
        reference=_constant_start,
        carry_forward={"delta2": 1, "delta1": 0},
        own=(
            Slip(
                "mean-for-sum",
                "the inputs are averaged where they are added",
                "z₁ = w₁₁x₁ + w₁₂x₂ + …: is there a 1/n in it?",
                "Y1",
                values=_changed_start(inputs=np.mean),
            ),
            Slip(
                "hidden-count-missing",
                "an output receives one hidden unit only, although all of them send the same",
                COUNTED,
                "Y1",
                values=_changed_start(count=lambda n: 1.0),
            ),
            Slip(
                "output-deltas-equal",
                "the first output's δ is taken for that of every output",
                "δ = (o − y) g′. The o are equal. What else is in it?",
                "Y3",
                values=_changed_start(deltas=lambda d: len(d) * d[0]),
            ),
            Slip(
                "fprime-of-other-layer",
                "the slope of the outputs stands at the hidden units",
                "δ₁ lives at the hidden layer. Does each factor outside Wᵀ(·) belong there?",
                "Y2",
                values=_changed_start(slope=lambda h, o: o * (1 - o)),
            ),
            Slip(
                "gradient-summed-over-units",
                "δ of one hidden unit is multiplied by the number of hidden units",
                "δ₁ᵢ is the derivative with respect to the z of how many units?",
                "Y2",
                values=lambda given: {
                    "delta1": given["n_hidden"] * _constant_start(given, RIGHT)["delta1"]
                },
            ),
        ),
    ),
)

# ---- which output deltas agree ---------------------------------------------------------------


def _same_deltas(given: Inputs) -> Array:
    o, y = given["o"], given["y"]
    delta = (o - y) * o * (1 - o)
    return np.isclose(delta[:, None], delta[None, :], rtol=0.0, atol=1e-12)


def _draw_targets(rng: Rng, s: Sizes) -> dict[str, Any]:
    y = rng.permutation(np.linspace(0.1, 0.9, s.n_out)) + rng.uniform(0.0, 0.02)
    first, second = rng.choice(s.n_out, 2, replace=False)
    y[second] = y[first]
    return {"o": float(rng.uniform(0.3, 0.7)), "y": y}


def _same_slip(slug: str, clause: str, question: str, formula: Any) -> Slip:
    return Slip(slug, clause, question, "Y3", values=lambda given: {"same": formula(given)})


SAME = exercise(
    id="same_output_deltas",
    kind="repair",
    points=2,
    minutes=4,
    difficulty=1,
    items=("Y3",),
    errata=("D-09", "D-10"),
    task=Computed(
        "same_output_deltas(o, y)",
        (Block("same", ("n_out", "n_out")),),
        draw=_draw_targets,
        reference=lambda given, rules: {"same": _same_deltas(given)},
        own=(
            _same_slip(
                "outputs-always-differ",
                "every output's δ is taken to differ from every other's",
                "Two outputs have the same o. When have they the same y?",
                lambda given: np.eye(len(given["y"])),
            ),
            _same_slip(
                "output-deltas-equal",
                "all outputs' δ are taken to be equal",
                "δ = (o − y) g′. The o are equal. What else is in it?",
                lambda given: np.ones((len(given["y"]),) * 2),
            ),
            _same_slip(
                "same-read-as-different",
                "the answer says where two δ differ, and the question was where they agree",
                "Does True mean equal or different here?",
                lambda given: ~_same_deltas(given),
            ),
            _same_slip(
                "itself-left-out",
                "an output is not compared with itself",
                "What should stand on the diagonal: is a δ equal to itself?",
                lambda given: _same_deltas(given) & ~np.eye(len(given["y"]), dtype=bool),
            ),
        ),
    ),
)

EQUAL = (EQUAL_PARTS, START, SAME)
