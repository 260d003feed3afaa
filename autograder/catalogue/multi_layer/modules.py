"""Part E: one module's backward pass, from inner products of matrices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER, NETWORK_INPUT, tanh_layer
from autograder.exercises.declare import Answer, OwnSlip, block_slip, one
from autograder.exercises.draws import weights
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import activation_delta, backward, forward_layers
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips.forward import Network, forward_slips

# ---- moving factors in an inner product ------------------------------------------------------


@block_slip(
    "factor-moved-to-other-side",
    "B1",
    question="B stands left of C. On which side of A does its transpose land?",
)
def _other_side(given: Inputs, right: Answer) -> Answer:
    """a factor that stood on the left is moved to the right, or the other way round"""
    A, B, C, D = (given[name] for name in "ABCD")
    return {"a": A @ B.T, "b": C.T @ A, "e": D.T @ A @ B.T}


@block_slip(
    "moved-without-transpose",
    "B1",
    question="Write ⟨A, BC⟩ as a sum over three indices. Which index of B is summed with A?",
)
def _untransposed(given: Inputs, right: Answer) -> Answer:
    """a factor is moved to the other side of the inner product without being transposed"""
    A, B, C, D = (given[name] for name in "ABCD")
    return {"a": B @ A, "b": A @ C, "d": B @ (A * D), "e": B @ A @ D}


@block_slip(
    "fprime-outside-transpose",
    "B1",
    question="On the way forward ∘ D comes last. When is its turn on the way back?",
)
def _slope_outside(given: Inputs, right: Answer) -> Answer:
    """∘ D stays outside while Bᵀ moves to the other side"""
    A, B, D = (given[name] for name in "ABD")
    return {"d": (B.T @ A) * D}


@block_slip(
    "unknown-transposed",
    "B1",
    question="⟨P, Cᵀ⟩ = ⟨□, C⟩: is □ the matrix P itself?",
)
def _for_the_transpose(given: Inputs, right: Answer) -> Answer:
    """what belongs beside Cᵀ stands beside C"""
    return {"f": right["f"].T}


@block_slip("matrix-for-elementwise", "B1", question="Which product stands between B and C here?")
def _matrix_product(given: Inputs, right: Answer) -> Answer:
    """the elementwise product is moved like a product of matrices"""
    return {"c": given["B"].T @ given["A"]}


_SIDE = "On which side of A does a factor land that stood left of C, or right of it?"
_SUMS = "Write the inner product as a sum over its indices. Which two does this factor share?"
_EACH = "Is this product taken entry by entry, or is it one of matrices?"
_ALL = "Which factors stand beside the one that is left alone, and are all of them here?"


def _box(box: str, slug: str, clause: str, question: str, product: Any) -> OwnSlip:
    """A slip of one box; `product` takes A, B, C and D."""

    def wrong(given: Inputs, right: Answer) -> Answer:
        return {box: product(*(given[name] for name in "ABCD"))}

    return block_slip(slug, "B1", question=question, clause=f"in {box}, {clause}")(wrong)


_OTHER, _KEPT = "factor-moved-to-other-side", "moved-without-transpose"
_PLAIN, _MATRIX = "other-factor-transposed", "matrix-for-elementwise"
_BOTH = "the factor lands on the other side, and is not transposed"
_BOXES = (
    _box("a", _OTHER, _BOTH, _SIDE, lambda A, B, C, D: A @ B),
    _box(
        "a",
        _PLAIN,
        "A is transposed, and not the factor that moves",
        _SUMS,
        lambda A, B, C, D: A.T @ B,
    ),
    _box("b", _OTHER, _BOTH, _SIDE, lambda A, B, C, D: C @ A),
    _box(
        "b",
        _PLAIN,
        "A is transposed, and not the factor that moves",
        _SUMS,
        lambda A, B, C, D: A.T @ C,
    ),
    _box("c", _MATRIX, "A and B are joined by a matrix product", _EACH, lambda A, B, C, D: A @ B),
    _box("c", "elementwise-transposed", "B is transposed", _EACH, lambda A, B, C, D: A * B.T),
    _box("c", "elementwise-transposed", "A is transposed", _EACH, lambda A, B, C, D: A.T * B),
    _box("c", "factor-left-out", "B is left out", _ALL, lambda A, B, C, D: A),
    _box(
        "c",
        "moved-as-inverse",
        "A is divided by the factor that moves",
        _EACH,
        lambda A, B, C, D: A / B,
    ),
    _box("d", _MATRIX, "D is joined by a matrix product", _EACH, lambda A, B, C, D: B.T @ A @ D),
    _box(
        "d",
        _MATRIX,
        "D is joined by a matrix product, transposed",
        _EACH,
        lambda A, B, C, D: B.T @ A @ D.T,
    ),
    _box(
        "d",
        "moved-as-inverse",
        "A is divided by the factor that moves",
        _EACH,
        lambda A, B, C, D: B.T @ (A / D),
    ),
    _box("d", "factor-left-out", "D is left out", _ALL, lambda A, B, C, D: B.T @ A),
    _box(
        "d",
        "fprime-outside-transpose",
        "D meets Bᵀ, and not A",
        _EACH,
        lambda A, B, C, D: (B.T * D) @ A,
    ),
    _box("d", _OTHER, "Bᵀ stands on the right", _SIDE, lambda A, B, C, D: (A * D) @ B.T),
    _box(
        "d", "elementwise-transposed", "D is transposed", _EACH, lambda A, B, C, D: B.T @ (A * D.T)
    ),
    _box("e", _KEPT, "D is not transposed", _SUMS, lambda A, B, C, D: B.T @ A @ D),
    _box("e", _KEPT, "B is not transposed", _SUMS, lambda A, B, C, D: B @ A @ D.T),
    _box(
        "e", _OTHER, "both factors stand on the right of A", _SIDE, lambda A, B, C, D: A @ D.T @ B.T
    ),
    _box(
        "e", _OTHER, "both factors stand on the left of A", _SIDE, lambda A, B, C, D: B.T @ D.T @ A
    ),
    _box("e", "factor-left-out", "D is left out", _ALL, lambda A, B, C, D: B.T @ A),
    _box("e", "factor-left-out", "B is left out", _ALL, lambda A, B, C, D: A @ D.T),
    _box("f", _KEPT, "nothing is transposed", _SUMS, lambda A, B, C, D: A @ B),
    _box("f", _OTHER, "A stands on the other side of B", _SIDE, lambda A, B, C, D: B @ A.T),
    _box("f", _PLAIN, "both factors are transposed", _SUMS, lambda A, B, C, D: A.T @ B.T),
    _box(
        "f",
        _PLAIN,
        "the wrong one of the two factors is transposed",
        _SUMS,
        lambda A, B, C, D: A @ B.T,
    ),
)


@MULTI_LAYER.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    items="B1",
    takes="A: n n, B: n n, C: n n, D: n n",
    gives="a: n n, b: n n, c: n n, d: n n, e: n n, f: n n",
    own=[
        _other_side,
        _untransposed,
        _slope_outside,
        _for_the_transpose,
        _matrix_product,
        *_BOXES,
    ],
)
def moved_factors(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """The matrix beside the one that is left alone, in six inner products."""
    A, B, C, D = (given[name] for name in "ABCD")
    return B.T @ A, A @ C.T, A * B, B.T @ (A * D), B.T @ A @ D.T, A.T @ B


# ---- the linear module, in both conventions --------------------------------------------------

_WHICH_ORDER = "Which of the two orders, W h or h W, does this exercise state?"


@block_slip("row-convention-formula", "B3", question=_WHICH_ORDER)
def _weights_of_rows(given: Inputs, right: Answer) -> Answer:
    """the weight gradient is HᵀA, the formula for l = hW"""
    return {"dW": given["H"].T @ given["A"]}


@block_slip("row-convention-formula", "B3", question=_WHICH_ORDER)
def _inputs_of_rows(given: Inputs, right: Answer) -> Answer:
    """the gradient of H is AWᵀ, the formula for l = hW"""
    return {"dH": given["A"] @ given["W"].T}


@MULTI_LAYER.computed(
    "repair",
    points=2,
    minutes=4,
    difficulty=2,
    items="B2",
    errata="B-12",
    takes="A: n_out N, H: n_in N, W: n_out n_in",
    gives="dW: n_out n_in, dH: n_in N",
    draw={"W": weights},
    own=[_weights_of_rows, _inputs_of_rows],
    requires=[ONE_SAMPLE],
)
def columns_module(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """dW = A Hᵀ and dH = Wᵀ A, for l = W h and samples as columns."""
    context = Context((Layer(W=given["W"], x=given["H"].T),))
    return rules.weight(context, given["A"].T), rules.input(context, given["A"].T).T


@block_slip(
    "other-storage",
    "B11",
    question="Row i of W holds the weights out of input i. Which product gives Z?",
)
def _all_as_before(given: Inputs, right: Answer) -> Answer:
    """every line takes the weights to be stored output by input"""
    X, W1, W2, delta2 = (given[name] for name in ("X", "W1", "W2", "delta2"))
    A1 = np.tanh(X @ W1.T)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return {"dW2": delta2.T @ A1, "delta1": delta1, "dW1": delta1.T @ X, "dX": delta1 @ W1}


def _stored(given: Inputs) -> Network:
    return Network(given["X"], [given["W1"].T, given["W2"].T], None, ["tanh", "identity"])


def _of_stored(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    found = backward(layers, rules, upstream=given["delta2"])
    return {
        "dW2": found.weights[1].T,
        "delta1": found.deltas[0],
        "dW1": found.weights[0].T,
        "dX": found.inputs,
    }


@MULTI_LAYER.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    items="B3 B8 B11",
    errata="D-08",
    takes="X: N n_in, delta2: N n_out, W1: n_in n_hidden, W2: n_hidden n_out",
    gives="dW2: n_hidden n_out, delta1: N n_hidden, dW1: n_in n_hidden, dX: N n_in",
    draw={"W1": weights, "W2": weights},
    carry_forward={"delta1": 0},
    own=[
        _all_as_before,
        *NETWORK_INPUT,
        *forward_slips("B8", _stored, _of_stored, ["tanh", "identity"], output=False),
    ],
    requires=[ONE_SAMPLE],
)
def other_storage(given: Inputs, rules: Rules) -> Answer:
    """dW = Aᵀ Δ and Δ Wᵀ, for a network Z₂ = tanh(X W₁) W₂ with weights stored input by output."""
    return _of_stored(given, forward_layers(*_stored(given)), rules)


# ---- one layer, forward and backward ---------------------------------------------------------


def _slope(given: Inputs) -> Array:
    return np.asarray(1 - np.tanh(given["W"] @ given["x"]) ** 2)


def _forward_changed(given: Inputs, dz: Array) -> Answer:
    """The blocks that follow from a change of z."""
    da = _slope(given) * dz
    return {"da": da, "forward": given["A"] @ da}


_PRODUCT_RULE = "W and x both move. How many terms does the product rule give?"


@block_slip("differential-term-missing", "B5", question=_PRODUCT_RULE)
def _weights_alone(given: Inputs, right: Answer) -> Answer:
    """only the weights move: the term of dx is not there"""
    return _forward_changed(given, given["dW"] @ given["x"])


@block_slip("differential-term-missing", "B5", question=_PRODUCT_RULE)
def _input_alone(given: Inputs, right: Answer) -> Answer:
    """only the input moves: the term of dW is not there"""
    return _forward_changed(given, given["W"] @ given["dx"])


@block_slip("differentials-multiplied", "B5", question=_PRODUCT_RULE)
def _multiplied(given: Inputs, right: Answer) -> Answer:
    """the two differentials are multiplied with each other"""
    return _forward_changed(given, given["dW"] @ given["dx"])


@block_slip(
    "second-order-kept",
    "B5",
    question="A differential is linear in dW and in dx. Is this term?",
)
def _second_order_kept(given: Inputs, right: Answer) -> Answer:
    """the product of both differentials is added to the two terms"""
    W, x, dW, dx = (given[name] for name in ("W", "x", "dW", "dx"))
    return _forward_changed(given, dW @ x + W @ dx + dW @ dx)


@block_slip(
    "differential-term-missing",
    "B5",
    question="Which two gradients does a change of the loss meet?",
)
def _one_inner_product(given: Inputs, right: Answer) -> Answer:
    """the change found backward has the term of W alone"""
    return {"backward": np.sum(right["gW"] * given["dW"])}


def _of_change(block: str, slug: str, clause: str, question: str, value: Any) -> OwnSlip:
    """A slip of one block; `value` takes the inputs and the right blocks."""

    def wrong(given: Inputs, right: Answer) -> Answer:
        return {block: np.asarray(value(given, right))}

    return block_slip(slug, "B5", question=question, clause=clause)(wrong)


_MEETS = "⟨A, da⟩ is a sum of products. Which two numbers meet in each of them?"
_GRADIENT_OF = "A gradient says how the loss depends on W or x. Does it depend on dW or dx?"
_TERMS_ADD = "Two nudges change the loss. How do their effects combine?"
_SMALL = "Halve dW and dx. By which factor should da change, and by which does this?"
_CHANGES = (
    _of_change(
        "da",
        "differential-sign",
        "the term of dx is subtracted",
        _PRODUCT_RULE,
        lambda g, r: _slope(g) * (g["dW"] @ g["x"] - g["W"] @ g["dx"]),
    ),
    _of_change(
        "da",
        "value-for-differential",
        "z at the changed W and x stands where its change belongs",
        _SMALL,
        lambda g, r: _slope(g) * ((g["W"] + g["dW"]) @ (g["x"] + g["dx"])),
    ),
    _of_change(
        "da",
        "f-for-fprime",
        "tanh is applied to the change of z, which its slope multiplies",
        _SMALL,
        lambda g, r: np.tanh(g["dW"] @ g["x"] + g["W"] @ g["dx"]),
    ),
    _of_change(
        "da",
        "second-order-kept",
        "the exact change of a is taken, and not its part to first order",
        _SMALL,
        lambda g, r: np.tanh((g["W"] + g["dW"]) @ (g["x"] + g["dx"])) - np.tanh(g["W"] @ g["x"]),
    ),
    _of_change(
        "gW",
        "differential-in-gradient",
        "the gradient of W is built with dx, where x belongs",
        _GRADIENT_OF,
        lambda g, r: np.outer(g["A"] * _slope(g), g["dx"]),
    ),
    _of_change(
        "gW",
        "differential-in-gradient",
        "the gradient of W is built with da, where δ belongs",
        _GRADIENT_OF,
        lambda g, r: np.outer(r["da"], g["x"]),
    ),
    _of_change(
        "gx",
        "differential-in-gradient",
        "δ goes down through dW, and not through W",
        _GRADIENT_OF,
        lambda g, r: g["dW"].T @ (g["A"] * _slope(g)),
    ),
    _of_change(
        "gx",
        "differential-in-gradient",
        "da goes down through W, where δ belongs",
        _GRADIENT_OF,
        lambda g, r: g["W"].T @ r["da"],
    ),
    _of_change(
        "forward",
        "upstream-missing",
        "the entries of da are added up without A",
        _MEETS,
        lambda g, r: np.sum(r["da"]),
    ),
    _of_change(
        "forward",
        "upstream-replaced-by-output",
        "the output a meets da, where A belongs",
        _MEETS,
        lambda g, r: np.tanh(g["W"] @ g["x"]) @ r["da"],
    ),
    _of_change(
        "backward",
        "differential-term-missing",
        "the change found backward has the term of x alone",
        "Which two gradients does a change of the loss meet?",
        lambda g, r: r["gx"] @ g["dx"],
    ),
    _of_change(
        "backward",
        "differentials-multiplied",
        "the terms of W and x are multiplied",
        _TERMS_ADD,
        lambda g, r: np.sum(r["gW"] * g["dW"]) * (r["gx"] @ g["dx"]),
    ),
    _of_change(
        "backward",
        "differential-sign",
        "the term of x is subtracted",
        _TERMS_ADD,
        lambda g, r: np.sum(r["gW"] * g["dW"]) - r["gx"] @ g["dx"],
    ),
    _of_change(
        "backward",
        "differential-left-out",
        "the entries of the gradients are added up without dW and dx",
        _TERMS_ADD,
        lambda g, r: np.sum(r["gW"]) + np.sum(r["gx"]),
    ),
    _of_change(
        "backward",
        "value-for-differential",
        "the gradients meet W and x, and not their changes",
        _TERMS_ADD,
        lambda g, r: np.sum(r["gW"] * g["W"]) + r["gx"] @ g["x"],
    ),
)


@MULTI_LAYER.computed(
    "implement",
    points=4,
    minutes=7,
    difficulty=2,
    items="B4 B5",
    errata="B-16",
    takes="A: n_out, W: n_out n_in, x: n_in, dW: n_out n_in, dx: n_in",
    gives={"da": "n_out", "gW": "n_out n_in", "gx": "n_in", "forward": "", "backward": ""},
    draw={"W": weights},
    carry_forward={"da": "da", "gW": "gW", "gx": "gx"},
    own=[
        _weights_alone,
        _input_alone,
        _multiplied,
        _second_order_kept,
        _one_inner_product,
        *_CHANGES,
    ],
)
def adjoint_identity(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """da = f'(z) ∘ (dW x + W dx); the gradients of W and x; ⟨A, da⟩ and ⟨gW, dW⟩ + ⟨gx, dx⟩."""
    W, x = given["W"], given["x"]
    layer = tanh_layer((W @ x)[None], W)
    context = Context((replace(layer, x=x[None]),))
    dz = (given["dW"] @ x + W @ given["dx"])[None]
    da = one(rules.through(context, dz, rules.slope(context)))
    delta = activation_delta(context, given["A"][None], rules)
    gW, gx = rules.weight(context, delta), one(rules.input(context, delta))
    own = rules.carry_forward
    forward = given["A"] @ own.get("da", da)
    back = np.sum(own.get("gW", gW) * given["dW"]) + own.get("gx", gx) @ given["dx"]
    return da, gW, gx, np.asarray(forward), np.asarray(back)


