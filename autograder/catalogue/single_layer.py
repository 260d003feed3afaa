"""The exercises of `01_single_layer`: one layer, its local partials, δ, and a batch of samples."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

import backhand
from autograder.boundary.probes import ProbeFunction
from autograder.exercises.declare import Answer, Notebook, Rng, one
from autograder.exercises.derivation import Stage, Wrong, known
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Condition, Inputs, Sizes
from autograder.reference.programs import activation_delta, backward, forward_layers, output_delta
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import own_slip
from autograder.slips.update import difference_slips
from backhand.activations import ACTIVATIONS

SINGLE_LAYER = Notebook("01_single_layer")

# ---- one sample ------------------------------------------------------------------------------


@own_slip(
    "outer-order-swapped",
    "S3",
    question="A gradient has the shape of the thing. What is the shape of W?",
)
def _one_row_an_input(right: Answer) -> Answer:
    """the gradient of W is taken to have one row for each input"""
    return {**right, "dW": right["dW"][::-1]}


@own_slip(
    "input-gradient-like-output",
    "S4",
    question="A gradient has the shape of the thing. How many entries has x?",
)
def _input_like_output(right: Answer) -> Answer:
    """the gradient of x is taken to have the shape of z"""
    return {**right, "dx": right["z"]}


@SINGLE_LAYER.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=1,
    items="S1",
    guesses=lambda right: [dict.fromkeys(right, s) for s in ((3,), (5,), (3, 5), (5, 3), ())],
    own=[_one_row_an_input, _input_like_output],
)
def single_shapes() -> Answer:
    """The shapes of a layer's values and gradients, five inputs and three outputs."""
    x, W, b = np.ones(5), np.ones((3, 5)), np.ones(3)
    z = one(backhand.affine(x[None], W, b))
    dX, dW, db = backhand.affine_vjp(z[None], x[None], W)
    named = {"z": z, "delta": z, "dW": dW, "dx": one(dX), "db": db}
    return {name: value.shape for name, value in named.items()}


def _partials(x: Array, n_out: int) -> Array:
    """∂z_k/∂w_ij = [k = i] x_j, of shape (n_out, n_out, n_in)."""
    return np.einsum("ki,j->kij", np.eye(n_out), x)


@own_slip(
    "index-roles-swapped",
    "S2",
    question="z₁ = w₁₁x₁ + w₁₂x₂ + b₁. Which index do its two weights share?",
)
def _roles_swapped(right: Answer) -> Answer:
    """the second index of w is read as the output that it feeds"""
    return {f"z{k} w{i}{j}": k != j for k in (1, 2) for i in (1, 2) for j in (1, 2)}


@own_slip("vanishing-read-as-present", "S2", question="Does True mean zero or not zero here?")
def _present_for_vanishing(right: Answer) -> Answer:
    """the answer says where a partial is not zero, and the question was where it is"""
    return {name: not zero for name, zero in right.items()}


@SINGLE_LAYER.entries(
    "predict",
    points=1,
    minutes=4,
    difficulty=1,
    items="S2",
    errata="A-10",
    guesses=lambda right: [dict.fromkeys(right, guess) for guess in (True, False)],
    own=[_roles_swapped, _present_for_vanishing],
)
def zero_partials() -> Answer:
    """Which ∂z_k/∂w_ij vanish whatever x is."""
    partials = _partials(np.array([1.5, -0.7]), 2)
    return {
        f"z{k + 1} w{i + 1}{j + 1}": bool(partials[k, i, j] == 0)
        for k in range(2)
        for i in range(2)
        for j in range(2)
    }


def _expect_square(x: Array, n: int) -> None:
    if len(x) != n:
        raise ValueError("square layers only")


@own_slip("vanishing-terms-kept", "S2", question="Does z₁ change when w₂₁ is nudged?")
def _terms_kept(given: Inputs) -> Answer:
    """every output is taken to contain every weight: no partial vanishes"""
    n = given["n_out"]
    return {"partials": np.einsum("ki,j->kij", np.ones((n, n)), given["x"])}


