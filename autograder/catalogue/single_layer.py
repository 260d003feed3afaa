"""The exercises of `01_single_layer`: one layer, its local partials, δ, and a batch of samples."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import backhand
from autograder.boundary.probes import ProbeFunction
from autograder.exercises.declare import Answer, Notebook, Rng, one
from autograder.exercises.derivation import AxisSizes, Stage, Wrong, known
from autograder.exercises.draws import positive, values, weights
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Condition, Inputs, Sizes
from autograder.reference.programs import activation_delta, backward, forward_layers, output_delta
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips.forward import Network, forward_slips
from autograder.slips.slip import Slip, own_slip
from autograder.slips.update import difference_slips
from backhand.activations import ACTIVATIONS

SINGLE_LAYER = Notebook("01_single_layer", proven=True)

#: A wrong result, from some of the inputs or from what is made of them.
Formula = Callable[..., Array]

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


#: The layer of `small_jacobians`: no 0, no ±1 and no equal entries, so that no slip is hidden.
_SMALL_W, _SMALL_X = np.array([[2.0, -3.0], [4.0, 7.0]]), np.array([5.0, -6.0])


def _by_output(partials: Array) -> Answer:
    """Partials as they are asked for in `small_jacobians`."""
    return {f"dz{k + 1}/dW": block for k, block in enumerate(partials)}


@own_slip(
    "index-roles-swapped",
    "S2",
    question="z₁ = w₁₁x₁ + w₁₂x₂ + b₁. Which index do its two weights share?",
)
def _roles_swapped(right: Answer) -> Answer:
    """the second index of w is read as the output that it feeds"""
    return {**right, **_by_output(np.einsum("kj,i->kij", np.eye(2), _SMALL_X))}


@own_slip("vanishing-terms-kept", "S2", question="Does z₁ change when w₂₁ is nudged?")
def _every_weight_everywhere(right: Answer) -> Answer:
    """every output is taken to contain every weight: no partial vanishes"""
    return {**right, **_by_output(np.einsum("ki,j->kij", np.ones((2, 2)), _SMALL_X))}


@own_slip("input-factor-missing", "S2", question="z₁ = w₁₁x₁ + …: what is multiplied by w₁₁?")
def _ones_for_inputs(right: Answer) -> Answer:
    """a weight's partial is 1 where it appears, without the x that stands beside it"""
    return {**right, **_by_output(_partials(np.ones(2), 2))}


@own_slip(
    "jacobian-transposed", "S4", question="Entry (1, 2) of ∂z/∂x: which z, and which x, is it?"
)
def _jacobian_of_columns(right: Answer) -> Answer:
    """the Jacobian is written with one row for each input"""
    return {**right, "dz/dx": _SMALL_W.T}


@own_slip("vanishing-terms-kept", "S5", question="Does z₁ change when b₂ is nudged?")
def _every_bias_everywhere(right: Answer) -> Answer:
    """every output is taken to contain every bias"""
    return {**right, "dz/db": np.ones((2, 2))}


@SINGLE_LAYER.entries(
    "predict",
    points=2,
    minutes=6,
    difficulty=1,
    items="S1 S2",
    errata="A-10",
    guesses=lambda right: [
        dict.fromkeys(right, guess) for guess in (_SMALL_W, np.eye(2), np.zeros((2, 2)))
    ],
    own=[
        _roles_swapped,
        _every_weight_everywhere,
        _ones_for_inputs,
        _jacobian_of_columns,
        _every_bias_everywhere,
    ],
)
def small_jacobians() -> Answer:
    """All partial derivatives of a layer with two inputs and two outputs, in numbers."""
    of_x = backhand.input_gradient(np.eye(2), _SMALL_W)
    return _by_output(_partials(_SMALL_X, 2)) | {"dz/dx": of_x, "dz/db": np.eye(2)}


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


@own_slip("inputs-summed", "S2", question="z₁ = w₁₁x₁ + w₁₂x₂ + b₁: what does w₁₂ stand beside?")
def _inputs_summed(given: Inputs) -> Answer:
    """a weight's partial is the sum of all inputs"""
    x = given["x"]
    return {"partials": _partials(np.full_like(x, x.sum()), given["n_out"])}


@own_slip("input-squared", "S2", question="z is linear in its weights. Is it linear in x too?")
def _inputs_squared(given: Inputs) -> Answer:
    """a weight's partial is the square of its input"""
    return {"partials": _partials(given["x"] ** 2, given["n_out"])}


_OF_ALL = "How many outputs are there, and has each of them a block that is not 0?"


@own_slip("output-left-out", "S2", question=_OF_ALL)
def _first_output_only(given: Inputs) -> Answer:
    """only the first output has partials that are not 0"""
    found = _partials(given["x"], given["n_out"])
    return {"partials": np.concatenate([found[:1], 0 * found[1:]])}


@own_slip("output-left-out", "S2", question=_OF_ALL)
def _last_output_missing(given: Inputs) -> Answer:
    """the last output has no partials that are not 0"""
    found = _partials(given["x"], given["n_out"])
    return {"partials": np.concatenate([found[:-1], 0 * found[-1:]])}


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=2,
    items="S2",
    errata="A-10",
    takes="x: n_in, n_out",
    gives="partials: n_out n_out n_in",
    own=[
        _terms_kept,
        _partials_swapped,
        _input_missing,
        _diagonal_only,
        _inputs_summed,
        _inputs_squared,
        _first_output_only,
        _last_output_missing,
    ],
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
    minutes=6,
    difficulty=1,
    items="S3",
    takes="delta: n_out, x: n_in",
    gives="dW: n_out n_in",
)
def weight_gradient(given: Inputs, rules: Rules) -> Array:
    """∂L/∂W = δ xᵀ."""
    return rules.weight(Context((Layer(x=given["x"][None]),)), given["delta"][None])


