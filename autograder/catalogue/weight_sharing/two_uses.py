"""Part B: the gradients of z₂ = W(Wx + b) + b as sums over the two uses (N6, N7, N8, N14)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import draw_nested, exercise, one, own
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Block, Computed, Condition, Entries, Example, Inputs
from autograder.reference.programs import shared_backward, shared_layers
from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules
from autograder.slips import Slip
from autograder.slips.forward import biases_left_out
from backhand.shared import shared_backward as both_uses
from backhand.shared import shared_forward

# ---- the 2×2 expansion by hand ---------------------------------------------------------------

#: The instance of the worksheet.
W_HAND = np.array([[2.0, 1.0], [-1.0, 3.0]])
X_HAND, B_HAND, D_HAND = np.array([1.0, 2.0]), np.array([1.0, -1.0]), np.array([1.0, -2.0])


def _named(matrix: Array) -> dict[str, float]:
    return {f"dL/dw{i + 1}{j + 1}": float(matrix[i, j]) for i in range(2) for j in range(2)}


def _by_hand() -> dict[str, Any]:
    trace = shared_forward(X_HAND[None], W_HAND, B_HAND, "identity", 2)
    found = both_uses(D_HAND[None], trace, W_HAND, "identity")
    return {
        **_named(found.weight),
        "delta1": found.deltas[0][0],
        "use 1": found.per_use[0],
        "use 2": found.per_use[1],
    }


def _with_z2(right: Any) -> dict[str, Any]:
    z2 = shared_forward(X_HAND[None], W_HAND, B_HAND, "identity", 2).post[-1][0]
    return _named(np.outer(D_HAND, z2) + right["use 1"])


def _own_row_only(right: Any) -> dict[str, Any]:
    """Rule 1 without Rule 2."""
    return _named(right["use 2"] + np.outer(D_HAND * np.diag(W_HAND), X_HAND))


def _rule_one_and_arrow(right: Any) -> dict[str, Any]:
    """Rule 1's formula, and then the whole path through the first use once more."""
    return _named(right["use 2"] + right["use 1"] + np.outer(D_HAND * np.diag(W_HAND), X_HAND))


EXPANSION = exercise(
    id="nested_by_hand",
    kind="worksheet",
    title="The 2×2 expansion by hand",
    points=3,
    minutes=6,
    difficulty=2,
    items=("N6", "N7"),
    task=Entries(
        _by_hand,
        guesses=lambda: (
            [dict.fromkeys(_by_hand(), n) for n in (0.0, 1.0, -1.0)]
            + [{**_named(W_HAND), "delta1": D_HAND, "use 1": W_HAND, "use 2": W_HAND}]
        ),
        partial=True,
        own=(
            Slip(
                "shared-one-application",
                "only the second use is counted",
                "How many times does W appear in the forward formula?",
                "N7",
                values=lambda right: _named(right["use 2"]),
            ),
            Slip(
                "shared-one-application",
                "only the first use is counted",
                "How many times does W appear in the forward formula?",
                "N7",
                values=lambda right: _named(right["use 1"]),
            ),
            Slip(
                "output-sum-missing",
                "Rule 1 is there and Rule 2 is not: each weight moves its own output only",
                "Which of the two outputs depend on w₁₁?",
                "N6",
                values=_own_row_only,
            ),
            Slip(
                "path-double-counted",
                "the unit's own path through the first use is counted twice",
                "Rule 1's formula already holds one path through the first use. Which?",
                "N6",
                values=_rule_one_and_arrow,
            ),
            Slip(
                "layer-output-as-input",
                "the second use is paired with its output z₂, not with its input z₁",
                "For each use of W, which vector was multiplied by W on the forward pass?",
                "N7",
                values=_with_z2,
            ),
            Slip(
                "missing-transpose-w",
                "the error goes back through W itself and not through its transpose",
                "Which column of W collects what unit 1 of the first use feeds?",
                "N6",
                values=lambda right: {"delta1": W_HAND @ D_HAND},
            ),
        ),
    ),
)

# ---- the printed last line -------------------------------------------------------------------


