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
    ],
)
def test_the_likely_cause_fits_the_case(call: Callable[[], object], likely: str) -> None:
    with pytest.raises((TypeError, ValueError)) as failure:
        call()
    assert str(failure.value).endswith(f"likely {likely}")


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