# ---- the Jacobian that nobody stores ---------------------------------------------------------


def _row_by_row(*blocks: str) -> OwnSlip:
    """The slip of the order in vec W, in these blocks."""

    @block_slip(
        "vec-order-swapped",
        "B9",
        question="Which entry of W comes second: the one below w₁₁, or the one beside it?",
    )
    def flattened(given: Inputs, right: Answer) -> Answer:
        """W is flattened row by row and not column by column"""
        K = np.kron(np.eye(len(given["delta"])), given["h"][None])
        wrong = {"K": K, "vec_dW": K.T @ given["delta"]}
        return {block: wrong[block] for block in blocks}

    return flattened


@block_slip(
    "input-factor-missing",
    "B9",
    question="z₁ = w₁₁h₁ + …: what is multiplied by w₁₁?",
)
def _unit_input(given: Inputs, right: Answer) -> Answer:
    """a weight's column holds 1 where the h that stands beside the weight belongs"""
    delta, h = given["delta"], given["h"]
    return {"K": np.kron(np.ones((1, len(h))), np.eye(len(delta)))}


@block_slip("vanishing-terms-kept", "B9", question="Does z₁ change when w₂₁ is nudged?")
def _every_output(given: Inputs, right: Answer) -> Answer:
    """every output is taken to depend on every weight: no entry of K vanishes"""
    n = len(given["delta"])
    return {"K": np.kron(given["h"][None], np.ones((n, n)))}


