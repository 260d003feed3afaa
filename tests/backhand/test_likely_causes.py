"""Messages whose likely cause depends on the argument: each cause is named for its own case."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import backhand
from backhand import graph, symmetry

ONE, H0, STEPS = np.ones((1, 1)), np.zeros((3, 2)), np.zeros((4, 3, 5))


def _recurrent(*shape: int) -> object:
    return backhand.recurrent_forward(H0, STEPS, np.eye(2), np.ones(shape), np.zeros(2), "tanh")


ENDLESS: list[object] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    ("call", "likely"),
    [
        (lambda: _recurrent(5, 2), "U is stored (n_u, n): pass U.T"),
        (lambda: _recurrent(3, 5), "U or W belongs to another layer"),
        (
            lambda: backhand.recurrent_forward(
                H0[:1], STEPS, np.eye(2), np.ones((2, 5)), np.zeros(2), "tanh"
            ),
            "inputs are those of another batch",
        ),
        (
            lambda: backhand.network_loss_and_gradients(ONE, ONE, [ONE], [[0]], "tanh", abs),
            "a function of your own: wrap it as Loss(name, function, gradient)",
        ),
        (
            lambda: backhand.network_loss_and_gradients(ONE, ONE, [ONE], [[0]], "tanh", 3),
            "two arguments were swapped, or one was left out",
        ),
        (
            lambda: backhand.tanh([graph.Node(1.0)]),  # type: ignore[list-item]
            "nodes of a graph: pass their values, or use the functions of backhand.graph",
        ),
        (
            lambda: backhand.max_pool1d_vjp(np.ones((1, 1, 3)), np.ones((1, 1, 4)), 2),
            "G belongs to another layer, size or stride",
        ),
        (
            lambda: backhand.input_gradient(np.ones((1, 2)), np.ones((3, 2))),
            "W is stored (n_in, n_out): pass W.T",
        ),
        (
            lambda: backhand.input_gradient(np.ones((1, 2)), np.ones((3, 4))),
            "delta or W belongs to another layer",
        ),
        (
            lambda: symmetry.permute_units(np.ones((2, 3)), np.ones((1, 2)), [0, 0]),
            "a unit is missing or listed twice",
        ),
        (
            lambda: symmetry.spread(np.ones((2, 3)) * 1j, np.ones((1, 2))),
            "a complex step through a maximum, which is not analytic",
        ),
        (lambda: backhand.softmax(np.ones((3, 0))), "an axis was dropped or added"),
        (lambda: backhand.tanh(iter([1.0])), "pass np.array(list(z))"),  # type: ignore[arg-type]
        (lambda: backhand.tanh({0: 1.0}.values()), "pass np.array(list(z))"),  # type: ignore[arg-type]
        (lambda: backhand.tanh({1.0}), "a set, which has no order: pass a list"),  # type: ignore[arg-type]
        (lambda: backhand.tanh({"z": 1.0}), "a dictionary: pass one of its values"),  # type: ignore[arg-type]
        (lambda: backhand.tanh([10**400]), "a whole number that is too large for a float"),
        (
            lambda: backhand.tanh(np.zeros(2, "f8, f8")),
            "a table with named columns: take them one by one, as z[column]",
        ),
        (lambda: backhand.tanh(ENDLESS), "a list that holds itself"),
        (
            lambda: backhand.network_forward(ONE, {0: ONE}.values(), [[0]], "tanh"),  # type: ignore[arg-type]
            "pass list(weights)",
        ),
        (
            lambda: backhand.network_loss_and_gradients(
                ONE, ONE, [ONE], [[0]], "tanh", backhand.squared_error_gradient
            ),
            'a gradient: pass "squared_error", and its gradient is found by itself',
        ),
        (
            lambda: backhand.check_gradients([ONE], [ONE]),  # type: ignore[arg-type]
            "several without names: pass dict(enumerate(analytic))",
        ),
        (
            lambda: backhand.central_difference(lambda x: (x.sum(), x), [1.0]),
            "gradients come with the loss: return the loss alone",
        ),
        (
            lambda: backhand.central_difference(lambda x: x.sum() + 0j, [1.0]),
            "f is complex where x is real: take its real part",
        ),
        (
            lambda: backhand.numerical_gradients(np.sum, ONE),  # type: ignore[call-overload]
            "a single array: pass [parameters], or use central_difference",
        ),
        (
            lambda: backhand.max_pool2d(np.ones((1, 1, 2, 2)), (2,)),  # type: ignore[arg-type]
            "one is missing: a single number stands for both axes",
        ),
        (lambda: backhand.dropout_vjp([1, 0], [0.3, 2], 0.5), "G and mask were swapped"),
        (
            lambda: backhand.dropout_vjp([1, 0], [0, 2], 0.5),
            "it is already divided by 1 - rate, which is done here",
        ),
        (
            lambda: symmetry.permute_units([[1], [2]], [[1, 2]], [True, False]),
            "a mask: pass the number of each unit",
        ),
        (lambda: graph.Node(1.0).named(2), "a second value"),  # type: ignore[arg-type]
        (
            lambda: graph.Node([1.0]),  # type: ignore[arg-type]
            "an array: a node holds one number, so make a node of each entry",
        ),
        (
            lambda: graph.Node(graph.Node(1.0)),  # type: ignore[arg-type]
            "a node already: use it as it is",
        ),
    ],
)
def test_the_likely_cause_fits_the_case(call: Callable[[], object], likely: str) -> None:
    with pytest.raises((TypeError, ValueError)) as failure:
        call()
    assert str(failure.value).endswith(f"likely {likely}")


@pytest.mark.parametrize(
    ("value", "likely"),
    [
        (2.0, "a single number was passed instead"),
        (np.ones((2, 1)), "a column or row was kept: pass z.ravel()"),
        (np.ones((2, 1, 1)), "an axis was dropped or added on the way"),
    ],
)
def test_a_vector_with_other_axes_gets_the_likely_cause(value: object, likely: str) -> None:
    with pytest.raises(ValueError) as failure:
        backhand.softmax_jacobian(value)  # type: ignore[arg-type]
    assert str(failure.value).endswith(f"likely {likely}")


class Elsewhere:
    """Like a tensor on another device."""

    def __array__(self, *_: object, **__: object) -> object:
        raise RuntimeError("cannot copy\n  from the device")


def _descend(*gradients: object) -> object:
    return backhand.descend(lambda W1, W2: gradients, lambda W1, W2: 1.0, ONE, ONE, 1, 0.1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: backhand.embedding([3], np.ones((3, 2))), "ids from 0 to 2, got 3"),
        (
            lambda: backhand.tanh(Elsewhere()),  # type: ignore[arg-type]
            "got Elsewhere, of which NumPy makes none (cannot copy from the device)",
        ),
        (lambda: _descend("W", ONE), "expected dW1 as an array of numbers, got str"),
        (lambda: _descend(ONE, "W"), "expected dW2 as an array of numbers, got str"),
        (lambda: _descend([1], ONE), "expected dW1 of shape (1, 1), got (1,)"),
        (lambda: _descend(ONE, [1]), "expected dW2 of shape (1, 1), got (1,)"),
        (lambda: _descend(ONE), "to return (dW1, dW2), got tuple"),
    ],
)
def test_a_message_says_what_was_expected_and_what_came(
    call: Callable[[], object], said: str
) -> None:
    with pytest.raises((TypeError, ValueError)) as failure:
        call()
    assert said in str(failure.value)


def test_a_layer_used_again_and_again_that_overflows_is_named() -> None:
    with pytest.raises(ValueError) as failure:
        backhand.shared_forward([[1e200]], [[1e200]], [0.0], "relu", 2)
    assert "a finite result of shared_forward(X, W, b), got inf" in str(failure.value)


def test_a_single_class_is_no_dropped_axis() -> None:
    assert backhand.softmax(np.zeros((3, 1))).tolist() == [[1.0]] * 3


def test_the_argument_that_is_no_node_is_the_one_that_is_named() -> None:
    node = backhand.Node(1.0)
    for source, sink, name in [(1.0, node, "source"), (node, 1.0, "sink")]:
        with pytest.raises(TypeError, match=f"^expected {name} to be a Node, got float"):
            list(graph.paths(source, sink))  # type: ignore[arg-type]


def test_a_network_that_overflows_is_named() -> None:
    with pytest.raises(ValueError) as failure:
        backhand.network_forward([[1e200]], [[[1e200]]], [[0.0]], "relu")
    assert "a finite result of network_forward(X, weights, biases), got" in str(failure.value)


def test_a_complex_gradient_passes_a_maximum_whole() -> None:
    sent = backhand.max_pool1d_vjp([[[1 + 2j]]], [[[3.0, 4.0]]], 2)
    assert sent.tolist() == [[[0, 1 + 2j]]]
