"""Part C: any number of uses, with a nonlinearity between them, and batches (N9 to N11, N15)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import Rng, draw_nested, exercise, gentle, one, own
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import EACH_STEP, Block, Computed, Entries, Inputs, Sizes
from autograder.reference.programs import forward_layers, shared_backward, shared_layers
from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules
from autograder.slips import Slip
from autograder.slips.forward import biases_left_out
from backhand.shared import shared_backward as all_uses
from backhand.shared import shared_forward

# ---- the tying principle ---------------------------------------------------------------------


def _ledger(given: Inputs, rules: Rules) -> dict[str, Any]:
    deltas, inputs = given["deltas"], given["inputs"]
    layers = tuple(Layer(x=x[None]) for x in inputs)
    found = Adjoints(delta=dict(enumerate(deltas[:, None])))
    context = Context(layers, len(layers) - 1, adjoints=found)
    terms = [rules.weight(context.at(t), d[None]) for t, d in enumerate(deltas)]
    terms = list(rules.carry_forward.get("per_use", terms))
    return {
        "per_use": np.stack(terms),
        "dW": rules.uses_weight(context, terms),
        "db": rules.uses_bias(
            context, [rules.bias(context.at(t), d[None]) for t, d in enumerate(deltas)]
        ),
    }


LEDGER = exercise(
    id="sum_over_uses",
    kind="implement",
    title="The ledger of uses",
    points=3,
    minutes=5,
    difficulty=1,
    items=("N9",),
    task=Computed(
        "sum_over_uses(deltas, inputs)",
        (
            Block("per_use", ("T", "n_out", "n_in")),
            Block("dW", ("n_out", "n_in")),
            Block("db", ("n_out",)),
        ),
        draw=lambda rng, s: {
            "deltas": values(rng, s.T, s.n_out),
            "inputs": values(rng, s.T, s.n_in),
        },
        reference=_ledger,
        carry_forward={"per_use": "per_use"},
        own=(
            own(
                "sums-before-product",
                "the δs and the inputs are summed first and multiplied afterwards",
                "With two uses, does (δ₁ + δ₂)(x₁ + x₂)ᵀ hold products that no use made?",
                "N9",
                lambda g: {"dW": np.outer(g["deltas"].sum(axis=0), g["inputs"].sum(axis=0))},
            ),
            own(
                "shared-order-reversed",
                "the last δ is paired with the first input, and so on",
                "Which input did the use have whose δ this is?",
                "N9",
                lambda g: {"dW": g["deltas"][::-1].T @ g["inputs"]},
            ),
        ),
    ),
)

# ---- ways to miscount ------------------------------------------------------------------------


def _miscounts() -> dict[str, Any]:
    """One unit, w = 2, x = 5, b = 3, L = z2."""
    w, x, b = 2.0, 5.0, 3.0
    trace = shared_forward([[x]], [[w]], [b], "identity", 2)
    z1, z2 = (float(z[0, 0]) for z in trace.post)
    found = all_uses([[1.0]], trace, [[w]], "identity")
    first, second = (float(term[0, 0]) for term in found.per_use)
    return {
        "use 2": second,
        "use 1": first,
        "dL/dw": float(found.weight[0, 0]),
        "counted twice": (z1 + w * x) + first,
        "one delta for both": z1 + x,
        "output for input": z2 + first,
    }


def _one_use_twice(use: str) -> Any:
    return lambda right: {"dL/dw": 2 * right[use]}


MISCOUNTS = exercise(
    id="ways_to_miscount",
    kind="counterexample",
    title="Three ways to miscount",
    points=2,
    minutes=5,
    difficulty=1,
    items=("N9",),
    errata=("A-01", "A-07", "A-18"),
    task=Entries(
        _miscounts,
        guesses=lambda: [
            dict.fromkeys(_miscounts(), n) for n in (0.0, 1.0, 2.0, 3.0, 5.0, 13.0, 29.0)
        ],
        partial=True,
        own=(
            Slip(
                "shared-one-application",
                "dL/dw holds the second use only",
                "How many times does w appear in z₂?",
                "N9",
                values=lambda right: {"dL/dw": right["use 2"]},
            ),
            Slip(
                "shared-one-application",
                "dL/dw holds the first use only",
                "How many times does w appear in z₂?",
                "N9",
                values=lambda right: {"dL/dw": right["use 1"]},
            ),
            *(
                Slip(
                    "shared-times-count",
                    f"dL/dw holds the {which} use twice",
                    "Are the contributions of the two uses equal? Compare their inputs.",
                    "N9",
                    values=_one_use_twice(use),
                )
                for which, use in (("second", "use 2"), ("first", "use 1"))
            ),
            Slip(
                "shared-same-delta",
                "the first use is given the δ of the second: its weight on the way is not there",
                "What is δ at the first use, when z₂ = w z₁ + b?",
                "N9",
                values=lambda right: {"use 1": 5.0},
            ),
            Slip(
                "path-double-counted",
                "dL/dw counts the path through the first use twice",
                "How many arrows lead from w to z₁?",
                "N9",
                values=lambda right: {"dL/dw": right["counted twice"]},
            ),
            Slip(
                "layer-output-as-input",
                "the second use is paired with its output",
                "By what is w multiplied on its second use?",
                "N9",
                values=lambda right: {"use 2": 29.0},
            ),
        ),
    ),
)

# ---- a nonlinearity between the uses ---------------------------------------------------------


def _nonlinear(given: Inputs, rules: Rules) -> dict[str, Any]:
    W, b = given["W"], given["b"]
    first, second = forward_layers(given["x"][None], [W, W], [b, b], ["tanh", "identity"])
    # Without its z: the slope 1 of "the layer above" would be one with a slope left out.
    layers = (first, replace(second, z=None))
    found = shared_backward(layers, rules, upstream=given["delta"][None])
    return {"delta1": one(found.deltas[0]), "dW": found.weight, "db": found.bias}


_FROM_Z = "a use is paired with the z before it, not with the tanh of that z"
_WHAT_ENTERED = "What did this use see on the forward pass: before or after the nonlinearity?"


def _second_from_z(given: Inputs) -> dict[str, Any]:
    W, x, b, delta = given["W"], given["x"], given["b"], given["delta"]
    z1 = W @ x + b
    delta1 = (W.T @ delta) * (1 - np.tanh(z1) ** 2)
    return {"dW": np.outer(delta, z1) + np.outer(delta1, x)}


def _slope_of_second(given: Inputs) -> dict[str, Any]:
    W, x, b, delta = given["W"], given["x"], given["b"], given["delta"]
    a1 = np.tanh(W @ x + b)
    delta1 = (W.T @ delta) * (1 - np.tanh(W @ a1 + b) ** 2)
    dW = np.outer(delta, a1) + np.outer(delta1, x)
    return {"delta1": delta1, "dW": dW, "db": delta + delta1}


NONLINEAR = exercise(
    id="nested_nonlinear",
    kind="implement",
    title="A nonlinearity between the uses",
    points=3,
    minutes=5,
    difficulty=2,
    items=("N10",),
    task=Computed(
        "nested_nonlinear(delta, W, x, b)",
        (Block("delta1", ("n",)), Block("dW", ("n", "n")), Block("db", ("n",))),
        draw=draw_nested,
        reference=_nonlinear,
        carry_forward={"delta1": 0},
        own=(
            biases_left_out(_nonlinear, "N10", "b"),
            own(
                "fprime-of-other-layer",
                "the slope is taken at z₂, and the nonlinearity stands after z₁",
                "At which of the two z does the forward pass apply tanh?",
                "N10",
                _slope_of_second,
            ),
            own(
                "preactivation-as-input",
                _FROM_Z,
                _WHAT_ENTERED,
                "N10",
                _second_from_z,
            ),
        ),
    ),
)

# ---- T uses ----------------------------------------------------------------------------------


def _unrolled(given: Inputs, rules: Rules) -> dict[str, Any]:
    layers = shared_layers(given["x"][None], given["W"], given["b"], "tanh", given["T"])
    found = shared_backward(layers, rules, upstream=given["g"][None])
    return {"deltas": np.concatenate(found.deltas), "dW": found.weight, "db": found.bias}


def _draw_unrolled(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {
        "g": values(rng, s.n_in),
        "W": weights(rng, s.n_in, s.n_in),
        "x": gentle(rng, s.n_in),
        "b": gentle(rng, s.n_in),
        "T": s.T,
    }


def _uses(given: Inputs) -> tuple[Array, Array, Array]:
    """What enters each use, its z, and its δ; all (T, n)."""
    W, b, T = given["W"], given["b"], given["T"]
    trace = shared_forward(given["x"][None], W, b, "tanh", T)
    entering = np.concatenate([trace.inputs, *trace.post[:-1]])
    deltas = np.concatenate(all_uses(given["g"][None], trace, W, "tanh").deltas)
    return entering, np.concatenate(trace.pre), deltas


def _reversed_pairs(given: Inputs) -> dict[str, Any]:
    entering, _, deltas = _uses(given)
    return {"dW": deltas[::-1].T @ entering}


def _paired_with_z(given: Inputs) -> dict[str, Any]:
    """The z before each use; the first use keeps its x."""
    entering, z, deltas = _uses(given)
    return {"dW": deltas.T @ np.concatenate([entering[:1], z[:-1]])}


UNROLLED = exercise(
    id="unrolled_gradients",
    kind="implement",
    title="T uses",
    points=3,
    minutes=8,
    difficulty=2,
    items=("N11", "N9"),
    needs=("sum_over_uses",),
    task=Computed(
        "unrolled_gradients(g, W, x, b, T)",
        (Block("deltas", ("T", "n")), Block("dW", ("n", "n")), Block("db", ("n",))),
        draw=_draw_unrolled,
        reference=_unrolled,
        carry_forward={"deltas": EACH_STEP},
        own=(
            biases_left_out(_unrolled, "N11", "b"),
            own(
                "shared-order-reversed",
                "the last δ is paired with the first input, and so on",
                "Which input did the use have whose δ this is?",
                "N11",
                _reversed_pairs,
            ),
            own(
                "shared-order-reversed",
                "the δs are in the order in which they were found, last use first",
                "Which row of deltas belongs to the first use?",
                "N11",
                lambda given: {"deltas": _uses(given)[2][::-1]},
            ),
            own(
                "preactivation-as-input",
                _FROM_Z,
                _WHAT_ENTERED,
                "N11",
                _paired_with_z,
            ),
        ),
    ),
)

# ---- a batch ---------------------------------------------------------------------------------


def _batch(given: Inputs, rules: Rules) -> dict[str, Any]:
    layers = shared_layers(given["X"], given["W"], given["b"], "identity", 2)
    found = shared_backward(layers, rules, upstream=given["Delta"])
    return {"dW": found.weight, "db": found.bias}


BATCH = exercise(
    id="nested_batch",
    kind="implement",
    title="Two uses and many samples",
    points=2,
    minutes=4,
    difficulty=2,
    items=("N15",),
    task=Computed(
        "nested_batch(Delta, W, X, b)",
        (Block("dW", ("n", "n")), Block("db", ("n",))),
        draw=lambda rng, s: {
            "Delta": values(rng, s.N, s.n_in),
            "W": weights(rng, s.n_in, s.n_in),
            "X": values(rng, s.N, s.n_in),
            "b": values(rng, s.n_in),
        },
        reference=_batch,
        own=(biases_left_out(_batch, "N15", "b"),),
    ),
)

MANY_USES = (LEDGER, MISCOUNTS, NONLINEAR, UNROLLED, BATCH)