def _true_and_printed(e: Any) -> tuple[float, float]:
    """DL/dw of L = z2, one unit, by differentiation and by the printed line."""
    w, x, b = (float(e[name]) for name in ("w", "x", "b"))
    z1 = w * x + b
    z2 = w * z1 + b
    return z1 + w * x, z2 + w * x


EXPOSE = exercise(
    id="printed_line_fails",
    kind="counterexample",
    title="Expose the printed last line",
    points=2,
    minutes=5,
    difficulty=2,
    items=("N7",),
    errata=("A-01",),
    task=Example(
        shapes={"w": (), "x": (), "b": ()},
        conditions=(
            Condition(
                "w, x and b are between 0.1 and 10 in size",
                lambda e: all(0.1 <= abs(float(v)) <= 10 for v in e.values()),
            ),
            Condition(
                "the true ∂L/∂w is zero (to 1e-9)",
                lambda e: abs(_true_and_printed(e)[0]) <= 1e-9,
            ),
            Condition(
                "the printed line gives at least 1 in size",
                lambda e: abs(_true_and_printed(e)[1]) >= 1,
            ),
        ),
        guesses=lambda: [
            *({"w": v, "x": v, "b": v} for v in (0.0, 1.0, -1.0, 2.0)),
            {"w": 1.0, "x": 1.0, "b": -1.0},
            {"w": -1.0, "x": 1.0, "b": 2.0},
            {"w": 1.0, "x": 2.0, "b": 3.0},
        ],
        model=lambda: {"w": 1.0, "x": 1.0, "b": -2.0},
    ),
)


def _nested(given: Inputs, rules: Rules) -> dict[str, Any]:
    layers = shared_layers(given["x"][None], given["W"], given["b"], "identity", 2)
    return {"dW": shared_backward(layers, rules, upstream=given["delta"][None]).weight}


def _as_printed(given: Inputs) -> dict[str, Any]:
    W, x, b, delta = given["W"], given["x"], given["b"], given["delta"]
    return {"dW": delta * (W @ (W @ x + b) + b) + (W.T @ delta) * x}


WEIGHT = exercise(
    id="nested_weight_gradient",
    kind="repair",
    title="Repair: the printed last line",
    points=2,
    minutes=4,
    difficulty=1,
    items=("N7",),
    errata=("A-01", "A-02"),
    task=Computed(
        "nested_weight_gradient(delta, W, x, b)",
        (Block("dW", ("n", "n")),),
        draw=draw_nested,
        reference=_nested,
        own=(
            biases_left_out(_nested, "N7", "b"),
            own(
                "printed-line-kept",
                "the line stands as printed: products entry by entry, and z₂ with the last δ",
                "Which shape has each of the two products? Which vector did each use multiply?",
                "N7",
                _as_printed,
            ),
            own(
                "elementwise-vs-matrix",
                "the vectors are right and are multiplied entry by entry",
                "A gradient has the shape of the thing. Has each term the shape of W?",
                "N7",
                lambda g: {
                    "dW": g["delta"] * (g["W"] @ g["x"] + g["b"]) + (g["W"].T @ g["delta"]) * g["x"]
                },
            ),
            own(
                "path-double-counted",
                "the unit's own path through the first use is counted twice",
                "Rule 1's formula already holds one path through the first use. Which?",
                "N7",
                lambda g: {
                    "dW": _nested(g, Rules())["dW"] + np.outer(g["delta"] * np.diag(g["W"]), g["x"])
                },
            ),
        ),
    ),
)


def _bias_and_input(given: Inputs, rules: Rules) -> dict[str, Any]:
    layer = Layer(W=given["W"])
    found = Adjoints(delta={1: given["delta"][None]})
    second = Context((layer, layer), 1, adjoints=found)
    first = second.at(0)
    found.delta[0] = rules.input(second, found.delta[1])
    terms = [rules.bias(first, found.delta[0]), rules.bias(second, found.delta[1])]
    return {
        "db": rules.uses_bias(second, terms),
        "dx": one(rules.input(first, found.delta[0])),
    }