@block_slip("upstream-in-jacobian", "B9", question="Is K a derivative of z, or of the loss?")
def _delta_in_jacobian(given: Inputs, right: Answer) -> Answer:
    """δ stands in the Jacobian, which knows nothing of the loss"""
    return {"K": np.kron(given["h"][None], np.diag(given["delta"]))}


@block_slip("upstream-missing", "B9", question="Is this a derivative of z, or of the loss?")
def _columns_added(given: Inputs, right: Answer) -> Answer:
    """the rows of K are added up without δ"""
    return {"vec_dW": right["K"].sum(axis=0)}


@block_slip("input-factor-missing", "B9", question="z₁ = w₁₁h₁ + …: what is w₁₁ multiplied by?")
def _deltas_repeated(given: Inputs, right: Answer) -> Answer:
    """the gradient of every weight is the δ of its row, without h"""
    return {"vec_dW": np.tile(given["delta"], len(given["h"]))}


@MULTI_LAYER.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=2,
    items="B9",
    takes="delta: n_out, h: n_in",
    gives="K: n_out n_out·n_in, vec_dW: n_out·n_in",
    carry_forward={"K": "K"},
    own=[
        _row_by_row("K", "vec_dW"),
        _row_by_row("vec_dW"),
        _row_by_row("K"),
        _unit_input,
        _every_output,
        _delta_in_jacobian,
        _columns_added,
        _deltas_repeated,
    ],
)
def kronecker_view(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """K = hᵀ ⊗ I, the Jacobian of W h by vec W, and the gradient Kᵀ δ."""
    delta, h = given["delta"], given["h"]
    K = np.kron(h[None], np.eye(len(delta)))
    return K, rules.carry_forward.get("K", K).T @ delta