@own_slip(
    "index-roles-swapped",
    "S2",
    question="z₁ = w₁₁x₁ + w₁₂x₂ + b₁. Which index do its two weights share?",
)
def _partials_swapped(given: Inputs) -> Answer:
    """the second index of w is read as the output that it feeds"""
    x, n = given["x"], given["n_out"]
    _expect_square(x, n)
    return {"partials": np.einsum("kj,i->kij", np.eye(n), x)}


@own_slip("input-factor-missing", "S2", question="z₁ = w₁₁x₁ + …: what is multiplied by w₁₁?")
def _input_missing(given: Inputs) -> Answer:
    """a weight's partial is 1 where it appears, without the x that stands beside it"""
    return {"partials": _partials(np.ones_like(given["x"]), given["n_out"])}


@own_slip("diagonal-only", "S2", question="Which weights does z₁ = w₁₁x₁ + w₁₂x₂ + b₁ contain?")
def _diagonal_only(given: Inputs) -> Answer:
    """only the weights w₁₁, w₂₂, … are taken to matter"""
    x, n = given["x"], given["n_out"]
    _expect_square(x, n)
    return {"partials": np.einsum("ki,kj,j->kij", np.eye(n), np.eye(n), x)}


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=2,
    items="S2",
    errata="A-10",
    takes="x: n_in, n_out",
    gives="partials: n_out n_out n_in",
    own=[_terms_kept, _partials_swapped, _input_missing, _diagonal_only],
)
def local_partials(given: Inputs, rules: Rules) -> Array:
    """∂z_k/∂w_ij = [k = i] x_j."""
    return _partials(given["x"], given["n_out"])


_PRODUCT = "In the chain rule, how is what L does when z_k moves joined to what z_k does?"
_SUMMED = "Write two terms of the sum out. Which index changes from term to term?"


@SINGLE_LAYER.derivation(
    points=4,
    minutes=10,
    difficulty=2,
    items="S3",
    answer="i: outputs, j: inputs",
    symbols="x: inputs, delta: outputs, dL_dz: outputs, dz_dw: outputs outputs inputs",
    where={"dL_dz[k]": "delta[k]", "dz_dw[k, i, j]": "(k == i) * x[j]"},
    latex={
        "dL_dz[k]": r"\frac{\partial L}{\partial z_k}",
        "dz_dw[k, i, j]": r"\frac{\partial z_k}{\partial w_{ij}}",
    },
    stages=[
        Stage(
            "chain rule",
            "dL_dz dz_dw",
            "sum(k, dL_dz[k] * dz_dw[k, i, j])",
            form="sum",
            free="dL_dz dz_dw",
            wrong=[
                Wrong(
                    "sum-over-weight-index",
                    "sum(k, dL_dz[k] * dz_dw[i, k, j])",
                    "the sum runs over the row of the weight, and z stays the same",
                    _SUMMED,
                    "S3",
                ),
                Wrong(
                    "sum-over-inputs",
                    "sum(m, dL_dz[i] * dz_dw[i, i, m])",
                    "the sum runs over the inputs",
                    _SUMMED,
                    "S3",
                ),
                Wrong(
                    "summed-separately",
                    "sum(k, dL_dz[k]) * sum(k, dz_dw[k, i, j])",
                    "the two factors are summed one by one, and then multiplied",
                    "Is (a + b)(c + d) the same as ac + bd?",
                    "S3",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, dz_dw[k, i, j])",
                    "the local partials are added up without ∂L/∂z",
                    "Which quantity is differentiated: z or L?",
                    "S3",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, dL_dz[k] + dz_dw[k, i, j])",
                    "the two partials are added where the chain rule multiplies them",
                    _PRODUCT,
                    "S3",
                ),
                Wrong(
                    "weight-on-the-diagonal",
                    "sum(k, dL_dz[k] * dz_dw[k, k, j])",
                    "each z is paired with its own row of weights, whatever i is",
                    "Which weight is asked for? Does your line depend on its i?",
                    "S3",
                ),
            ],
        ),
        Stage(
            "local partials",
            "delta x",
            "sum(k, delta[k] * (k == i) * x[j])",
            form="sum, kronecker",
            wrong=[
                known(_terms_kept, "sum(k, delta[k] * x[j])"),
                known(_input_missing, "sum(k, delta[k] * (k == i))"),
                known(_partials_swapped, "sum(k, delta[k] * (k == j) * x[i])"),
                known(_diagonal_only, "sum(k, delta[k] * (k == i) * (i == j) * x[j])"),
                Wrong(
                    "sum-over-inputs",
                    "sum(k, sum(m, delta[k] * (k == i) * x[m]))",
                    "the inputs are summed as well",
                    "z₁ = w₁₁x₁ + w₁₂x₂ + b₁: what is left of the sum when it is differentiated "
                    "with respect to w₁₂?",
                    "S2",
                ),
            ],
        ),
        Stage(
            "closed form",
            "delta x",
            "delta[i] * x[j]",
            form="no sum, no kronecker",
            wrong=[
                known("outer-order-swapped", "delta[j] * x[i]"),
                known("elementwise-vs-matrix", "delta[i] * x[i]"),
                Wrong(
                    "upstream-missing",
                    "x[j]",
                    "δ is left out",
                    "If δ were twice as large, would your line be?",
                    "S3",
                ),
                Wrong(
                    "chain-rule-adds",
                    "delta[i] + x[j]",
                    "δ and x are added where the chain rule multiplies them",
                    _PRODUCT,
                    "S3",
                ),
            ],
        ),
        Stage(
            "matrix form",
            "delta x",
            "delta @ x.T",
            matrices=True,
            wrong=[known("outer-order-swapped", "x @ delta.T")],
        ),
    ],
)
def derive_weight_gradient() -> None:
    """∂L/∂w_ij of one layer."""


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=1,
    items="S3",
    takes="delta: n_out, x: n_in",
    gives="dW: n_out n_in",
)
def weight_gradient(given: Inputs, rules: Rules) -> Array:
    """∂L/∂W = δ xᵀ."""
    return rules.weight(Context((Layer(x=given["x"][None]),)), given["delta"][None])


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=1,
    items="S4",
    takes="delta: n_out, W: n_out n_in",
    gives="dx: n_in",
)
def input_gradient(given: Inputs, rules: Rules) -> Array:
    """∂L/∂x = Wᵀ δ."""
    return one(rules.input(Context((Layer(W=given["W"]),)), given["delta"][None]))