_FACTORS_SUMMED = "Is (a + b)(c + d) the same as ac + bd?"
_DIFFERENTIATED = "Which quantity is differentiated: z or L?"
_DOUBLED = "If δ were twice as large, would your line be?"
_ALL_OUTPUTS = "Follow the arrows that leave x₁. How many outputs do they reach?"
_INPUT_MOVED = "Nudge x₁ alone. Which terms of z₁ = w₁₁x₁ + w₁₂x₂ + b₁ change?"
_OWN_OUTPUT = "each input receives δ from the output of its own number alone"
_WEIGHT_MISSING = "the δs are added up without their weights"
_EXCHANGED = "the index of the output and that of the input have changed places"
_OTHER_INPUTS = "every input is taken to move with x_j: no term vanishes"


@SINGLE_LAYER.derivation(
    points=4,
    minutes=8,
    difficulty=2,
    items="S4",
    answer="j: inputs",
    symbols="W: outputs inputs, delta: outputs, dL_dz: outputs, dz_dx: outputs inputs",
    where={"dL_dz[k]": "delta[k]", "dz_dx[k, j]": "W[k, j]"},
    latex={
        "dL_dz[k]": r"\frac{\partial L}{\partial z_k}",
        "dz_dx[k, j]": r"\frac{\partial z_k}{\partial x_j}",
        "W[k, j]": "w_{kj}",
    },
    stages=[
        Stage(
            "chain rule",
            "dL_dz dz_dx",
            "sum(k, dL_dz[k] * dz_dx[k, j])",
            form="sum",
            free="dL_dz dz_dx",
            wrong=[
                known("missing-transpose-w", "sum(k, dL_dz[k] * dz_dx[j, k])", clause=_EXCHANGED),
                known(
                    "output-sum-missing",
                    "dL_dz[j] * dz_dx[j, j]",
                    clause=_OWN_OUTPUT,
                    question=_ALL_OUTPUTS,
                ),
                Wrong(
                    "sum-over-inputs",
                    "sum(k, m, dL_dz[k] * dz_dx[k, m])",
                    "the inputs are summed as well",
                    "Which input is asked for? Does your line depend on its j?",
                    "S4",
                ),
                Wrong(
                    "summed-separately",
                    "sum(k, dL_dz[k]) * sum(k, dz_dx[k, j])",
                    "the two factors are summed one by one, and then multiplied",
                    _FACTORS_SUMMED,
                    "S4",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, dz_dx[k, j])",
                    "the local partials are added up without ∂L/∂z",
                    _DIFFERENTIATED,
                    "S4",
                ),
                Wrong(
                    "local-derivative-missing",
                    "sum(k, dL_dz[k])",
                    "the ∂L/∂z are added up without their local partials",
                    "How much does z₁ change when x₁ is nudged?",
                    "S4",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, dL_dz[k] + dz_dx[k, j])",
                    "the two partials are added where the chain rule multiplies them",
                    _PRODUCT,
                    "S4",
                ),
            ],
        ),
        Stage(
            "term by term",
            "delta W",
            "sum(k, delta[k] * sum(m, W[k, m] * (m == j)))",
            form="sum, kronecker",
            wrong=[
                known(
                    _terms_kept,
                    "sum(k, delta[k] * sum(m, W[k, m]))",
                    clause=_OTHER_INPUTS,
                    question=_INPUT_MOVED,
                ),
                known(
                    "missing-transpose-w",
                    "sum(k, delta[k] * sum(m, W[m, k] * (m == j)))",
                    clause=_EXCHANGED,
                ),
                known(
                    "output-sum-missing",
                    "sum(k, delta[k] * W[k, j] * (k == j))",
                    clause=_OWN_OUTPUT,
                    question=_ALL_OUTPUTS,
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, sum(m, W[k, m] * (m == j)))",
                    "δ is left out",
                    _DOUBLED,
                    "S4",
                ),
                Wrong(
                    "local-derivative-missing",
                    "sum(k, delta[k] * sum(m, (m == j)))",
                    _WEIGHT_MISSING,
                    "z₁ = w₁₁x₁ + …: what is multiplied by x₁?",
                    "S4",
                ),
            ],
        ),
        Stage(
            "closed form",
            "delta W",
            "sum(k, delta[k] * W[k, j])",
            form="sum, no kronecker",
            wrong=[
                known("missing-transpose-w", "sum(k, W[j, k] * delta[k])", clause=_EXCHANGED),
                known(
                    "output-sum-missing",
                    "delta[j] * W[j, j]",
                    clause=_OWN_OUTPUT,
                    question=_ALL_OUTPUTS,
                ),
                Wrong(
                    "summed-separately",
                    "sum(k, delta[k]) * sum(k, W[k, j])",
                    "the two factors are summed one by one, and then multiplied",
                    _FACTORS_SUMMED,
                    "S4",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, delta[k] + W[k, j])",
                    "δ and w are added where the chain rule multiplies them",
                    _PRODUCT,
                    "S4",
                ),
            ],
        ),
        Stage(
            "matrix form",
            "delta W",
            "W.T @ delta",
            matrices=True,
            wrong=[known("missing-transpose-w", "W @ delta")],
        ),
    ],
)
def derive_input_gradient() -> None:
    """∂L/∂x_j of one layer."""


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


_BIAS_MOVED = "Does z₁ change when b₂ is nudged?"
_ITS_I = "Which bias is asked for? Does your line depend on its i?"
_ALL_BIASES = "every output is taken to contain every bias: no term vanishes"


