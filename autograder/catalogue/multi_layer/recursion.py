"""Part B: the recursion in both its forms, and the printed formulas that meet it."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import (
    NETWORK_INPUT,
    ONE_SLOPE,
    Rng,
    exercise,
    one,
    tanh_layer,
    with_blocks,
)
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Block, Computed, Entries, Inputs, Sizes
from autograder.reference.programs import activation_delta, backward, forward_layers
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules, need
from autograder.slips import Slip
from autograder.slips.slip import at, both

# ---- the printed index, by hand --------------------------------------------------------------

#: The widths 2, and f' = 1: the smallest case that tells the two matrices apart.
_W2, _W3, _K3 = np.array([[1.0, 2], [3, 4]]), np.array([[0.0, 1], [1, 0]]), np.array([1.0, 0])


def _fails(k_next: int, W: tuple[int, int], width: int) -> bool:
    """Whether the printed product k_{i+1}ᵀ W_i ⊙ f' cannot be computed with these sizes."""
    try:
        product = np.ones(k_next) @ np.ones(W)
    except ValueError:
        return True
    return product.shape != (width,)


def _printed_index() -> dict[str, Any]:
    # Printed line to the shift between the number of its k and that of the W it is paired with.
    shift = {"first": 1, "second": 1, "general": 0}
    return {
        "first line: k_3 belongs to W_": 3 + shift["first"],
        "second line: k_2 belongs to W_": 2 + shift["second"],
        "general line: k_3 belongs to W_": 3 + shift["general"],
        "general line: k_2 belongs to W_": 2 + shift["general"],
        "printed k_2": _K3 @ _W2,
        "right k_2": _W3.T @ _K3,
        "k_2 raises an error": _fails(3, (3, 3), 3),
        "k_1 raises an error": _fails(3, (3, 2), 3),
    }


def _all_numbers(n: int, vector: list[int], fails: bool) -> dict[str, Any]:
    expected = _printed_index()
    return {
        name: fails if isinstance(v, bool) else vector if isinstance(v, np.ndarray) else n
        for name, v in expected.items()
    }


INDEX = exercise(
    id="printed_index",
    kind="counterexample",
    title="Expose the index",
    points=2,
    minutes=5,
    difficulty=2,
    items=("M4",),
    errata=("B-01", "B-02"),
    task=Entries(
        _printed_index,
        guesses=lambda: [
            _all_numbers(n, vector, fails)
            for n in (2, 3, 4)
            for vector in ([1, 0], [0, 1], [1, 2])
            for fails in (True, False)
        ],
        own=(
            Slip(
                "index-shift",
                "k and W carry the same number in the first two lines as well",
                "In the line ∂E/∂W₄ = k₃ z₃ᵀ, which numbers stand on the two sides?",
                "M4",
                values=lambda right: {
                    "first line: k_3 belongs to W_": 3,
                    "second line: k_2 belongs to W_": 2,
                },
            ),
            Slip(
                "missing-transpose-w",
                "the printed row kᵀ W₂ is read as the column W₂ k",
                "A row times a matrix: does it combine the matrix's rows or its columns?",
                "M4",
                values=lambda right: {"printed k_2": _W2 @ _K3},
            ),
            Slip(
                "weight-of-other-layer",
                "the error is carried down by W₂ and the right answer is taken to be its transpose",
                "Which matrix was z₂ multiplied by on the forward pass?",
                "M4",
                values=lambda right: {"right k_2": _W2.T @ _K3},
            ),
            Slip(
                "silent-error-overlooked",
                "every printed product is taken to fail",
                "Do a row of 3 and a 3 × 3 matrix fit?",
                "M4",
                values=lambda right: {"k_2 raises an error": True, "k_1 raises an error": True},
            ),
        ),
    ),
)

# ---- the chain with one output ---------------------------------------------------------------


def _draw_chain(rng: Rng, s: Sizes) -> dict[str, Any]:
    widths = (s.n_in, s.n_hidden, s.n_more, s.n_out, 1)
    return {
        "x": values(rng, s.n_in),
        # Beyond the range of a sigmoid: the error is nowhere near zero.
        "y": float(values(rng, 1, low=1.3, high=1.8)[0]),
        "weights": [weights(rng, widths[i + 1], widths[i]) for i in range(4)],
    }


def _chain_gradients(given: Inputs, rules: Rules) -> dict[str, Any]:
    layers = forward_layers(given["x"][None], given["weights"], None, ["sigmoid"] * 4)
    found = backward(layers, rules, y=np.array([[given["y"]]]), loss="squared_sum")
    return {f"dW{i + 1}": dW for i, dW in enumerate(found.weights)}