@own_slip("square-of-sum", "S6", question="With c = (1, 2), is L = 2.5 or 4.5?")
def _square_of_sum(given: Inputs) -> Answer:
    """the loss is read as half the square of the sum, not half the sum of the squares"""
    return {"delta": np.full_like(given["z"], np.sum(given["z"] - given["y"]))}


@own_slip("error-squared", "S6", question="Is this ½c², or its slope?")
def _error_squared(given: Inputs) -> Answer:
    """the loss's terms are returned, not their derivatives"""
    return {"delta": 0.5 * (given["z"] - given["y"]) ** 2}


@SINGLE_LAYER.computed(
    "implement",
    points=1,
    minutes=4,
    difficulty=1,
    items="S6",
    errata="A-11 A-12",
    takes="z: n_out, y: n_out",
    gives="delta: n_out",
    own=[_square_of_sum, _error_squared],
)
def squared_error_delta(given: Inputs, rules: Rules) -> Array:
    """δ = z − y, from half the squared error."""
    z = given["z"][None]
    return one(
        output_delta(Context((Layer(z=z, a=z),), y=given["y"][None], loss="half_sum"), rules)
    )


@own_slip(
    "delta-as-local-slope",
    "S9",
    question="δ is the derivative of which quantity: of c, or of the loss?",
)
def _slope_of_next(right: Answer) -> Answer:
    """δ is taken to be the slope of the next quantity with respect to z"""
    return {"delta": right["dc/dz"]}


@own_slip(
    "delta-as-local-slope",
    "S9",
    question="δ is the derivative of which quantity: of z, or of the loss?",
)
def _slope_to_next(right: Answer) -> Answer:
    """δ is taken to be the slope of z with respect to the next quantity"""
    return {"delta": right["dz/dc"]}