@SINGLE_LAYER.derivation(
    points=3,
    minutes=5,
    difficulty=1,
    items="S5",
    answer="i: outputs",
    symbols="delta: outputs, dL_dz: outputs, dz_db: outputs outputs",
    where={"dL_dz[k]": "delta[k]", "dz_db[k, i]": "(k == i)"},
    latex={
        "dL_dz[k]": r"\frac{\partial L}{\partial z_k}",
        "dz_db[k, i]": r"\frac{\partial z_k}{\partial b_i}",
        "delta[k]": r"\delta_k",
    },
    stages=[
        Stage(
            "chain rule",
            "dL_dz dz_db",
            "sum(k, dL_dz[k] * dz_db[k, i])",
            form="sum, dz_db",
            free="dL_dz dz_db",
            wrong=[
                Wrong(
                    "sum-over-biases",
                    "sum(k, dL_dz[k] * dz_db[i, k])",
                    "the sum runs over the biases, and z stays the same",
                    _SUMMED,
                    "S5",
                ),
                Wrong(
                    "sum-over-biases",
                    "sum(k, dL_dz[i] * dz_db[i, k])",
                    "the sum runs over the biases, and z stays the same",
                    _SUMMED,
                    "S5",
                ),
                Wrong(
                    "biases-summed",
                    "sum(k, m, dL_dz[k] * dz_db[k, m])",
                    "the biases are summed as well",
                    _ITS_I,
                    "S5",
                ),
                Wrong(
                    "bias-on-the-diagonal",
                    "sum(k, dL_dz[k] * dz_db[k, k])",
                    "each z is paired with its own bias, whatever i is",
                    _ITS_I,
                    "S5",
                ),
                Wrong(
                    "summed-separately",
                    "sum(k, dL_dz[k]) * sum(k, dz_db[k, i])",
                    "the two factors are summed one by one, and then multiplied",
                    _FACTORS_SUMMED,
                    "S5",
                ),
                Wrong(
                    "local-derivative-missing",
                    "sum(k, dL_dz[k])",
                    "the ∂L/∂z are added up without their local partials",
                    "How much does each z change when b₁ is nudged?",
                    "S5",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, dz_db[k, i])",
                    "the local partials are added up without ∂L/∂z",
                    _DIFFERENTIATED,
                    "S5",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, dL_dz[k] + dz_db[k, i])",
                    "the two partials are added where the chain rule multiplies them",
                    _PRODUCT,
                    "S5",
                ),
            ],
        ),
        Stage(
            "local partials",
            "delta",
            "sum(k, delta[k] * (k == i))",
            form="sum, kronecker",
            wrong=[
                known(
                    _terms_kept,
                    "sum(k, delta[k])",
                    clause=_ALL_BIASES,
                    question=_BIAS_MOVED,
                ),
                Wrong(
                    "kronecker-inverted",
                    "sum(k, delta[k] * (1 - (k == i)))",
                    "the terms that vanish are kept, and the one that stays is left out",
                    _BIAS_MOVED,
                    "S5",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, delta[k] + (k == i))",
                    "δ and the local partial are added where the chain rule multiplies them",
                    _PRODUCT,
                    "S5",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, (k == i))",
                    "δ is left out",
                    _DOUBLED,
                    "S5",
                ),
            ],
        ),
        Stage(
            "closed form",
            "delta",
            "delta[i]",
            form="no sum, no kronecker",
            wrong=[
                Wrong(
                    "chain-rule-adds",
                    "delta[i] + 1",
                    "δ and the local partial are added where the chain rule multiplies them",
                    _PRODUCT,
                    "S5",
                ),
                Wrong(
                    "delta-squared",
                    "delta[i]**2",
                    "δ is there twice, also in the place of the local partial",
                    "z₁ = w₁₁x₁ + w₁₂x₂ + b₁: by how much does it change when b₁ is nudged?",
                    "S5",
                ),
            ],
        ),
    ],
)
def derive_bias_gradient() -> None:
    """∂L/∂b_i of one layer."""


def _matched(name: str) -> tuple[int, ...]:
    """The shape of a product of columns and matrices; empty if there is no such product."""
    W, x, delta = np.ones((3, 5)), np.ones((5, 1)), np.ones((3, 1))
    left, _, right = name.partition(" @ ")
    named = {"W": W, "x": x, "delta": delta, "W.T": W.T, "x.T": x.T, "delta.T": delta.T}
    a, b = named[left], named[right]
    return (a @ b).shape if a.shape[1] == b.shape[0] else ()


_PRODUCTS = (
    "W @ delta",
    "W.T @ delta",
    "delta @ x",
    "delta @ x.T",
    "x @ delta.T",
    "delta.T @ W",
    "delta.T @ delta",
    "x.T @ W",
)


@own_slip(
    "outer-sizes-swapped",
    "S3",
    question="The product of an (m, k) and a (k, n) matrix: which two sizes are left?",
)
def _sizes_swapped(right: Answer) -> Answer:
    """a product is taken to have the columns of its first factor and the rows of its second"""
    return {name: shape[::-1] for name, shape in right.items()}


@own_slip(
    "columns-taken-flat",
    "S3",
    question="δ is a column here, (3, 1). How many axes has a product of two matrices?",
)
def _columns_flat(right: Answer) -> Answer:
    """columns and rows are taken to be one-dimensional arrays"""
    return {n: (max(s),) if len(s) == 2 and 1 in s and max(s) > 1 else s for n, s in right.items()}


@SINGLE_LAYER.entries(
    "predict",
    points=1,
    minutes=5,
    difficulty=1,
    items="S3 S4",
    errata="A-02",
    guesses=lambda right: [dict.fromkeys(right, s) for s in ((), (3, 5), (5, 1), (1, 1), (5, 3))],
    own=[_sizes_swapped, _columns_flat],
)
def match_shapes() -> Answer:
    """The shapes of products of δ, x and W, of which some cannot be multiplied."""
    return {name: _matched(name) for name in _PRODUCTS}