def _printed_weight(before: Any, p: Context, delta: Array) -> Array:
    # The last crossing has a line of its own in the text, and that line is right.
    return before(p, delta) if p.last or p.index == 0 else delta @ need(p.below.W)


def _untransposed_inside(before: Any, p: Context, delta: Array) -> Array:
    # Through the last matrix, 1 × n, a missing transpose cannot be computed.
    return before(p, delta) if p.last else delta @ need(p.here.W).T


CHAIN = exercise(
    id="chain_gradients",
    kind="repair",
    title="Repair: the matrix that carries the error back",
    points=4,
    minutes=8,
    difficulty=3,
    items=("M4", "B12"),
    errata=("B-01", "B-02"),
    task=Computed(
        "chain_gradients(x, y, weights)",
        (
            Block("dW1", ("n_hidden", "n_in")),
            Block("dW2", ("n_more", "n_hidden")),
            # No axes in words: a third hidden layer, and a last matrix of one row.
            Block("dW3"),
            Block("dW4"),
        ),
        draw=_draw_chain,
        reference=_chain_gradients,
        own=(
            NETWORK_INPUT,
            *ONE_SLOPE,
            Slip(
                "weight-of-other-layer",
                "below the last layer, the error is carried down by W_i where it has to cross "
                "another matrix",
                "Which matrix lies between a of this layer and z of the next?",
                "M4",
                at("input", _printed_weight),
            ),
            Slip(
                "missing-transpose-w",
                "below the last layer, the error goes backward through W itself and not through "
                "its transpose",
                "Write ∂E/∂a₁ of a layer as a sum over the units above. Along a row or a column?",
                "M4",
                at("input", _untransposed_inside),
            ),
        ),
    ),
)

# ---- the recursion after the activation ------------------------------------------------------


