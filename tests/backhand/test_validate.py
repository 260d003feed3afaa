"""Wrong arguments get one helpful line."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh
from backhand import graph, initialization, network_backward, network_forward, symmetry
from backhand._validate import as_array

X, W, b = np.ones((5, 4)), np.ones((3, 4)), np.ones(3)
D, Y = np.ones((5, 3)), np.ones((5, 3)) / 3
TRACE = network_forward(X, [W], [b], "tanh")
NAN = np.full((5, 4), np.nan)

MISTAKES = {
    "W transposed": (lambda: bh.affine(X, W.T, b), ValueError, r"pass W\.T"),
    "W of another layer": (lambda: bh.affine(X, np.ones((3, 6)), b), ValueError, "another layer"),
    "one sample as a vector": (lambda: bh.affine(X[0], W, b), ValueError, r"X\[None, :\]"),
    "bias as a column": (lambda: bh.affine(X, W, b[:, None]), ValueError, r"b\.ravel\(\)"),
    "bias as a row": (lambda: bh.affine(X, W, b[None, :]), ValueError, r"b\.ravel\(\)"),
    "bias of another size": (lambda: bh.affine(X, W, np.ones(5)), ValueError, "another layer"),
    "bias a number": (lambda: bh.affine(X, W, 1.0), ValueError, "another layer"),
    "NaN in X": (lambda: bh.affine(NAN, W, b), ValueError, r"finite, got nan at index \[0, 0\]"),
    "None for W": (lambda: bh.affine(X, None, b), TypeError, "got NoneType"),
    "text for X": (lambda: bh.affine("X", W, b), TypeError, "array of numbers"),
    "ragged X": (lambda: bh.affine([[1.0], [1.0, 2.0]], W, b), ValueError, "ragged"),
    "delta in columns": (lambda: bh.weight_gradient(D.T, X), ValueError, "transpose"),
    "W transposed, backward": (lambda: bh.input_gradient(D, W.T), ValueError, r"pass W\.T"),
    "delta elsewhere": (lambda: bh.input_gradient(X, np.ones((3, 6))), ValueError, "another layer"),
    "delta a vector": (lambda: bh.bias_gradient(b), ValueError, r"delta\[None, :\]"),
    "X of another layer": (lambda: bh.affine_vjp(D, np.ones((5, 6)), W), ValueError, "another"),
    "unknown activation": (lambda: bh.elementwise_vjp(D, D, "sigmod"), ValueError, "'sigmoid'"),
    "bare function": (lambda: bh.elementwise_vjp(D, D, np.tanh), TypeError, "wrap it"),
    "upstream elsewhere": (lambda: bh.elementwise_vjp(D, X, "tanh"), ValueError, "different layer"),
    "softmax of a cube": (lambda: bh.softmax(np.ones((2, 2, 2))), ValueError, "axis"),
    "softmax_vjp shapes": (lambda: bh.softmax_vjp(D, X), ValueError, "different layers"),
    "Jacobian of a batch": (lambda: bh.softmax_jacobian(D), ValueError, r"\(K,\)"),
    "targets in columns": (lambda: bh.squared_error(D, D.T), ValueError, r"pass Y\.T"),
    "empty batch": (lambda: bh.squared_error(D[:0], D[:0]), ValueError, "at least one sample"),
    "reduction": (lambda: bh.half_squared_error(D, Y, "average"), ValueError, "'sum' or 'mean'"),
    "class numbers": (lambda: bh.softmax_cross_entropy(D, [0, 1, 2, 0, 1]), ValueError, "one-hot"),
    "counts as targets": (lambda: bh.softmax_cross_entropy(D, D), ValueError, "sum to 1, got 3"),
    "labels -1 and 1": (lambda: bh.binary_cross_entropy([1.0], [-1.0]), ValueError, r"\(Y \+ 1\)"),
    "logits (N, 1), y (N,)": (lambda: bh.binary_cross_entropy(D[:, :1], b), ValueError, "axis"),
    "no layers": (lambda: network_forward(X, [], [], "tanh"), ValueError, "at least one layer"),
    "a bias missing": (lambda: network_forward(X, [W], [], "tanh"), ValueError, "1 biases, got 0"),
    "activations": (
        lambda: network_forward(X, [W], [b], ["tanh"] * 2), ValueError, "one per layer",
    ),
    "another trace": (lambda: network_backward(D, TRACE, [W, W], "tanh"), ValueError, "layer"),
    "shared, not square": (lambda: bh.shared_forward(X, W, b, "tanh", 2), ValueError, "square W"),
    "no uses": (lambda: bh.shared_forward(X, np.eye(4), X[0], "tanh", 0), ValueError, "uses >= 1"),
    "uses a float": (lambda: bh.shared_forward(X, np.eye(4), X[0], "tanh", 2.0), TypeError, "int"),
    "inputs (N, T, n_u)": (
        lambda: bh.recurrent_forward(X, np.ones((5, 2, 6)), np.eye(4), np.ones((4, 6)), X[0],
                                     "tanh"),
        ValueError, "swapaxes",
    ),
    "no steps": (
        lambda: bh.recurrent_forward(X, np.ones((0, 5, 6)), np.eye(4), np.ones((4, 6)), X[0],
                                     "sin"),
        ValueError, "at least one step",
    ),
    "node from an array": (lambda: graph.Node(np.ones(3)), TypeError, "of each entry"),
    "node not finite": (lambda: graph.Node(float("inf")), ValueError, "finite"),
    "value for a node": (lambda: graph.topological_order(3.0), TypeError, "pass the node"),
    "edge forgotten": (lambda: graph.Node(1.0, "", (graph.Node(1.0),)), ValueError, "edge"),
    "unknown weight": (lambda: bh.worksheet_network({"v21": 1.0}, (1, 2), 0), ValueError, "v21"),
    "three inputs": (
        lambda: bh.worksheet_network(bh.INSTANCES["seed"].weights, (1, 2, 3), 0), ValueError, "two",
    ),
    "seed for a Generator": (lambda: initialization.he_normal(3, 4, 0), TypeError, "default_rng"),
    "negative std": (
        lambda: initialization.normal(3, 4, -1.0, np.random.default_rng(0)), ValueError, "std >= 0",
    ),
    "no units": (lambda: initialization.zeros(0, 4), ValueError, "n_out >= 1"),
    "vector-valued f": (lambda: bh.central_difference(lambda v: v, b), ValueError, "one number"),
    "negative step": (lambda: bh.complex_step(np.sum, b, -1e-5), ValueError, "h > 0"),
    "complex x": (lambda: bh.complex_step(np.sum, b + 0j), TypeError, "inside another"),
    "transposed gradient": (lambda: bh.relative_error(W, W.T), ValueError, "a transpose"),
    "block names": (lambda: bh.check_gradients({"W": W}, {"w": W}), ValueError, "block names"),
    "no blocks": (lambda: bh.check_gradients({}, {}), ValueError, "block names"),
    "spread of W1 alone": (lambda: bh.spread(W), ValueError, "W2 as well"),
    "units of two sizes": (lambda: bh.spread(W, W), ValueError, "n_in = 3"),
    "not a permutation": (
        lambda: symmetry.permute_units(W, W.T, [0, 0, 1]), ValueError, "listed twice",
    ),
    "unit counted from 1": (lambda: symmetry.twin_units(W, W.T, 1, 3), ValueError, "from 1"),
    "weights of another network": (
        lambda: network_backward(D, TRACE, [np.ones((3, 6))], "tanh"),
        ValueError,
        r"weights\[0\] of shape \(n_out, n_in\) with n_in = 4",
    ),
    "no trace": (lambda: network_backward(D, D, [W], "tanh"), TypeError, "trace to be a Trace"),
    "a layer that is in no list": (
        lambda: network_forward(X, W, b, "tanh"), ValueError, r"pass \[weights\]",
    ),
    "no weights": (lambda: network_forward(X, None, [b], "tanh"), TypeError, "expected weights"),
    "a derivative": (
        lambda: network_forward(X, [W], [b], bh.tanh_derivative), TypeError, 'pass "tanh"',
    ),
    "softmax as an activation": (
        lambda: network_forward(X, [W], [b], bh.softmax), TypeError, "softmax_cross_entropy",
    ),
    "U that does not fit W": (
        lambda: bh.recurrent_forward(
            np.zeros((2, 3)), np.ones((4, 2, 1)), np.ones((3, 3)), np.ones((1, 3)), b, "tanh"
        ),
        ValueError,
        r"expected U .*pass U\.T",
    ),
    "gradients without names": (lambda: bh.check_gradients(W, W), TypeError, "dictionary"),
    "three rates": (
        lambda: symmetry.train(W, W.T, X, X, 1, [0.1] * 3, "tanh"), ValueError, "2 numbers in rate",
    ),
    "f that returns nothing": (
        lambda: bh.central_difference(lambda v: None, b), ValueError, "return statement",
    ),
    "f that is not finite": (
        lambda: bh.central_difference(lambda v: np.nan, b), ValueError, "finite",
    ),
    "f in few digits": (
        lambda: bh.central_difference(lambda v: np.float32(v.sum()), b), ValueError, "float64",
    ),
    "f in few digits, in a list": (
        lambda: bh.central_difference(lambda v: [np.float32(v.sum())], b), ValueError, "float64",
    ),
    "a masked array": (
        lambda: bh.softmax(np.ma.array([[1, 2, 1e6]], mask=[[0, 0, 1]])), TypeError, "mask",
    ),
    "targets of classes in columns": (
        lambda: bh.softmax_cross_entropy(D, D.T), ValueError, r"pass Y\.T",
    ),
    "an overflow": (lambda: bh.affine(1e200 * X, 1e200 * W, b), ValueError, r"affine\(X, W, b\)"),
    "a source that is no node": (
        lambda: graph.count_paths(2.0, graph.Node(1.0)), TypeError, "source to be a Node",
    ),
    "a masked number in a node": (lambda: graph.Node(np.ma.masked), TypeError, "a missing value"),
    "text in a node": (lambda: graph.Node("2"), TypeError, "text: pass float"),
    "exp that overflows": (lambda: graph.exp(graph.Node(1000.0)), ValueError, "finite"),
    "a quotient by 0": (lambda: 1 / graph.Node(0.0), ValueError, "divisor"),
    "a root of a negative number": (lambda: graph.Node(-2.0) ** 0.5, ValueError, "real"),
    "log of 0": (lambda: graph.log(graph.Node(0.0, "p")), ValueError, "log, got p = 0"),
    "NumPy's exp of a node": (lambda: np.exp(graph.Node(1.0)), TypeError, r"graph\.exp"),
    "an array times a node": (lambda: np.ones(3) * graph.Node(1.0), TypeError, "ndarray"),
    "logits that were squashed": (
        lambda: bh.network_loss_and_gradients(X, Y, [W], [b], "sigmoid", "softmax_cross_entropy"),
        ValueError,
        "identity",
    ),
    "unknown derivation": (lambda: bh.derivation("S99"), ValueError, "S99"),
    "diverging": (
        lambda: symmetry.train(W, W.T, X, 9 * X, 900, 1e3, "identity"),
        ValueError,
        "rate is too large",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_gets_one_line_that_says_expected_got_and_likely(name):
    call, kind, says = MISTAKES[name]
    with pytest.raises(kind, match=says) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert "expected" in message and "got" in message and "likely" in message


@pytest.mark.parametrize("given", [[[1, 2]], np.ones((1, 2), np.float32), [[True, False]]])
def test_numbers_of_every_kind_become_float64(given):
    assert as_array("X", given, ("N", "n")).dtype == np.float64


def test_complex_input_passes_through():
    Z = bh.affine(X.astype(complex), W, b)
    assert Z.dtype == np.complex128
    assert isinstance(bh.squared_error(Z, D), complex)
    assert type(bh.squared_error(Z.real, D)) is float