@SINGLE_LAYER.computed(
    "implement",
    points=1,
    minutes=3,
    difficulty=1,
    items="S6",
    errata="A-11 A-12",
    takes="z: n_out, y: n_out",
    gives="delta: n_out",
)
def squared_error_delta(given: Inputs, rules: Rules) -> Array:
    """δ = z − y, from half the squared error."""
    z = given["z"][None]
    return one(
        output_delta(Context((Layer(z=z, a=z),), y=given["y"][None], loss="half_sum"), rules)
    )


@own_slip("output-weight-missing", "S6", question="Which factor stands in front of each square?")
def _weights_left_out(given: Inputs) -> Answer:
    """the factors in front of the squares are not there"""
    return {"delta": given["z"] - given["y"]}


@own_slip(
    "output-weight-squared", "S6", question="Is the factor inside the square, or in front of it?"
)
def _weights_squared(given: Inputs) -> Answer:
    """the factors are taken to stand inside the squares"""
    return {"delta": given["m"] ** 2 * (given["z"] - given["y"])}


@own_slip("output-weight-normalised", "S6", question="Does this loss divide by anything?")
def _weights_normalised(given: Inputs) -> Answer:
    """the factors are divided by their sum, as for a mean"""
    m = given["m"]
    return {"delta": m / m.sum() * (given["z"] - given["y"])}


def _of_weights(delta: Formula) -> Callable[[Inputs], Answer]:
    return lambda given: {"delta": delta(given["z"], given["y"], given["m"])}


_FRONT = "Differentiate one term, ½ m₁ (z₁ − y₁)². Which factors are left?"
#: Wrong uses of the factors in front: the slug, the words, δ from z, y and m.
_OF_WEIGHTS = [
    Slip(slug, clause, _FRONT, "S6", values=_of_weights(delta))
    for slug, clause, delta in (
        ("output-weight-misplaced", "m multiplies z alone", lambda z, y, m: m * z - y),
        ("output-weight-misplaced", "m multiplies y alone", lambda z, y, m: z - m * y),
        ("output-weight-divides", "the error is divided by m", lambda z, y, m: (z - y) / m),
        (
            "output-weight-root",
            "the root of m stands in front of the error",
            lambda z, y, m: np.sqrt(m) * (z - y),
        ),
        (
            "output-weight-summed",
            "the factors are added up: all outputs have the same",
            lambda z, y, m: m.sum() * (z - y),
        ),
        (
            "output-weight-summed",
            "the mean of the factors stands for each of them",
            lambda z, y, m: m.mean() * (z - y),
        ),
        ("output-weight-added", "m is added to the error", lambda z, y, m: m + z - y),
        (
            "elementwise-vs-matrix",
            "the products m c are added up to one number",
            lambda z, y, m: np.full_like(z, m @ (z - y)),
        ),
    )
]


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="S6",
    errata="A-12",
    takes="z: n_out, y: n_out, m: n_out",
    gives="delta: n_out",
    draw={"m": positive},
    own=[_weights_left_out, _weights_squared, _weights_normalised, *_OF_WEIGHTS],
)
def weighted_error_delta(given: Inputs, rules: Rules) -> Array:
    """δ = m ∘ (z − y), from half the squared errors with a factor m in front of each."""
    z = given["z"][None]
    context = Context((Layer(z=z, a=z),), y=given["y"][None], loss="half_sum")
    return np.asarray(given["m"] * one(output_delta(context, rules)))


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


@own_slip("slope-added", "S7", question="Can a sigmoid be equally steep everywhere?")
def _factors_added(given: Inputs) -> Answer:
    """the slope is 1 for every z, as when its two factors are added"""
    return {"slope": np.ones_like(given["z"])}


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=1,
    items="S7",
    takes="z: n_out",
    gives="slope: n_out",
    draw={"z": _wide},
    own=[_factors_added],
)
def sigmoid_slope(given: Inputs, rules: Rules) -> Array:
    """σ'(z) = σ(z) (1 − σ(z))."""
    return one(rules.slope(_sigmoid_at(given["z"])))


def _near_and_far(rng: Rng, n: int) -> Array:
    """Values near 0, and some 31 to 35 away from it, where 1 − σ(z) has few digits left."""
    far = rng.uniform(31.0, 35.0, n) * np.where(np.arange(n) % 4, -1.0, 1.0)
    return np.where(np.arange(n) % 2, values(rng, n), far)


def _plain_sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


_DIGITS_LOST = "In floating point, how much is 1 − σ(40), and how much is σ(−40)?"


@own_slip("digits-cancel", "S7", question=_DIGITS_LOST)
def _subtracted_from_one(given: Inputs) -> Answer:
    """the slope is taken as σ(z) (1 − σ(z)), in which the digits of 1 − σ(z) cancel"""
    a = _plain_sigmoid(given["z"])
    return {"log_slope": np.log(a * (1 - a))}


@own_slip("digits-cancel", "S7", question=_DIGITS_LOST)
def _square_subtracted(given: Inputs) -> Answer:
    """the slope is taken as σ(z) − σ(z)², in which the digits cancel"""
    a = _plain_sigmoid(given["z"])
    return {"log_slope": np.log(a - a**2)}


@own_slip("logarithm-left-out", "S7", question="Can a slope below 1 have a positive logarithm?")
def _slope_itself(given: Inputs) -> Answer:
    """the slope itself is returned, not its logarithm"""
    return {"log_slope": backhand.sigmoid_derivative(given["z"])}