def _draw_after(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {
        "k": values(rng, s.n_out),
        "weights": [weights(rng, s.n_more, s.n_hidden), weights(rng, s.n_out, s.n_more)],
        "zs": [values(rng, s.n_more), values(rng, s.n_out)],
    }


def _down(
    given: Inputs, rules: Rules, rows: Array, own: Array | None = None
) -> tuple[Array, Array]:
    """∂E/∂a₂ and ∂E/∂a₁, one row for each row of ∂E/∂a₃; `own` is a ∂E/∂a₂ to go on from."""
    layers = tuple(
        tanh_layer(np.tile(z, (len(rows), 1)), W)
        for W, z in zip(given["weights"], given["zs"], strict=True)
    )

    def through(context: Context, g: Array) -> Array:
        return rules.input(context, rules.through(context, g, rules.slope(context)))

    g2 = through(Context(layers, index=1), rows) if own is None else own[None]
    return g2, through(Context(layers, index=0), g2)


def _after(given: Inputs, rules: Rules) -> dict[str, Any]:
    k = given["k"]
    g2, g1 = _down(given, rules, k[None], rules.carry_forward.get("g2"))
    return {"g2": one(g2), "g1": one(g1), "P": _down(given, rules, np.eye(len(k)))[1].T}


def _slopes(given: Inputs) -> Array:
    """Both slopes multiplied together: needs equal widths."""
    s2, s3 = (1 - np.tanh(z) ** 2 for z in given["zs"])
    return np.asarray(s2 * s3)


def _collected_first(given: Inputs) -> dict[str, Any]:
    W2, W3 = given["weights"]
    P = W2.T @ W3.T @ np.diag(_slopes(given))
    return with_blocks(_after(given, RIGHT), g1=P @ given["k"], P=P)


def _collected_last(given: Inputs) -> dict[str, Any]:
    W2, W3 = given["weights"]
    P = np.diag(_slopes(given)) @ W2.T @ W3.T
    return with_blocks(_after(given, RIGHT), g1=P @ given["k"], P=P)


def _nothing(before: Any, p: Context, g: Array, slope: Array) -> Array:
    return g


def _slope_after(before: Any, p: Context, delta: Array) -> Array:
    return before(p, delta) * p.here.f.derivative(need(p.here.z))


def _delta_for_g(given: Inputs) -> dict[str, Any]:
    z2, _ = given["zs"]
    right = _after(given, RIGHT)
    return with_blocks(right, g2=right["g2"] * (1 - np.tanh(z2) ** 2))


def _forward_jacobian(given: Inputs) -> dict[str, Any]:
    right = _after(given, RIGHT)
    return with_blocks(right, P=right["P"].T)


_COMMUTE = "Does a diagonal matrix change places with W without consequences?"
_READ = "Read the product from right to left as a journey. Which slope does the error meet first?"

AFTER = exercise(
    id="after_activation",
    kind="repair",
    title="Repair: the slope and the transpose",
    points=3,
    minutes=7,
    difficulty=3,
    items=("M5", "M6", "B10"),
    errata=("B-09", "B-10", "B-11"),
    task=Computed(
        "after_activation(k, weights, zs)",
        (
            Block("g2", ("n_more",)),
            Block("g1", ("n_hidden",)),
            Block("P", ("n_hidden", "n_out")),
        ),
        draw=_draw_after,
        reference=_after,
        carry_forward={"g2": "g2"},
        own=(
            Slip(
                "fprime-outside-transpose",
                "each slope is multiplied in after Wᵀ and not before",
                _READ,
                "M5",
                both(at("through", _nothing), at("input", _slope_after)),
            ),
            Slip(
                "slopes-collected",
                "all the slopes are collected in front of k, and the matrices follow",
                _COMMUTE,
                "M6",
                values=_collected_first,
            ),
            Slip(
                "slopes-collected",
                "all the slopes are collected at the end, after the matrices",
                _COMMUTE,
                "M6",
                values=_collected_last,
            ),
            Slip(
                "delta-for-g",
                "g₂ has the slope of layer 2 in it: it is ∂E/∂z₂",
                "Is this the derivative after the activation, or before it?",
                "M5",
                values=_delta_for_g,
            ),
            Slip(
                "jacobian-transposed",
                "the closed form is written as the forward Jacobian, one row for each entry of k",
                "P is multiplied by k from which side, and gives which vector?",
                "M6",
                values=_forward_jacobian,
            ),
        ),
    ),
)

# ---- several outputs in one pass -------------------------------------------------------------


def _all_outputs(given: Inputs, rules: Rules) -> dict[str, Any]:
    """One pass for each output alone (the diagonal of δ₂, one row a pass), and one for all."""
    delta2 = given["delta2"]

    def first_layer(rows: Array) -> tuple[Context, Array]:
        n = len(rows)
        lower = tanh_layer(np.tile(given["z1"], (n, 1)))
        layers = (
            Layer(x=np.tile(given["x"], (n, 1)), z=lower.z, a=lower.a, f=lower.f),
            Layer(W=given["W2"]),
        )
        context = Context(layers, index=1)
        context.adjoints.delta[1] = rows
        return context.at(0), activation_delta(context.at(0), rules.input(context, rows), rules)

    context, each = first_layer(np.diag(delta2))
    single = [
        rules.weight(Context((Layer(x=need(context.here.x)[[q]]),)), each[[q]])
        for q in range(len(delta2))
    ]
    context, total = first_layer(delta2[None])
    terms = rules.carry_forward.get("per_output")
    dW1 = rules.weight(context, total) if terms is None else terms.sum(axis=0)
    return {"per_output": np.stack(single), "dW1": dW1}


def _unit_seeds(given: Inputs) -> dict[str, Any]:
    ones = {**given, "delta2": np.ones_like(given["delta2"])}
    return with_blocks(
        _all_outputs(given, RIGHT), per_output=_all_outputs(ones, RIGHT)["per_output"]
    )


def _outputs_averaged(given: Inputs) -> dict[str, Any]:
    right = _all_outputs(given, RIGHT)
    return with_blocks(right, dW1=right["per_output"].mean(axis=0))


def _full_seed(given: Inputs) -> dict[str, Any]:
    right = _all_outputs(given, RIGHT)
    return with_blocks(right, per_output=np.stack([right["dW1"]] * len(given["delta2"])))


OUTPUTS = exercise(
    id="all_outputs",
    kind="implement",
    title="Several outputs, one pass",
    points=2,
    minutes=5,
    difficulty=2,
    items=("M7",),
    errata=("B-07",),
    task=Computed(
        "all_outputs(delta2, W2, z1, x)",
        (
            Block("per_output", ("n_out", "n_hidden", "n_in")),
            Block("dW1", ("n_hidden", "n_in")),
        ),
        draw=lambda rng, s: {
            "delta2": values(rng, s.n_out),
            "W2": weights(rng, s.n_out, s.n_hidden),
            "z1": values(rng, s.n_hidden),
            "x": values(rng, s.n_in),
        },
        reference=_all_outputs,
        carry_forward={"per_output": "per_output"},
        own=(
            Slip(
                "seed-of-ones",
                "each pass starts from 1 and not from its output's own δ",
                "How much does the loss change with this output alone?",
                "M7",
                values=_unit_seeds,
            ),
            Slip(
                "seed-not-separated",
                "each pass starts from the whole δ₂, so that all passes are alike",
                "With one output alone, what is δ₂ at the others?",
                "M7",
                values=_full_seed,
            ),
            Slip(
                "paths-averaged",
                "the contributions of the outputs are averaged",
                "Is there a mean over outputs in the loss?",
                "M7",
                values=_outputs_averaged,
            ),
        ),
    ),
)
