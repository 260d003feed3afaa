"""Whatever is passed: a right value, or one line that names the argument; no warning of NumPy's."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from odd_forms import (
    GENERATOR,
    call,
    changed,
    enormous,
    flat,
    other_types,
    problems,
    reshaped,
    same,
)

import backhand as bh
from backhand import graph, initialization, symmetry, worksheet
from backhand.graph import Node

RNG = np.random.default_rng(3)
X, W, b = RNG.normal(size=(5, 4)), RNG.normal(size=(3, 4)), RNG.normal(size=3)
Y, D = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 3))
P = np.eye(3)[[0, 1, 2, 0, 1]]
S, c = RNG.normal(size=(4, 4)), RNG.normal(size=4)
LINE, KERNEL = RNG.normal(size=(2, 3, 8)), RNG.normal(size=(4, 3, 3))
PLANE, KERNELS = RNG.normal(size=(2, 3, 5, 6)), RNG.normal(size=(4, 3, 2, 3))
STEPS, U = RNG.normal(size=(2, 5, 6)), RNG.normal(size=(4, 6))
LAYERS = {"weights": [W, np.ones((2, 3))], "biases": [b, np.zeros(2)], "activations": "tanh"}
TRACE = bh.network_forward(X, **LAYERS)
SHARED = bh.shared_forward(X, S, c, "tanh", 2)
RECURRENT = bh.recurrent_forward(X, STEPS, S, U, c, "tanh")
V = RNG.normal(size=(2, 3))
HISTORY = symmetry.train(W, V, X, Y[:, :2], 1, 0.1, "tanh")
NODE = Node(0.5, "x")
SINK = graph.exp(NODE * NODE)
NORMED = {"X": X, "gamma": c, "beta": c}
FIXED = {"gamma": c, "mean": c, "var": c * c}

#: Arguments with which each public function works; one of them at a time is replaced below.
ACTIVATIONS = {
    name: (function, {"z": X})
    for activation in bh.ACTIVATIONS.values()
    for function in (activation.function, activation.derivative)
    for name in [function.__name__]
}
LOSSES = {
    function.__name__: (function, {"Z": Y, "Y": P})
    for loss in bh.LOSSES.values()
    for function in (loss.function, loss.gradient)
}
INITIALISERS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    f"initialization.{name}": (
        getattr(initialization, name),
        {"n_out": 3, "n_in": 4, **more, "rng": GENERATOR},
    )
    for name, more in {
        "zeros": {}, "constant": {"value": 0.5}, "normal": {"std": 0.5}, "uniform": {"limit": 0.5},
        "xavier_normal": {}, "xavier_uniform": {}, "he_normal": {}, "he_uniform": {},
        "orthogonal": {},
    }.items()
}  # fmt: skip
NODES: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    f"graph.{name}": (getattr(graph, name), {"x": NODE})
    for name in ("exp", "sin", "square", "tanh", "sigmoid", "relu", "cos", "log")
} | {
    "graph.scale": (graph.scale, {"c": 2.0}),
    "graph.topological_order": (graph.topological_order, {"sink": SINK}),
    "graph.backward": (graph.backward, {"sink": SINK}),
    "graph.paths": (graph.paths, {"source": NODE, "sink": SINK}),
    "graph.path_ledger": (graph.path_ledger, {"source": NODE, "sink": SINK}),
    "graph.count_paths": (graph.count_paths, {"source": NODE, "sink": SINK}),
    "graph.count_edges": (graph.count_edges, {"sink": SINK}),
    "graph.Node": (Node, {"value": 2.0, "parents": (NODE,), "partials": (1.0,)}),
    "worksheet.half_square": (worksheet.half_square, {"x": NODE}),
    "worksheet_network": (bh.worksheet_network, dict(bh.INSTANCES["hand"]._asdict())),
}  # fmt: skip


@np.errstate(all="ignore")
def loss_of(x: Any) -> Any:
    return (x**2).sum()


def loss_of_all(parameters: Any) -> Any:
    arrays = parameters.values() if isinstance(parameters, dict) else parameters
    return sum(loss_of(x) for x in arrays)


@np.errstate(all="ignore")
def loss_of_two(W1: Any, W2: Any) -> Any:
    return (W2 @ W1).sum()


def gradients_of_two(W1: Any, W2: Any) -> Any:
    return np.ones_like(W1), np.ones_like(W2)


WORKING: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    **ACTIVATIONS, **LOSSES, **INITIALISERS, **NODES,
    "elementwise_vjp": (bh.elementwise_vjp, {"upstream": X, "z": X, "activation": "tanh"}),
    "softmax": (bh.softmax, {"Z": X}),
    "softmax_vjp": (bh.softmax_vjp, {"upstream": X, "Z": X}),
    "softmax_jacobian": (bh.softmax_jacobian, {"z": b}),
    "affine": (bh.affine, {"X": X, "W": W, "b": b}),
    "weight_gradient": (bh.weight_gradient, {"delta": D, "X": X}),
    "input_gradient": (bh.input_gradient, {"delta": D, "W": W}),
    "bias_gradient": (bh.bias_gradient, {"delta": D}),
    "affine_vjp": (bh.affine_vjp, {"delta": D, "X": X, "W": W}),
    "clip_by_norm": (bh.clip_by_norm, {"gradients": [W, b], "limit": 1.0}),
    "clip_by_norm_vjp": (bh.clip_by_norm_vjp, {"upstream": W, "gradient": W, "limit": 1.0}),
    "convolution1d": (bh.convolution1d, {"X": LINE, "W": KERNEL, "b": c, "stride": 1}),
    "convolution1d_vjp": (
        bh.convolution1d_vjp,
        {"G": np.ones((2, 4, 8)), "X": LINE, "W": KERNEL, "stride": 1, "padding": 1},
    ),
    "convolution2d": (bh.convolution2d, {"X": PLANE, "W": KERNELS, "b": c, "stride": (1, 1)}),
    "convolution2d_vjp": (
        bh.convolution2d_vjp,
        {"G": np.ones((2, 4, 4, 4)), "X": PLANE, "W": KERNELS, "padding": 0},
    ),
    "banded_matrix": (bh.banded_matrix, {"w": b, "n": 6, "stride": 1, "padding": 0}),
    "dropout": (bh.dropout, {"X": X, "rate": 0.5, "rng": GENERATOR}),
    "dropout_vjp": (bh.dropout_vjp, {"G": X, "mask": X > 0, "rate": 0.5}),
    "embedding": (bh.embedding, {"ids": [0, 2, 1], "E": X}),
    "embedding_vjp": (bh.embedding_vjp, {"G": np.ones((3, 2)), "ids": [0, 2, 1], "rows": 5}),
    "max_pool1d": (bh.max_pool1d, {"X": LINE, "size": 2, "stride": 2}),
    "max_pool1d_vjp": (bh.max_pool1d_vjp, {"G": np.ones((2, 3, 4)), "X": LINE, "size": 2}),
    "max_pool2d": (bh.max_pool2d, {"X": PLANE, "size": (2, 3), "stride": 2}),
    "max_pool2d_vjp": (bh.max_pool2d_vjp, {"G": np.ones((2, 3, 2, 2)), "X": PLANE, "size": (2, 3)}),
    "mean_pool1d": (bh.mean_pool1d, {"X": LINE, "size": 2, "stride": 2}),
    "mean_pool1d_vjp": (bh.mean_pool1d_vjp, {"G": np.ones((2, 3, 4)), "X": LINE, "size": 2}),
    "mean_pool2d": (bh.mean_pool2d, {"X": PLANE, "size": (2, 3), "stride": 2}),
    "mean_pool2d_vjp": (
        bh.mean_pool2d_vjp, {"G": np.ones((2, 3, 2, 2)), "X": PLANE, "size": (2, 3)},
    ),
    "batch_norm": (bh.batch_norm, {**NORMED, "eps": 1e-5}),
    "batch_norm_vjp": (
        bh.batch_norm_vjp, {"G": X, "trace": bh.batch_norm(**NORMED)[1], "gamma": c},
    ),
    "batch_norm_evaluate": (bh.batch_norm_evaluate, {"X": X, "beta": c, **FIXED, "eps": 1e-5}),
    "batch_norm_evaluate_vjp": (bh.batch_norm_evaluate_vjp, {"G": X, "X": X, **FIXED, "eps": 1.0}),
    "layer_norm": (bh.layer_norm, {**NORMED, "eps": 1e-5}),
    "layer_norm_vjp": (
        bh.layer_norm_vjp, {"G": X, "trace": bh.layer_norm(**NORMED)[1], "gamma": c},
    ),
    "network_forward": (bh.network_forward, {"X": X, **LAYERS}),
    "network_backward": (
        bh.network_backward,
        {"upstream": np.ones((5, 2)), "trace": TRACE, "weights": LAYERS["weights"],
         "activations": "tanh", "inputs": True},
    ),
    "network_loss_and_gradients": (
        bh.network_loss_and_gradients,
        {"X": X, "Y": np.eye(2)[[0, 1, 0, 1, 1]], **LAYERS, "loss": "softmax_cross_entropy"},
    ),
    "shared_forward": (
        bh.shared_forward, {"X": X, "W": S, "b": c, "activation": "tanh", "uses": 2},
    ),
    "shared_backward": (
        bh.shared_backward, {"upstream": X, "trace": SHARED, "W": S, "activation": "tanh"},
    ),
    "recurrent_forward": (
        bh.recurrent_forward,
        {"h0": X, "inputs": STEPS, "W": S, "U": U, "b": c, "activation": "tanh"},
    ),
    "recurrent_backward": (
        bh.recurrent_backward,
        {"upstreams": np.ones((2, 5, 4)), "trace": RECURRENT, "inputs": STEPS, "W": S, "U": U,
         "activation": "tanh"},
    ),
    "forward_difference": (bh.forward_difference, {"f": loss_of, "x": b, "h": 1e-7}),
    "central_difference": (bh.central_difference, {"f": loss_of, "x": b, "h": 1e-5}),
    "complex_step": (bh.complex_step, {"f": loss_of, "x": b, "h": 1e-20}),
    "numerical_gradients": (
        bh.numerical_gradients, {"f": loss_of_all, "parameters": {"b": b}, "h": 1e-5},
    ),
    "relative_error": (bh.relative_error, {"a": W, "n": W}),
    "entry_errors": (bh.entry_errors, {"a": W, "n": W}),
    "check_gradients": (
        bh.check_gradients, {"analytic": {"W": W}, "numeric": {"W": W}, "tolerance": 1e-6},
    ),
    "symmetry.train": (
        symmetry.train,
        {"W1": W, "W2": V, "X": X, "Y": Y[:, :2], "steps": 2, "rate": 0.1, "activation": "tanh",
         "b1": b},
    ),
    "descend": (
        bh.descend,
        {"gradients": gradients_of_two, "loss": loss_of_two, "W1": W, "W2": V, "steps": 2,
         "rate": (0.1, 0.2)},
    ),
    "spread": (bh.spread, {"W1": W, "W2": V}),
    "different_units": (bh.different_units, {"W1": W, "W2": V, "tolerance": 1e-6}),
    "symmetry.rank_one": (symmetry.rank_one, {"p": b, "q": c, "n_hidden": 2}),
    "symmetry.permute_units": (symmetry.permute_units, {"W1": W, "W2": V, "order": [2, 0, 1]}),
    "symmetry.twin_units": (symmetry.twin_units, {"W1": W, "W2": V, "unit": 0, "copy": 1}),
    "derivation": (bh.derivation, {"item": "S7"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKING)
def test_an_odd_argument_gives_a_finite_value_or_one_line_that_names_it(name: str) -> None:
    assert problems(*WORKING[name], changed, {"f", "loss", "gradients"}) == []


@pytest.mark.parametrize("name", WORKING)
def test_an_array_of_another_layer_or_batch_fits_or_is_named_in_one_line(name: str) -> None:
    assert problems(*WORKING[name], reshaped) == []


@pytest.mark.parametrize("name", WORKING)
def test_an_overflow_is_told_in_one_line_and_without_a_warning(name: str) -> None:
    function, right = WORKING[name]
    try:
        call(function, {argument: enormous(value) for argument, value in right.items()})
    except ValueError as problem:
        assert re.fullmatch("expected .*got .*likely .*", str(problem))


@pytest.mark.parametrize("name", WORKING)
def test_an_array_in_another_form_gives_the_same_numbers(name: str) -> None:
    function, right = WORKING[name]
    arrays = {key: value for key, value in right.items() if type(value) is np.ndarray}
    if "rng" in right:
        return  # draws other numbers each time
    expected = [np.asarray(leaf) for leaf in flat(call(function, right)) if leaf is not None]
    for argument, value in arrays.items():
        if value.dtype == bool:
            continue
        for form, other in same(value):
            if "complex" in form and function in (
                bh.forward_difference, bh.central_difference, bh.complex_step, bh.spread,
            ):  # fmt: skip
                continue
            found = flat(call(function, {**right, argument: other}))
            for leaf, before in zip((f for f in found if f is not None), expected, strict=True):
                if before.dtype.kind in "fc":
                    np.testing.assert_allclose(
                        leaf, before, rtol=1e-9, atol=1e-15, err_msg=f"{argument} {form}"
                    )


@pytest.mark.parametrize("name", WORKING)
def test_a_number_of_another_type_gives_the_same(name: str) -> None:
    function, right = WORKING[name]

    def numbers(given: dict[str, Any]) -> list[Any]:
        seeded = {"rng": np.random.default_rng(5)} if "rng" in given else {}
        found = [leaf for leaf in flat(call(function, given | seeded)) if not callable(leaf)]
        return [leaf.value if isinstance(leaf, Node) else leaf for leaf in found]

    for argument, value in right.items():
        for other in other_types(value):
            np.testing.assert_equal(numbers({**right, argument: other}), numbers(right))


@pytest.mark.parametrize("name", WORKING)
def test_arguments_stay_as_they_are_and_no_result_is_a_view_of_one(name: str) -> None:
    function, right = WORKING[name]
    given = [leaf for leaf in flat(right) if isinstance(leaf, np.ndarray)]
    before = [array.copy() for array in given]
    found = [leaf for leaf in flat(call(function, right)) if isinstance(leaf, np.ndarray)]
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)
        assert not any(np.shares_memory(array, leaf) for leaf in found)


def test_every_public_function_is_tried() -> None:
    public = {
        name
        for name in bh.__all__
        if inspect.isfunction(getattr(bh, name)) or getattr(bh, name) is Node
    }
    tried = {name.rpartition(".")[2] for name in WORKING}
    assert public - tried == set()
    for module in (graph, initialization, symmetry, worksheet):
        for name, thing in vars(module).items():
            if inspect.isfunction(thing) and thing.__module__ == module.__name__ and name[0] != "_":
                assert name in {*tried, "expect_node"}, name