@own_slip(
    "delta-of-other-layer", "S9", question="With respect to which quantity is δ the derivative?"
)
def _one_step_late(right: Answer) -> Answer:
    """δ is taken to be ∂L/∂c, the derivative one step too late"""
    return {"delta": right["dL/dc"]}


@SINGLE_LAYER.entries(
    "counterexample",
    points=2,
    minutes=5,
    difficulty=1,
    items="S9",
    errata="A-04",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0.0, 1.0, 4.0, 1.5, 6.0)],
    partial=True,
    own=[_slope_of_next, _slope_to_next, _one_step_late],
)
def what_delta_is() -> Answer:
    """The derivatives of a chain of numbers, c = 4z and L = c²/2 at z = 1.5."""
    c = 4.0 * 1.5
    return {"dc/dz": 4.0, "dz/dc": 0.25, "dL/dc": c, "delta": 4.0 * c}


# ---- through a nonlinearity ------------------------------------------------------------------

_wide = partial(values, high=2.5)


def _sigmoid_at(z: Array) -> Context:
    a = backhand.sigmoid(z)
    return Context((Layer(z=z[None], a=a[None], f=ACTIVATIONS["sigmoid"]),))


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=1,
    items="S7",
    takes="z: n_out",
    gives="slope: n_out",
    draw={"z": _wide},
)
def sigmoid_slope(given: Inputs, rules: Rules) -> Array:
    """σ'(z) = σ(z) (1 − σ(z))."""
    return one(rules.slope(_sigmoid_at(given["z"])))


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="S8",
    needs="sigmoid_slope",
    takes="g: n_out, z: n_out",
    gives="delta: n_out",
    draw={"z": _wide},
)
def sigmoid_delta(given: Inputs, rules: Rules) -> Array:
    """δ = g ⊙ σ'(z)."""
    return one(activation_delta(_sigmoid_at(given["z"]), given["g"][None], rules))