@own_slip("one-factor-left-out", "S7", question="The slope is a product. Of which two numbers?")
def _first_factor(given: Inputs) -> Answer:
    """only the factor σ(z) of the slope is there"""
    return {"log_slope": -np.logaddexp(0, -given["z"])}


@own_slip("one-factor-left-out", "S7", question="The slope is a product. Of which two numbers?")
def _second_factor(given: Inputs) -> Answer:
    """only the factor 1 − σ(z) of the slope is there"""
    return {"log_slope": -np.logaddexp(0, given["z"])}


@own_slip("right-far-out-only", "S7", question="What is the slope at z = 0, and what is e⁰?")
def _tail(given: Inputs) -> Answer:
    """the slope is taken as e^(−|z|), to which it is close far from 0 only"""
    return {"log_slope": -np.abs(given["z"])}


def _of_logarithms(value: Formula) -> Callable[[Inputs], Answer]:
    def values_of(given: Inputs) -> Answer:
        first, second = (-np.logaddexp(0, sign * given["z"]) for sign in (-1, 1))
        return {"log_slope": value(first, second)}

    return values_of


_OF_PRODUCT = "What becomes of a product when its logarithm is taken?"
#: Wrong sums of logarithms: the slug, the words, the question, the result from ln σ(z), ln σ(−z).
_OF_LOGARITHMS = [
    Slip(slug, clause, question, "S7", values=_of_logarithms(value))
    for slug, clause, question, value in (
        (
            "logarithm-of-quotient",
            "the logarithms of the two factors are subtracted",
            _OF_PRODUCT,
            lambda p, q: p - q,
        ),
        (
            "logarithm-of-quotient",
            "the logarithms of the two factors are subtracted, the first from the second",
            _OF_PRODUCT,
            lambda p, q: q - p,
        ),
        (
            "logarithm-of-product",
            "the logarithms of the two factors are multiplied",
            _OF_PRODUCT,
            lambda p, q: p * q,
        ),
        (
            "same-factor-twice",
            "σ(z) stands for both factors",
            "Is 1 − σ(z) the same as σ(z)?",
            lambda p, q: 2 * p,
        ),
        (
            "same-factor-twice",
            "1 − σ(z) stands for both factors",
            "Is 1 − σ(z) the same as σ(z)?",
            lambda p, q: 2 * q,
        ),
    )
]


@SINGLE_LAYER.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=2,
    items="S7",
    takes="z: n_out",
    gives="log_slope: n_out",
    draw={"z": _near_and_far},
    own=[
        _subtracted_from_one,
        _square_subtracted,
        _slope_itself,
        _first_factor,
        _second_factor,
        _tail,
        *_OF_LOGARITHMS,
    ],
)
def log_sigmoid_slope(given: Inputs, rules: Rules) -> Array:
    """ln σ'(z) = ln σ(z) + ln σ(−z), where the digits of 1 − σ(z) would cancel."""
    return np.asarray(-np.logaddexp(0, -given["z"]) - np.logaddexp(0, given["z"]))


_OWN_Z = "Nudge z₁ alone. Which entries of a = f(z) change?"
_SLOPE_OF = "By how much does a₁ = f(z₁) change when z₁ is nudged, and where is that taken?"
_A_OR_L = "Which quantity is differentiated: a or L?"
_AS_SOFT = "every entry of a is taken to move with z_i: no term vanishes"
_VALUE_FOR_SLOPE = "the value f(z) stands where its slope belongs"
_SLOPE_AT_A = "the slope is taken at a, not at z"
_SLOPE_AT_G = "the slope is taken at g, not at z"


