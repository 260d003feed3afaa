"""Part A: units that start equal, step after step."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import COUNTED, exercise, passes, rows, units
from autograder.exercises.draws import positive, values, weights
from autograder.exercises.exercise import Block, Computed, Condition, Example, Inputs
from autograder.reference.rules import RIGHT, Array, Context, Rules
from autograder.slips import Slip
from autograder.slips.update import STEP
from backhand.activations import sigmoid

# ---- gradients of the whole batch ------------------------------------------------------------


def _gradients(given: Inputs, rules: Rules) -> dict[str, Any]:
    W1, W2, X, Y = given.values()
    _, found = passes(X, Y, W1, W2, rules)
    return {"dW1": found.weights[0], "dW2": found.weights[1]}


GRADIENTS = exercise(
    id="hidden_layer_gradients",
    kind="implement",
    points=2,
    minutes=5,
    difficulty=2,
    items=("M3", "B8"),
    task=Computed(
        "gradients(W1, W2, X, Y)",
        (Block("dW1", ("n_hidden", "n_in")), Block("dW2", ("n_out", "n_hidden"))),
        draw=lambda rng, s: {
            "W1": weights(rng, s.n_hidden, s.n_in),
            "W2": weights(rng, s.n_out, s.n_hidden),
            "X": values(rng, s.N, s.n_in),
            "Y": positive(rng, s.N, s.n_out),
        },
        reference=_gradients,
    ),
)

# ---- one step of units that are all alike ----------------------------------------------------


def _symmetric_step(given: Inputs, rules: Rules) -> dict[str, Any]:
    p, q, X, Y, rate, n_hidden = given.values()
    W1, W2 = np.outer(np.ones(n_hidden), p), np.outer(q, np.ones(n_hidden))
    layers, found = passes(X, Y, W1, W2, rules, rate=rate)
    context = Context(layers, y=Y, loss="half_mean", rate=rate)
    dW1, dW2 = found.weights
    # All units are alike: the first stands for all.
    return {"p": rules.step(context, W1, dW1)[0], "q": rules.step(context.at(1), W2, dW2)[:, 0]}


def _changed_step(count: Any = float, summed: bool = False) -> Any:
    """The step with another number of units in the output, or in the gradient."""

    def formula(given: Inputs) -> dict[str, Any]:
        p, q, X, Y, rate, n = given.values()
        h = sigmoid(X @ p)
        o = sigmoid(count(n) * np.outer(h, q))
        delta2 = (o - Y) * o * (1 - o) / len(X)
        times = n if summed else 1
        delta1 = h * (1 - h) * (delta2 @ q)
        return {"p": p - rate * times * (delta1 @ X), "q": q - rate * times * (delta2.T @ h)}

    return formula


ALIKE_STEP = exercise(
    id="symmetric_step",
    kind="derive",
    points=3,
    minutes=7,
    difficulty=3,
    items=("Y4", "Y5"),
    task=Computed(
        "symmetric_step(p, q, X, Y, rate, n_hidden)",
        (Block("p", ("n_in",)), Block("q", ("n_out",))),
        draw=lambda rng, s: {
            "p": values(rng, s.n_in),
            "q": values(rng, s.n_out),
            "X": values(rng, s.N, s.n_in),
            "Y": positive(rng, s.N, s.n_out),
            "rate": float(rng.uniform(2.1, 2.9)),
            "n_hidden": units(rng, s),
        },
        reference=_symmetric_step,
        own=(
            # A step up the slope and an error with its sign turned are one number here; the
            # second is among the shared slips.
            *(slip for slip in STEP if slip.slug != "ascent-step"),
            Slip(
                "hidden-count-missing",
                "an output receives one hidden unit only, although all of them send the same",
                COUNTED,
                "Y4",
                values=_changed_step(count=lambda n: 1.0),
            ),
            Slip(
                "gradient-summed-over-units",
                "the gradient is summed over the units, as if they shared one parameter",
                "Are the units tied together, or do they only happen to have equal weights?",
                "Y4",
                values=_changed_step(summed=True),
            ),
        ),
    ),
)

# ---- the words of the induction --------------------------------------------------------------

_PAIR = {"x": np.array([1.0, -0.5]), "y": np.array([1.0, 0.0])}


def _apart(vector: Array) -> float:
    """The smallest difference between two entries."""
    return float(np.min(np.diff(np.sort(vector))))


def _hidden(e: Any) -> tuple[Array, Array]:
    """Activations and δ of the hidden units of an example."""
    with np.errstate(all="ignore"):
        layers, found = passes(
            rows(_PAIR["x"]), rows(_PAIR["y"]), e["W1"], e["W2"], RIGHT, loss="half_sum"
        )
    return np.asarray(layers[0].a)[0], found.deltas[0][0]


QUANTIFIER = exercise(
    id="which_index_is_free",
    kind="counterexample",
    points=2,
    minutes=4,
    difficulty=2,
    items=("Y5",),
    errata=("D-11",),
    task=Example(
        shapes={"W1": (3, 2), "W2": (2, 3)},
        conditions=(
            Condition(
                "each hidden unit takes the same weight from every input (to 1e-12)",
                lambda e: bool(np.ptp(e["W1"], axis=1).max() <= 1e-12),
            ),
            Condition(
                "each hidden unit sends the same weight to every output (to 1e-12)",
                lambda e: bool(np.ptp(e["W2"], axis=0).max() <= 1e-12),
            ),
            Condition(
                "the activations of the hidden units differ by at least 0.01 from each other",
                lambda e: _apart(_hidden(e)[0]) >= 0.01,
            ),
            Condition(
                "the δ of the hidden units differ by at least 0.0001 from each other",
                lambda e: _apart(_hidden(e)[1]) >= 0.0001,
            ),
        ),
        guesses=lambda: [
            *({"W1": np.full((3, 2), v), "W2": np.full((2, 3), v)} for v in (0.0, 0.5, 1.0)),
            {"W1": np.arange(6.0).reshape(3, 2), "W2": np.arange(6.0).reshape(2, 3)},
            {"W1": np.outer(np.ones(3), [1.0, 2.0]), "W2": np.outer([1.0, 2.0], np.ones(3))},
            {"W1": np.eye(3, 2), "W2": np.eye(2, 3)},
        ],
        model=lambda: {
            "W1": np.outer([0.0, 0.5, 1.0], np.ones(2)),
            "W2": np.outer(np.ones(2), [-1.0, 0.0, 1.0]),
        },
    ),
)

# ---- one unit in disguise --------------------------------------------------------------------


def _one_unit(given: Inputs, rules: Rules) -> dict[str, Any]:
    q, rate, n = given["q"], given["rate"], given["n_hidden"]
    return {"q_one": n * q, "rate_in": np.asarray(rate / n), "rate_out": np.asarray(n * rate)}


_MOVES = "q̃ = n q: when each entry of q moves by ε, how far does q̃ move?"


def _unit_slip(slug: str, clause: str, question: str, **values: Any) -> Slip:
    def wrong(given: Inputs) -> dict[str, Any]:
        return {name: formula(*given.values()) for name, formula in values.items()}

    return Slip(slug, clause, question, "Y7", values=wrong)


ONE_UNIT = exercise(
    id="one_unit",
    kind="derive",
    points=3,
    minutes=5,
    difficulty=3,
    items=("Y7",),
    task=Computed(
        "one_unit(q, rate, n_hidden)",
        (Block("q_one", ("n_out",)), Block("rate_in"), Block("rate_out")),
        draw=lambda rng, s: {
            "q": values(rng, s.n_out),
            "rate": float(rng.uniform(0.21, 0.29)),
            "n_hidden": units(rng, s),
        },
        reference=_one_unit,
        own=(
            _unit_slip(
                "hidden-count-missing",
                "the one unit sends what one of the many sent",
                COUNTED,
                q_one=lambda q, rate, n: q,
            ),
            _unit_slip(
                "units-averaged",
                "what the units send is averaged where it is added",
                COUNTED,
                q_one=lambda q, rate, n: q / n,
            ),
            _unit_slip(
                "rates-swapped",
                "the rate grows where it should shrink, or shrinks where it should grow",
                _MOVES,
                rate_in=lambda q, rate, n: n * rate,
                rate_out=lambda q, rate, n: rate / n,
            ),
            _unit_slip(
                "rate-unchanged",
                "the layer keeps the rate that it had",
                _MOVES,
                rate_in=lambda q, rate, n: rate,
                rate_out=lambda q, rate, n: rate,
            ),
            _unit_slip(
                "rate-scaled-twice",
                "the rate carries the square of the number of units",
                _MOVES,
                rate_in=lambda q, rate, n: rate / n**2,
                rate_out=lambda q, rate, n: n**2 * rate,
            ),
        ),
    ),
)

STEPS = (GRADIENTS, ALIKE_STEP, QUANTIFIER, ONE_UNIT)