@SINGLE_LAYER.computed(
    "implement",
    points=4,
    minutes=9,
    difficulty=2,
    items="S3 S4 S5 S6 S8",
    needs="weight_gradient input_gradient squared_error_delta sigmoid_slope sigmoid_delta",
    takes="x: n_in, y: n_out, W: n_out n_in, b: n_out",
    gives="delta: n_out, dW: n_out n_in, db: n_out, dx: n_in",
    draw={"W": weights},
    carry_forward={"delta": 0},
    own=[biases_left_out("S1", "b")],
)
def layer_gradients(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """δ and all gradients of a sigmoid layer with half the squared error."""
    layers = forward_layers(given["x"][None], [given["W"]], [given["b"]], ["sigmoid"])
    found = backward(layers, rules, y=given["y"][None], loss="half_sum")
    return one(found.deltas[0]), found.weights[0], found.biases[0], one(found.inputs)


@SINGLE_LAYER.computed(
    "repair",
    points=3,
    minutes=7,
    difficulty=3,
    items="S11",
    errata="A-03",
    takes="g: n_out, z: n_out",
    gives="delta: n_out",
)
def softmax_delta(given: Inputs, rules: Rules) -> Array:
    """δ = p ⊙ (g − ⟨p, g⟩), through a softmax."""
    return one(rules.softmax(Context((Layer(z=given["z"][None]),)), given["g"][None]))


def _elementwise_delta(e: Any) -> Array:
    p = backhand.softmax(e["z"])
    return np.asarray(p * (1 - p) * e["g"])


@SINGLE_LAYER.example(
    "counterexample",
    points=2,
    minutes=6,
    difficulty=2,
    items="S11",
    errata="A-03",
    shapes={"z": (3,), "g": (3,)},
    conditions=(
        Condition(
            "the three entries of g differ from each other by at least 0.1",
            lambda e: bool(np.min(np.diff(np.sort(e["g"]))) >= 0.1),
        ),
        Condition(
            "the elementwise rule gives unit 1 a δ of at least 0.1",
            lambda e: bool(_elementwise_delta(e)[0] >= 0.1),
        ),
        Condition(
            "the true δ of unit 1 is zero (to 1e-9)",
            lambda e: bool(abs(backhand.softmax_vjp(e["g"], e["z"])[0]) <= 1e-9),
        ),
    ),
    guesses=lambda: [
        {"z": np.zeros(3), "g": np.zeros(3)},
        {"z": np.ones(3), "g": np.ones(3)},
        {"z": np.zeros(3), "g": np.array([1.0, 0.0, 0.0])},
        {"z": np.array([1.0, 2.0, 3.0]), "g": np.array([1.0, 2.0, 3.0])},
        {"z": np.zeros(3), "g": np.array([0.0, 1.0, -1.0])},
    ],
)
def elementwise_fails() -> Answer:
    """Numbers for which the elementwise rule is wrong at a softmax."""
    return {"z": np.zeros(3), "g": np.array([1.0, 2.0, 0.0])}


# ---- a batch, and a check by numbers ---------------------------------------------------------


@SINGLE_LAYER.computed(
    "implement",
    points=4,
    minutes=8,
    difficulty=2,
    items="S3 S4 S5 B6 B7",
    takes="Delta: N n_out, X: N n_in, W: n_out n_in",
    gives="per_sample: N n_out n_in, dW: n_out n_in, db: n_out, dX: N n_in",
    carry_forward={"per_sample": "per_sample"},
)
def batch_gradients(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """Each sample's δ xᵀ; and dW = Δᵀ X, db = Σ Δ, dX = Δ W."""
    X, W, Delta = given["X"], given["W"], given["Delta"]
    each = [rules.weight(Context((Layer(x=X[[n]], W=W),)), Delta[[n]]) for n in range(len(X))]
    context = Context((Layer(x=X, W=W),))
    terms = rules.carry_forward.get("per_sample")
    dW = rules.weight(context, Delta) if terms is None else terms.sum(axis=0)
    return np.stack(each), dW, rules.bias(context, Delta), rules.input(context, Delta)


@own_slip(
    "rank-counts-samples",
    "S10",
    question="A 3 × 5 matrix has how many independent rows at most?",
)
def _rank_of_samples(right: Answer) -> Answer:
    """the rank is taken to be the number of samples, however many there are"""
    return {**right, "eight samples": 8}


@own_slip(
    "rank-of-full-matrix",
    "S10",
    question="With one sample, every row of dW is a multiple of which vector?",
)
def _full_rank(right: Answer) -> Answer:
    """the gradient is taken to have full rank whatever the number of samples"""
    return dict.fromkeys(right, 3)


@SINGLE_LAYER.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=2,
    items="S10",
    guesses=lambda right: (
        [dict.fromkeys(right, n) for n in (0, 1, 2, 3, 5, 8)]
        + [{"one sample": 1, "two samples": 2, "eight samples": 8}]
    ),
    own=[_rank_of_samples, _full_rank],
)
def gradient_ranks() -> Answer:
    """The rank of dW, 3 × 5, summed over one, two and eight samples."""
    rng = np.random.default_rng(0)
    return {
        name: int(
            np.linalg.matrix_rank(backhand.weight_gradient(values(rng, n, 3), values(rng, n, 5)))
        )
        for name, n in (("one sample", 1), ("two samples", 2), ("eight samples", 8))
    }


def _draw_function(rng: Rng, s: Sizes) -> Answer:
    # a and W are positive and the step is large, so a one-sided difference is off by about 1e-3.
    a, b = rng.uniform(0.5, 1.5, (2, s.n_out, s.n_in))
    return {
        "f": ProbeFunction("cubic", (a, b)),
        "W": rng.uniform(0.5, 1.5, (s.n_out, s.n_in)),
        "h": 1e-3,
    }


@SINGLE_LAYER.computed(
    "implement",
    points=3,
    minutes=8,
    difficulty=2,
    items="G13",
    takes="f, W: n_out n_in, h",
    gives="gradient: n_out n_in",
    draw=_draw_function,
    # The central difference itself is off by about h², and an exact derivative must pass too.
    tolerance=1e-5,
    own=difference_slips(lambda given, numeric: {"gradient": numeric}, w="W"),
)
def numerical_gradient(given: Inputs, rules: Rules) -> Array:
    """∂f/∂W by central differences with the step h."""
    return backhand.central_difference(given["f"], given["W"], given["h"])