@SINGLE_LAYER.derivation(
    points=4,
    minutes=7,
    difficulty=2,
    items="S8",
    answer="i: outputs",
    symbols="z: outputs, g: outputs, dL_da: outputs, da_dz: outputs outputs",
    where={"dL_da[k]": "g[k]", "da_dz[k, i]": "(k == i) * fprime(z[i])"},
    functions="f",
    latex={
        "dL_da[k]": r"\frac{\partial L}{\partial a_k}",
        "da_dz[k, i]": r"\frac{\partial a_k}{\partial z_i}",
    },
    stages=[
        Stage(
            "chain rule",
            "dL_da da_dz",
            "sum(k, dL_da[k] * da_dz[k, i])",
            form="sum",
            free="dL_da da_dz",
            wrong=[
                Wrong(
                    "sum-over-z",
                    "sum(k, dL_da[k] * da_dz[i, k])",
                    "the sum runs over the entries of z, and a stays the same",
                    _SUMMED,
                    "S8",
                ),
                Wrong(
                    "sum-over-z",
                    "sum(k, dL_da[i] * da_dz[i, k])",
                    "the sum runs over the entries of z, and a stays the same",
                    _SUMMED,
                    "S8",
                ),
                Wrong(
                    "each-with-its-own-z",
                    "sum(k, dL_da[k] * da_dz[k, k])",
                    "each a is paired with its own z, whatever i is",
                    "Which z is asked for? Does your line depend on its i?",
                    "S8",
                ),
                Wrong(
                    "summed-separately",
                    "sum(k, dL_da[k]) * sum(k, da_dz[k, i])",
                    "the two factors are summed one by one, and then multiplied",
                    _FACTORS_SUMMED,
                    "S8",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, da_dz[k, i])",
                    "the local partials are added up without ∂L/∂a",
                    _A_OR_L,
                    "S8",
                ),
                Wrong(
                    "local-derivative-missing",
                    "sum(k, dL_da[k])",
                    "the ∂L/∂a are added up without their local partials",
                    _OWN_Z,
                    "S8",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, dL_da[k] + da_dz[k, i])",
                    "the two partials are added where the chain rule multiplies them",
                    "In the chain rule, how is what L does when a_k moves joined to what a_k does?",
                    "S8",
                ),
            ],
        ),
        Stage(
            "local partials",
            "g z f fprime",
            "sum(k, g[k] * (k == i) * fprime(z[k]))",
            form="sum, kronecker",
            wrong=[
                known(
                    _terms_kept,
                    "sum(k, g[k] * fprime(z[k]))",
                    clause=_AS_SOFT,
                    question=_OWN_Z,
                ),
                known(
                    _terms_kept,
                    "sum(k, g[k] * fprime(z[i]))",
                    clause=_AS_SOFT,
                    question=_OWN_Z,
                ),
                known("hidden-fprime-missing", "sum(k, g[k] * (k == i))", question=_SLOPE_OF),
                known(
                    "fprime-at-activation",
                    "sum(k, g[k] * (k == i) * fprime(f(z[k])))",
                    clause=_SLOPE_AT_A,
                    question=_SLOPE_OF,
                ),
                Wrong(
                    "value-for-slope",
                    "sum(k, g[k] * (k == i) * f(z[k]))",
                    _VALUE_FOR_SLOPE,
                    _SLOPE_OF,
                    "S8",
                ),
                Wrong(
                    "slope-of-sigmoid",
                    "sum(k, g[k] * (k == i) * f(z[k]) * (1 - f(z[k])))",
                    "f is taken to be the sigmoid, where it may be any function",
                    "What would your line say of f(z) = z²?",
                    "S8",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, (k == i) * fprime(z[k]))",
                    "g is left out",
                    _A_OR_L,
                    "S8",
                ),
            ],
        ),
        Stage(
            "closed form",
            "g z f fprime",
            "g[i] * fprime(z[i])",
            form="no sum, no kronecker",
            wrong=[
                Wrong(
                    "slope-at-upstream",
                    "z[i] * fprime(g[i])",
                    "g and z have changed places: " + _SLOPE_AT_G,
                    _SLOPE_OF,
                    "S8",
                ),
                Wrong(
                    "chain-rule-adds",
                    "g[i] + fprime(z[i])",
                    "g and the slope are added where the chain rule multiplies them",
                    "If g were twice as large, would your line be?",
                    "S8",
                ),
                Wrong(
                    "slope-of-product",
                    "fprime(g[i] * z[i])",
                    "g is inside the slope, not in front of it",
                    "If g were twice as large, would your line be?",
                    "S8",
                ),
            ],
        ),
        Stage(
            "matrix form",
            "g z f fprime",
            "g * fprime(z)",
            matrices=True,
            wrong=[
                known(
                    _terms_kept,
                    "ones(outputs) @ (g.T @ fprime(z))",
                    clause="g and the slopes are multiplied into one number",
                    question=_OWN_Z,
                )
            ],
        ),
    ],
)
def derive_elementwise_delta() -> None:
    """∂L/∂z_i through a = f(z), entry by entry."""


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
    """δ = g ∘ σ'(z)."""
    return one(activation_delta(_sigmoid_at(given["z"]), given["g"][None], rules))


def _sigmoid_layer(given: Inputs) -> Network:
    return Network(given["x"][None], [given["W"]], [given["b"]], ["sigmoid"])


def _of_sigmoid_layer(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    found = backward(layers, rules, y=given["y"][None], loss="half_sum")
    return {
        "delta": one(found.deltas[0]),
        "dW": found.weights[0],
        "db": found.biases[0],
        "dx": one(found.inputs),
    }


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
    own=forward_slips("S1", _sigmoid_layer, _of_sigmoid_layer, ["sigmoid"], biases=True),
)
def layer_gradients(given: Inputs, rules: Rules) -> Answer:
    """δ and all gradients of a sigmoid layer with half the squared error."""
    return _of_sigmoid_layer(given, forward_layers(*_sigmoid_layer(given)), rules)


@SINGLE_LAYER.computed(
    "repair",
    points=3,
    minutes=9,
    difficulty=3,
    items="S11",
    errata="A-03",
    takes="g: n_out, z: n_out",
    gives="delta: n_out",
)
def softmax_delta(given: Inputs, rules: Rules) -> Array:
    """δ = p ∘ (g − ⟨p, g⟩), through a softmax."""
    return one(rules.softmax(Context((Layer(z=given["z"][None]),)), given["g"][None]))


def _elementwise_delta(e: Any) -> Array:
    p = backhand.softmax(e["z"])
    return np.asarray(p * (1 - p) * e["g"])