BIAS = exercise(
    id="nested_bias_input",
    kind="derive",
    title="The gradients of b and of x",
    points=2,
    minutes=3,
    difficulty=1,
    items=("N8",),
    task=Computed(
        "nested_bias_input(delta, W)",
        (Block("db", ("n",)), Block("dx", ("n",))),
        draw=lambda rng, s: {
            "delta": values(rng, s.n_in),
            "W": weights(rng, s.n_in, s.n_in),
        },
        reference=_bias_and_input,
        own=(
            own(
                "shared-one-application",
                "the error is carried back through one use of W only",
                "Between x and the loss, how many times is there a multiplication by W?",
                "N8",
                lambda g: {"dx": g["W"].T @ g["delta"]},
            ),
            own(
                "paths-added-for-chained",
                "the two uses of W are added where one follows the other",
                "x has one path to the loss. How do steps along one path combine?",
                "N8",
                lambda g: {"dx": g["delta"] + g["W"].T @ g["delta"]},
            ),
            own(
                "elementwise-vs-matrix",
                "each entry of W is squared by itself",
                "Is the square of a matrix the matrix of the squares?",
                "N8",
                lambda g: {"dx": (g["W"] ** 2).T @ g["delta"]},
            ),
        ),
    ),
)

# ---- the differential of W² ------------------------------------------------------------------

_ORDER = "Write (W + dW)(W + dW) out and keep the order of the factors. What is linear in dW?"


def _change(formula: Any, clause: str, slug: str, question: str = _ORDER) -> Slip:
    return own(slug, clause, question, "N14", lambda g: {"change": formula(g["W"], g["dW"])})


SQUARE = exercise(
    id="square_differential",
    kind="derive",
    title="Why not 2W",
    points=1,
    minutes=3,
    difficulty=1,
    items=("N14",),
    task=Computed(
        "square_differential(W, dW)",
        (Block("change", ("n", "n")),),
        draw=lambda rng, s: {"W": values(rng, s.n_in, s.n_in), "dW": values(rng, s.n_in, s.n_in)},
        reference=lambda given, rules: {
            "change": given["dW"] @ given["W"] + given["W"] @ given["dW"]
        },
        own=(
            _change(
                lambda W, D: 2 * W @ D,
                "the power rule for numbers is used, with W in front",
                "shared-times-count",
            ),
            _change(
                lambda W, D: 2 * D @ W,
                "the power rule for numbers is used, with dW in front",
                "shared-times-count",
            ),
            _change(
                lambda W, D: W @ D,
                "only the change of the right factor is counted",
                "shared-one-application",
            ),
            _change(
                lambda W, D: D @ W,
                "only the change of the left factor is counted",
                "shared-one-application",
            ),
            _change(
                lambda W, D: 2 * W * D,
                "each entry is squared by itself",
                "elementwise-vs-matrix",
                "Is the square of a matrix the matrix of the squares?",
            ),
            _change(
                lambda W, D: D @ W + W @ D + D @ D,
                "the term of second order is kept: this is the whole change, not its linear part",
                "second-order-kept",
                "If dW is halved, does this halve?",
            ),
            _change(
                lambda W, D: D.T @ W + W.T @ D,
                "one factor of each product is transposed, as if WᵀW were differentiated",
                "second-factor-transposed",
                "Which product is differentiated: W W, or Wᵀ W?",
            ),
            _change(
                lambda W, D: D @ W.T + W @ D.T,
                "one factor of each product is transposed, as if W Wᵀ were differentiated",
                "second-factor-transposed",
                "Which product is differentiated: W W, or W Wᵀ?",
            ),
            _change(
                lambda W, D: W @ D - D @ W,
                "the two products are subtracted",
                "terms-subtracted",
                "Both factors grow by dW. Do the two effects add?",
            ),
            _change(
                lambda W, D: D @ W - W @ D,
                "the two products are subtracted",
                "terms-subtracted",
                "Both factors grow by dW. Do the two effects add?",
            ),
        ),
    ),
)

TWO_USES = (EXPANSION, EXPOSE, WEIGHT, BIAS, SQUARE)
