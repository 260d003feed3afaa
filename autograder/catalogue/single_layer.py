"""The exercises of `01_single_layer`: one layer, its local partials, δ, and a batch of samples."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.boundary.probes import ProbeFunction
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import (
    Block,
    Computed,
    Condition,
    Entries,
    Example,
    Exercise,
    Inputs,
    Sizes,
)
from autograder.reference.programs import activation_delta, backward, forward_layers, output_delta
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips import Slip
from autograder.slips.forward import biases_left_out
from autograder.slips.update import difference_slips
from backhand.activations import ACTIVATIONS, sigmoid, softmax, softmax_vjp
from backhand.affine import affine, affine_vjp, weight_gradient
from backhand.gradcheck import central_difference

_exercise = partial(Exercise, notebook="01_single_layer")
Rng = np.random.Generator


def _one(rows: Array) -> Array:
    """A batch of one sample, as the sample."""
    return rows[0] if rows.ndim == 2 and len(rows) == 1 else rows


# ---- predictions -----------------------------------------------------------------------------


def _shapes() -> dict[str, Any]:
    x, W, b = np.ones(5), np.ones((3, 5)), np.ones(3)
    z = _one(affine(x[None], W, b))
    dX, dW, db = affine_vjp(z[None], x[None], W)
    named = {"z": z, "delta": z, "dW": dW, "dx": _one(dX), "db": db}
    return {name: value.shape for name, value in named.items()}


SHAPES = _exercise(
    id="single_shapes",
    kind="predict",
    title="Predict the shapes",
    points=1,
    minutes=3,
    difficulty=1,
    items=("S1",),
    task=Entries(
        _shapes,
        guesses=lambda: [dict.fromkeys(_shapes(), s) for s in ((3,), (5,), (3, 5), (5, 3), ())],
        own=(
            Slip(
                "outer-order-swapped",
                "the gradient of W is taken to have one row for each input",
                "A gradient has the shape of the thing. What is the shape of W?",
                "S3",
                values=lambda right: {**right, "dW": right["dW"][::-1]},
            ),
            Slip(
                "input-gradient-like-output",
                "the gradient of x is taken to have the shape of z",
                "A gradient has the shape of the thing. How many entries has x?",
                "S4",
                values=lambda right: {**right, "dx": right["z"]},
            ),
        ),
    ),
)


def _is_zero() -> dict[str, Any]:
    partials = _partials(np.array([1.5, -0.7]), 2)
    return {
        f"z{k + 1} w{i + 1}{j + 1}": bool(partials[k, i, j] == 0)
        for k in range(2)
        for i in range(2)
        for j in range(2)
    }


def _index_roles_swapped(right: Any) -> dict[str, Any]:
    """As if the second index of w named the output."""
    return {f"z{k} w{i}{j}": k != j for k in (1, 2) for i in (1, 2) for j in (1, 2)}


ZEROS = _exercise(
    id="zero_partials",
    kind="predict",
    title="Predict which partials vanish",
    points=1,
    minutes=4,
    difficulty=1,
    items=("S2",),
    errata=("A-10",),
    task=Entries(
        _is_zero,
        guesses=lambda: [dict.fromkeys(_is_zero(), guess) for guess in (True, False)],
        own=(
            Slip(
                "index-roles-swapped",
                "the second index of w is read as the output that it feeds",
                "z₁ = w₁₁x₁ + w₁₂x₂ + b₁. Which index do its two weights share?",
                "S2",
                values=_index_roles_swapped,
            ),
            Slip(
                "vanishing-read-as-present",
                "the answer says where a partial is not zero, and the question was where it is",
                "Does True mean zero or not zero here?",
                "S2",
                values=lambda right: {name: not zero for name, zero in right.items()},
            ),
        ),
    ),
)


def _ranks() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return {
        name: int(np.linalg.matrix_rank(weight_gradient(values(rng, n, 3), values(rng, n, 5))))
        for name, n in (("one sample", 1), ("two samples", 2), ("eight samples", 8))
    }


RANKS = _exercise(
    id="gradient_ranks",
    kind="predict",
    title="Predict the ranks",
    points=1,
    minutes=3,
    difficulty=2,
    items=("S10",),
    task=Entries(
        _ranks,
        guesses=lambda: (
            [dict.fromkeys(_ranks(), n) for n in (0, 1, 2, 3, 5, 8)]
            + [{"one sample": 1, "two samples": 2, "eight samples": 8}]
        ),
        own=(
            Slip(
                "rank-counts-samples",
                "the rank is taken to be the number of samples, however many there are",
                "A 3 × 5 matrix has how many independent rows at most?",
                "S10",
                values=lambda right: {**right, "eight samples": 8},
            ),
            Slip(
                "rank-of-full-matrix",
                "the gradient is taken to have full rank whatever the number of samples",
                "With one sample, every row of dW is a multiple of which vector?",
                "S10",
                values=lambda right: dict.fromkeys(right, 3),
            ),
        ),
    ),
)

# ---- one sample ------------------------------------------------------------------------------


def _partials(x: Array, n_out: int) -> Array:
    """∂z_k/∂w_ij = [k = i] x_j, of shape (n_out, n_out, n_in)."""
    return np.einsum("ki,j->kij", np.eye(n_out), x)


def _partial_slip(slug: str, clause: str, question: str, formula: Any) -> Slip:
    return Slip(
        slug,
        clause,
        question,
        "S2",
        values=lambda given: {"partials": formula(given["x"], given["n_out"])},
    )


def _swapped_partials(x: Array, n: int) -> Array:
    if len(x) != n:
        raise ValueError("square layers only")
    return np.einsum("kj,i->kij", np.eye(n), x)


def _diagonal_partials(x: Array, n: int) -> Array:
    if len(x) != n:
        raise ValueError("square layers only")
    return np.einsum("ki,kj,j->kij", np.eye(n), np.eye(n), x)


LOCAL = _exercise(
    id="local_partials",
    kind="derive",
    title="All local partials at once",
    points=2,
    minutes=6,
    difficulty=2,
    items=("S2",),
    errata=("A-10",),
    task=Computed(
        "local_partials(x, n_out)",
        (Block("partials", ("n_out", "n_out", "n_in")),),
        draw=lambda rng, s: {"x": values(rng, s.n_in), "n_out": s.n_out},
        reference=lambda given, rules: {"partials": _partials(given["x"], given["n_out"])},
        own=(
            _partial_slip(
                "vanishing-terms-kept",
                "every output is taken to contain every weight: no partial vanishes",
                "Does z₁ change when w₂₁ is nudged?",
                lambda x, n: np.einsum("ki,j->kij", np.ones((n, n)), x),
            ),
            _partial_slip(
                "index-roles-swapped",
                "the second index of w is read as the output that it feeds",
                "z₁ = w₁₁x₁ + w₁₂x₂ + b₁. Which index do its two weights share?",
                _swapped_partials,
            ),
            _partial_slip(
                "input-factor-missing",
                "a weight's partial is 1 where it appears, without the x that stands beside it",
                "z₁ = w₁₁x₁ + …: what is multiplied by w₁₁?",
                lambda x, n: np.einsum("ki,j->kij", np.eye(n), np.ones_like(x)),
            ),
            _partial_slip(
                "diagonal-only",
                "only the weights w₁₁, w₂₂, … are taken to matter",
                "Which weights does z₁ = w₁₁x₁ + w₁₂x₂ + b₁ contain?",
                _diagonal_partials,
            ),
        ),
    ),
)


def _weight_gradient(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = Context((Layer(x=given["x"][None]),))
    return {"dW": rules.weight(context, given["delta"][None])}


WEIGHT = _exercise(
    id="weight_gradient",
    kind="implement",
    title="The weight gradient",
    points=2,
    minutes=5,
    difficulty=1,
    items=("S3",),
    task=Computed(
        "weight_gradient(delta, x)",
        (Block("dW", ("n_out", "n_in")),),
        draw=lambda rng, s: {"delta": values(rng, s.n_out), "x": values(rng, s.n_in)},
        reference=_weight_gradient,
    ),
)


def _input_gradient(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = Context((Layer(W=given["W"]),))
    return {"dx": _one(rules.input(context, given["delta"][None]))}


INPUT = _exercise(
    id="input_gradient",
    kind="derive",
    title="The input gradient",
    points=2,
    minutes=6,
    difficulty=1,
    items=("S4",),
    task=Computed(
        "input_gradient(delta, W)",
        (Block("dx", ("n_in",)),),
        draw=lambda rng, s: {"delta": values(rng, s.n_out), "W": values(rng, s.n_out, s.n_in)},
        reference=_input_gradient,
    ),
)


def _squared_error_delta(given: Inputs, rules: Rules) -> dict[str, Any]:
    z = given["z"][None]
    context = Context((Layer(z=z, a=z),), y=given["y"][None], loss="half_sum")
    return {"delta": _one(output_delta(context, rules))}


def _square_of_sum(given: Inputs) -> dict[str, Any]:
    return {"delta": np.full_like(given["z"], np.sum(given["z"] - given["y"]))}


SQUARED = _exercise(
    id="squared_error_delta",
    kind="derive",
    title="Where δ starts",
    points=1,
    minutes=4,
    difficulty=1,
    items=("S6",),
    errata=("A-11", "A-12"),
    task=Computed(
        "squared_error_delta(z, y)",
        (Block("delta", ("n_out",)),),
        draw=lambda rng, s: {"z": values(rng, s.n_out), "y": values(rng, s.n_out)},
        reference=_squared_error_delta,
        own=(
            Slip(
                "square-of-sum",
                "the loss is read as half the square of the sum, not half the sum of the squares",
                "With c = (1, 2), is L = 2.5 or 4.5?",
                "S6",
                values=_square_of_sum,
            ),
            Slip(
                "error-squared",
                "the loss's terms are returned, not their derivatives",
                "Is this ½c², or its slope?",
                "S6",
                values=lambda given: {"delta": 0.5 * (given["z"] - given["y"]) ** 2},
            ),
        ),
    ),
)


def _chain_numbers() -> dict[str, Any]:
    z = 1.5
    c = 4.0 * z
    return {"dc/dz": 4.0, "dz/dc": 0.25, "dL/dc": c, "delta": 4.0 * c}


WHAT_DELTA_IS = _exercise(
    id="what_delta_is",
    kind="counterexample",
    title="What δ is, in numbers",
    points=2,
    minutes=5,
    difficulty=1,
    items=("S9",),
    errata=("A-04",),
    task=Entries(
        _chain_numbers,
        guesses=lambda: [dict.fromkeys(_chain_numbers(), n) for n in (0.0, 1.0, 4.0, 1.5, 6.0)],
        partial=True,
        own=(
            Slip(
                "delta-as-local-slope",
                "δ is taken to be the slope of the next quantity with respect to z",
                "δ is the derivative of which quantity: of c, or of the loss?",
                "S9",
                values=lambda right: {"delta": right["dc/dz"]},
            ),
            Slip(
                "delta-as-local-slope",
                "δ is taken to be the slope of z with respect to the next quantity",
                "δ is the derivative of which quantity: of z, or of the loss?",
                "S9",
                values=lambda right: {"delta": right["dz/dc"]},
            ),
            Slip(
                "delta-of-other-layer",
                "δ is taken to be ∂L/∂c, the derivative one step too late",
                "With respect to which quantity is δ the derivative?",
                "S9",
                values=lambda right: {"delta": right["dL/dc"]},
            ),
        ),
    ),
)

# ---- through a nonlinearity ------------------------------------------------------------------


def _sigmoid_place(z: Array) -> Context:
    return Context((Layer(z=z[None], a=sigmoid(z)[None], f=ACTIVATIONS["sigmoid"]),))


SLOPE = _exercise(
    id="sigmoid_slope",
    kind="derive",
    title="The slope of the sigmoid",
    points=2,
    minutes=5,
    difficulty=1,
    items=("S7",),
    task=Computed(
        "sigmoid_slope(z)",
        (Block("slope", ("n_out",)),),
        draw=lambda rng, s: {"z": values(rng, s.n_out, high=2.5)},
        reference=lambda given, rules: {"slope": _one(rules.slope(_sigmoid_place(given["z"])))},
    ),
)


def _sigmoid_delta(given: Inputs, rules: Rules) -> dict[str, Any]:
    return {"delta": _one(activation_delta(_sigmoid_place(given["z"]), given["g"][None], rules))}


THROUGH = _exercise(
    id="sigmoid_delta",
    kind="implement",
    title="δ through the sigmoid",
    points=2,
    minutes=4,
    difficulty=1,
    items=("S8",),
    needs=("sigmoid_slope",),
    task=Computed(
        "sigmoid_delta(g, z)",
        (Block("delta", ("n_out",)),),
        draw=lambda rng, s: {"g": values(rng, s.n_out), "z": values(rng, s.n_out, high=2.5)},
        reference=_sigmoid_delta,
    ),
)


def _layer_gradients(given: Inputs, rules: Rules) -> dict[str, Any]:
    layers = forward_layers(given["x"][None], [given["W"]], [given["b"]], ["sigmoid"])
    found = backward(layers, rules, y=given["y"][None], loss="half_sum")
    return {
        "delta": _one(found.deltas[0]),
        "dW": found.weights[0],
        "db": found.biases[0],
        "dx": _one(found.inputs),
    }


def _draw_layer(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {
        "x": values(rng, s.n_in),
        "y": values(rng, s.n_out),
        "W": weights(rng, s.n_out, s.n_in),
        "b": values(rng, s.n_out),
    }


LAYER = _exercise(
    id="layer_gradients",
    kind="implement",
    title="A whole layer",
    points=4,
    minutes=9,
    difficulty=2,
    items=("S3", "S4", "S5", "S6", "S8"),
    needs=(
        "weight_gradient",
        "input_gradient",
        "squared_error_delta",
        "sigmoid_slope",
        "sigmoid_delta",
    ),
    task=Computed(
        "layer_gradients(x, y, W, b)",
        (
            Block("delta", ("n_out",)),
            Block("dW", ("n_out", "n_in")),
            Block("db", ("n_out",)),
            Block("dx", ("n_in",)),
        ),
        draw=_draw_layer,
        reference=_layer_gradients,
        carry_forward={"delta": 0},
        own=(biases_left_out(_layer_gradients, "S1", "b"),),
    ),
)


def _softmax_delta(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = Context((Layer(z=given["z"][None]),))
    return {"delta": _one(rules.softmax(context, given["g"][None]))}


SOFTMAX = _exercise(
    id="softmax_delta",
    kind="repair",
    title="Repair: where elementwise ends",
    points=3,
    minutes=7,
    difficulty=3,
    items=("S11",),
    errata=("A-03",),
    task=Computed(
        "softmax_delta(g, z)",
        (Block("delta", ("n_out",)),),
        draw=lambda rng, s: {"g": values(rng, s.n_out), "z": values(rng, s.n_out)},
        reference=_softmax_delta,
    ),
)


def _rule_delta(e: Any) -> Array:
    p = softmax(e["z"])
    return np.asarray(p * (1 - p) * e["g"])


FAILS = _exercise(
    id="elementwise_fails",
    kind="counterexample",
    title="Expose the elementwise rule",
    points=2,
    minutes=6,
    difficulty=2,
    items=("S11",),
    errata=("A-03",),
    task=Example(
        shapes={"z": (3,), "g": (3,)},
        conditions=(
            Condition(
                "the three entries of g differ from each other by at least 0.1",
                lambda e: bool(np.min(np.diff(np.sort(e["g"]))) >= 0.1),
            ),
            Condition(
                "the elementwise rule gives unit 1 a δ of at least 0.1",
                lambda e: bool(_rule_delta(e)[0] >= 0.1),
            ),
            Condition(
                "the true δ of unit 1 is zero (to 1e-9)",
                lambda e: bool(abs(softmax_vjp(e["g"], e["z"])[0]) <= 1e-9),
            ),
        ),
        guesses=lambda: [
            {"z": np.zeros(3), "g": np.zeros(3)},
            {"z": np.ones(3), "g": np.ones(3)},
            {"z": np.zeros(3), "g": np.array([1.0, 0.0, 0.0])},
            {"z": np.array([1.0, 2.0, 3.0]), "g": np.array([1.0, 2.0, 3.0])},
            {"z": np.zeros(3), "g": np.array([0.0, 1.0, -1.0])},
        ],
        model=lambda: {"z": np.zeros(3), "g": np.array([1.0, 2.0, 0.0])},
    ),
)

# ---- a batch, and a check by numbers ---------------------------------------------------------


def _batch_gradients(given: Inputs, rules: Rules) -> dict[str, Any]:
    X, W, Delta = given["X"], given["W"], given["Delta"]
    each = [rules.weight(Context((Layer(x=X[[n]], W=W),)), Delta[[n]]) for n in range(len(X))]
    context = Context((Layer(x=X, W=W),))
    terms = rules.carry_forward.get("per_sample")
    return {
        "per_sample": np.stack(each),
        "dW": rules.weight(context, Delta) if terms is None else terms.sum(axis=0),
        "db": rules.bias(context, Delta),
        "dX": rules.input(context, Delta),
    }


BATCH = _exercise(
    id="batch_gradients",
    kind="implement",
    title="Samples as rows",
    points=4,
    minutes=8,
    difficulty=2,
    items=("S3", "S4", "S5", "B6", "B7"),
    task=Computed(
        "batch_gradients(Delta, X, W)",
        (
            Block("per_sample", ("N", "n_out", "n_in")),
            Block("dW", ("n_out", "n_in")),
            Block("db", ("n_out",)),
            Block("dX", ("N", "n_in")),
        ),
        draw=lambda rng, s: {
            "Delta": values(rng, s.N, s.n_out),
            "X": values(rng, s.N, s.n_in),
            "W": values(rng, s.n_out, s.n_in),
        },
        reference=_batch_gradients,
        carry_forward={"per_sample": "per_sample"},
    ),
)


def _draw_function(rng: Rng, s: Sizes) -> dict[str, Any]:
    # a and W positive and the step large: a one-sided difference is off by about 1e-3.
    a, b = rng.uniform(0.5, 1.5, (2, s.n_out, s.n_in))
    return {
        "f": ProbeFunction("cubic", (a, b)),
        "W": rng.uniform(0.5, 1.5, (s.n_out, s.n_in)),
        "h": 1e-3,
    }


NUMERIC = _exercise(
    id="numerical_gradient",
    kind="implement",
    title="Your own gradient check",
    points=3,
    minutes=8,
    difficulty=2,
    items=("G13",),
    task=Computed(
        "numerical_gradient(f, W, h)",
        (Block("gradient", ("n_out", "n_in")),),
        draw=_draw_function,
        reference=lambda given, rules: {
            "gradient": central_difference(given["f"], given["W"], given["h"])
        },
        # The difference itself is off by h²: an exact derivative has to pass as well.
        tolerance=1e-5,
        own=difference_slips(lambda given, numeric: {"gradient": numeric}, w="W"),
    ),
)

SINGLE_LAYER = (
    SHAPES,
    ZEROS,
    LOCAL,
    WEIGHT,
    INPUT,
    SQUARED,
    WHAT_DELTA_IS,
    SLOPE,
    THROUGH,
    LAYER,
    SOFTMAX,
    FAILS,
    BATCH,
    RANKS,
    NUMERIC,
)