@SINGLE_LAYER.example(
    "counterexample",
    points=2,
    minutes=7,
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


def _probabilities(rng: Rng, sizes: AxisSizes) -> Answer:
    """p and soft targets y, both of which sum to 1."""
    p, y = rng.dirichlet(np.full(sizes["classes"], 2.0), 2)
    return {"p": p, "y": y}


_SOFTMAX_MIXES = "Raise z₂ alone. Does p₁ stay put?"
_ITS_Z = "Which z is asked for? Does your line depend on its i?"
_WHICH_P = "In ∂p_k/∂z_i there are two factors p. Which index has each of them?"
_LOG = "What is the derivative of −y log p with respect to p?"
_OWN_ALONE = "each p_i is taken to depend on its own z_i alone"


@SINGLE_LAYER.derivation(
    points=4,
    minutes=10,
    difficulty=3,
    items="S11",
    answer="i: classes",
    symbols="y: classes, p: classes, dL_dp: classes, dp_dz: classes classes",
    where={"dL_dp[k]": "-y[k] / p[k]", "dp_dz[k, i]": "p[k] * ((k == i) - p[i])"},
    latex={
        "dL_dp[k]": r"\frac{\partial L}{\partial p_k}",
        "dp_dz[k, i]": r"\frac{\partial p_k}{\partial z_i}",
    },
    draw=_probabilities,
    stages=[
        Stage(
            "chain rule",
            "dL_dp dp_dz",
            "sum(k, dL_dp[k] * dp_dz[k, i])",
            form="sum",
            free="dL_dp dp_dz",
            wrong=[
                Wrong(
                    "sum-over-z",
                    "sum(k, dL_dp[k] * dp_dz[i, k])",
                    "the sum runs over the entries of z, and p stays the same",
                    _SUMMED,
                    "S11",
                ),
                known(
                    "softmax-diagonal-only",
                    "dL_dp[i] * dp_dz[i, i]",
                    clause=_OWN_ALONE,
                ),
                Wrong(
                    "each-with-its-own-z",
                    "sum(k, dL_dp[k] * dp_dz[k, k])",
                    "each p is paired with its own z, whatever i is",
                    _ITS_Z,
                    "S11",
                ),
                known("stops-at-probabilities", "dL_dp[i]"),
                Wrong(
                    "local-derivative-missing",
                    "sum(k, dL_dp[k])",
                    "the ∂L/∂p are added up without their local partials",
                    _SOFTMAX_MIXES,
                    "S11",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, dL_dp[k] + dp_dz[k, i])",
                    "the two partials are added where the chain rule multiplies them",
                    "In the chain rule, how is what L does when p_k moves joined to what p_k does?",
                    "S11",
                ),
            ],
        ),
        Stage(
            "local partials",
            "y p",
            "sum(k, -y[k] / p[k] * p[k] * ((k == i) - p[i]))",
            form="sum, kronecker",
            wrong=[
                known(
                    "softmax-diagonal-only",
                    "sum(k, -y[k] / p[k] * p[k] * (1 - p[k]) * (k == i))",
                    clause=_OWN_ALONE,
                ),
                known(
                    "softmax-term-missing",
                    "sum(k, -y[k] * (k == i))",
                    clause="the part −p_i of the Jacobian is left out",
                    question=_SOFTMAX_MIXES,
                ),
                known(
                    "softmax-term-missing",
                    "sum(k, y[k] * p[i])",
                    clause="the part with the Kronecker delta is left out of the Jacobian",
                    question="What does raising z₁ do to p₁?",
                ),
                known("softmax-cross-term-sign", "sum(k, -y[k] * ((k == i) + p[i]))"),
                Wrong(
                    "summed-index-in-jacobian",
                    "sum(k, -y[k] * ((k == i) - p[k]))",
                    "both factors p of the Jacobian have the index of the sum",
                    _WHICH_P,
                    "S11",
                ),
                Wrong(
                    "logarithm-slope-missing",
                    "sum(k, -y[k] * p[k] * ((k == i) - p[i]))",
                    "−y stands where the derivative of −y log p belongs",
                    _LOG,
                    "S11",
                ),
                Wrong(
                    "targets-missing",
                    "sum(k, -1 / p[k] * p[k] * ((k == i) - p[i]))",
                    "the targets are left out",
                    _LOG,
                    "S11",
                ),
            ],
        ),
        Stage(
            "two sums",
            "y p",
            "-y[i] + p[i] * sum(k, y[k])",
            form="sum, no kronecker",
            wrong=[
                known(
                    "softmax-minus-one-everywhere",
                    "p[i] - sum(k, y[k])",
                    clause="y is summed in both terms",
                    question="In which of the two terms does k = i leave one entry of y alone?",
                ),
                Wrong(
                    "minus-lost",
                    "y[i] + p[i] * sum(k, y[k])",
                    "the two terms have the same sign",
                    "Multiply −y_k by the bracket: which sign does each of the two terms get?",
                    "S11",
                ),
                Wrong(
                    "cancelled-factor-kept",
                    "p[i] * sum(k, p[k] * y[k]) - y[i]",
                    "a factor p_k is still there, which the derivative of log p has cancelled",
                    _LOG,
                    "S11",
                ),
            ],
        ),
        Stage(
            "closed form",
            "y p",
            "p[i] - y[i]",
            form="no sum, no kronecker",
            wrong=[
                known(
                    "output-fprime-extra",
                    "(p[i] - y[i]) * p[i] * (1 - p[i])",
                    clause="the line is multiplied by p(1 − p), a slope that has already cancelled",
                ),
                known("softmax-minus-one-everywhere", "p[i] - 1"),
                Wrong(
                    "loss-for-derivative",
                    "(p[i] - y[i])**2 / 2",
                    "this is a squared error, not a derivative",
                    "Where do the p and the y of the line above each stand?",
                    "S11",
                ),
            ],
        ),
    ],
)
def derive_cross_entropy_delta() -> None:
    """∂L/∂z_i of the cross-entropy after a softmax, for targets that sum to 1."""


@own_slip("targets-taken-to-sum-to-one", "S11", question="What do the entries of y add up to here?")
def _sum_of_targets_left_out(given: Inputs) -> Answer:
    """the entries of y are taken to sum to 1"""
    return {"delta": backhand.softmax(given["z"]) - given["y"]}


@own_slip(
    "output-fprime-extra",
    "S11",
    question="Write −log of the output as a function of z before differentiating. What is left?",
)
def _slope_after_cancelling(given: Inputs) -> Answer:
    """the result is multiplied by p(1 − p), a slope that has already cancelled"""
    p, y = backhand.softmax(given["z"]), given["y"]
    return {"delta": (y.sum() * p - y) * p * (1 - p)}


def _of_targets(delta: Formula) -> Callable[[Inputs], Answer]:
    return lambda given: {"delta": delta(given["z"], backhand.softmax(given["z"]), given["y"])}


_SUM_OF_Y = "In which of the two terms of B8 did you use that the y add up to 1?"
_OF_LOGITS = "What has to be between 0 and 1 here, and add up to 1?"
_A_TERM = "Is this the loss, one of its terms, or its derivative?"
#: Wrong results: the slug, the words, the question, δ from z, p and y.
_OF_TARGETS = [
    Slip(slug, clause, question, "S11", values=_of_targets(delta))
    for slug, clause, question, delta in (
        (
            "targets-normalised",
            "y is divided by its sum, as if it had to sum to 1",
            _SUM_OF_Y,
            lambda z, p, y: p - y / y.sum(),
        ),
        (
            "sum-of-targets-misplaced",
            "the sum of y multiplies both terms",
            _SUM_OF_Y,
            lambda z, p, y: y.sum() * (p - y),
        ),
        (
            "sum-of-targets-misplaced",
            "the mean of y stands where its sum belongs",
            _SUM_OF_Y,
            lambda z, p, y: y.mean() * p - y,
        ),
        (
            "sum-of-targets-misplaced",
            "the number of classes stands where the sum of y belongs",
            _SUM_OF_Y,
            lambda z, p, y: len(y) * p - y,
        ),
        (
            "sum-of-targets-misplaced",
            "y is multiplied by p in the second term",
            _SUM_OF_Y,
            lambda z, p, y: y.sum() * p - y * p,
        ),
        ("target-missing", "p stands alone, without y", _SUM_OF_Y, lambda z, p, y: p),
        ("error-added", "the two terms are added", _SUM_OF_Y, lambda z, p, y: y.sum() * p + y),
        (
            "softmax-minus-one-everywhere",
            "1 is subtracted from every class's probability",
            _SUM_OF_Y,
            lambda z, p, y: p - 1,
        ),
        (
            "output-fprime-extra",
            "p − y is multiplied by p(1 − p), and the y are taken to sum to 1",
            _SUM_OF_Y,
            lambda z, p, y: (p - y) * p * (1 - p),
        ),
        (
            "softmax-left-out",
            "the logits stand where p belongs, and the y are taken to sum to 1",
            _OF_LOGITS,
            lambda z, p, y: z - y,
        ),
        (
            "sigmoid-for-softmax",
            "a sigmoid of each entry stands where the softmax belongs",
            _OF_LOGITS,
            lambda z, p, y: y.sum() * backhand.sigmoid(z) - y,
        ),
        (
            "softmax-not-normalised",
            "e^z is not divided by its sum",
            _OF_LOGITS,
            lambda z, p, y: y.sum() * np.exp(z) - y,
        ),
        (
            "softmax-not-normalised",
            "e^z is divided by its largest entry, not by its sum",
            _OF_LOGITS,
            lambda z, p, y: y.sum() * np.exp(z - z.max()) - y,
        ),
        (
            "loss-for-derivative",
            "the terms of the loss are returned",
            _A_TERM,
            lambda z, p, y: -y * np.log(p),
        ),
        (
            "loss-for-derivative",
            "the terms of the loss are returned, without its minus",
            _A_TERM,
            lambda z, p, y: y * np.log(p),
        ),
        (
            "logarithm-slope-missing",
            "−y stands where the derivative of −y log p belongs",
            _A_TERM,
            lambda z, p, y: p * (y @ p) - y * p,
        ),
    )
]


@SINGLE_LAYER.computed(
    "implement",
    points=3,
    minutes=9,
    difficulty=3,
    items="S11",
    takes="z: n_out, y: n_out",
    gives="delta: n_out",
    draw={"y": positive},
    own=[_sum_of_targets_left_out, _slope_after_cancelling, *_OF_TARGETS],
)
def cross_entropy_delta(given: Inputs, rules: Rules) -> Array:
    """δ = (Σ y) p − y, from L = −Σ y log p with p = softmax(z)."""
    z, y = given["z"], given["y"]
    g = -y / backhand.softmax(z)
    return one(rules.softmax(Context((Layer(z=z[None]),)), g[None]))


# ---- a batch, and a check by numbers ---------------------------------------------------------


@SINGLE_LAYER.computed(
    "implement",
    points=4,
    minutes=10,
    difficulty=2,
    items="S3 S4 S5 B6 B7",
    takes="Delta: N n_out, X: N n_in, W: n_out n_in",
    gives="per_sample: N n_out n_in, dW: n_out n_in, db: n_out, dX: N n_in",
    carry_forward={"per_sample": "per_sample"},
    requires=[ONE_SAMPLE],
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
    # Few entries, as each takes two values of f, which another process has to ask for.
    rows = s.n_out - 4 if s.n_out >= 5 and s.n_out != s.n_in else s.n_out - 1
    shape = rows, s.n_in - 1
    # a and W are positive and the step is large, so a one-sided difference is off by about 1e-3.
    a, b = rng.uniform(0.5, 1.5, (2, *shape))
    return {
        "f": ProbeFunction("cubic", (a, b)),
        "W": rng.uniform(0.5, 1.5, shape),
        "h": 1e-3,
    }


@SINGLE_LAYER.computed(
    "implement",
    points=3,
    minutes=9,
    difficulty=2,
    items="G13",
    takes="f, W: n_out n_in, h",
    gives="gradient: n_out n_in",
    draw=_draw_function,
    # The central difference itself is off by about h², and an exact derivative must pass too.
    tolerance=1e-5,
    own=difference_slips(lambda given, numeric: {"gradient": numeric}, w="W"),
    keeps_inputs=True,
)
def numerical_gradient(given: Inputs, rules: Rules) -> Array:
    """∂f/∂W by central differences with the step h."""
    return backhand.central_difference(given["f"], given["W"], given["h"])
