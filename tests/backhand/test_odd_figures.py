"""Whatever a figure is given: it is drawn, or one line names the argument."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from odd_forms import call, changed, problems, reshaped

from backhand import Node, curves, draw, graph, symmetry

RNG = np.random.default_rng(3)
W, b, S, c = RNG.normal(size=(3, 4)), RNG.normal(size=4), RNG.normal(size=(4, 4)), np.ones(3)
SINK = (Node(2.0, "x") * Node(3.0, "y")).named("z")
graph.backward(SINK)
HISTORY = symmetry.train(W, W.T, np.ones((2, 4)), np.ones((2, 4)), 1, 0.1, "tanh")
LAYERS = {"W1": W, "b1": c, "W2": np.ones((2, 3)), "b2": np.ones(2)}


@np.errstate(all="ignore")
def loss_of(x: Any) -> Any:
    return (x**2).sum()


#: Arguments with which each figure is drawn; one of them at a time is replaced.
FIGURES: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "graph_picture": (draw.graph_picture, {"nodes": SINK}),
    "sweep_pictures": (draw.sweep_pictures, {"sink": SINK}),
    "worksheet_graph": (draw.worksheet_graph, {"values": {"w11": 3.0}, "gradients": {"dJ/dh1": 1}}),
    "error_by_block": (draw.error_by_block, {"blocks": {"W": (W, W)}, "tolerance": 1e-6}),
    "loss_slice": (
        draw.loss_slice,
        {"f": loss_of, "x": b, "direction": b, "gradient": b, "span": 1.0, "points": 5,
         "name": "loss"},
    ),
    "step_size_sweep": (
        draw.step_size_sweep, {"f": loss_of, "x": b, "gradient": b, "steps": np.array([0.1, 0.01])},
    ),
    "hidden_units": (draw.hidden_units, {"history": HISTORY, "inputs": [0, 1]}),
    "layer_picture": (draw.layer_picture, {"n_in": 2, "n_out": 2}),
    "shared_matrix": (
        draw.shared_matrix, {"matrix": np.array([[1.0, 2, 0], [0, 1, 2]]), "weights": [1.0, 2.0]},
    ),
    "network_picture": (
        draw.network_picture, {"layers": {"X": 2, "A": 3}, "between": ["W"], "errors": ["d"]},
    ),
    "modules_picture": (
        draw.modules_picture,
        {"modules": ["f", "loss"], "values": ["x", "a", "L"], "enters": {1: "y"},
         "back": ["dx", "da", "1"], "gives": {0: "dW"}, "numbers": [b, b, b]},
    ),
    "nudged_network": (
        draw.nudged_network,
        {"gradients": {"dW1": W}, "X": np.ones((5, 4)), "Y": np.ones((5, 2)), **LAYERS,
         "tolerance": 1e-6},
    ),
    "uses_compared": (
        draw.uses_compared,
        {"candidates": {"a": S}, "W": S, "x": b, "b": b, "delta": b, "tolerance": 1e-6},
    ),
    "contributions": (draw.contributions, {"runs": {"a": (W, W)}}),
    "row_uses": (
        draw.row_uses, {"ids": [0, 1, 0], "G": np.ones((3, 2)), "gradient": W[:, :2], "row": 0},
    ),
    "batch_norms_compared": (
        draw.batch_norms_compared,
        {"candidates": {"a": W}, "G": W, "X": W, "gamma": b, "eps": 0.1, "tolerance": 1e-6},
    ),
    "maximum_routes": (draw.maximum_routes, {"x": b, "size": 2, "stride": 2, "g": b[:2], "dx": b}),
    "unrolled": (draw.unrolled, {"steps": 2, "losses": "last"}),
    "training_curve": (curves.training_curve, {"losses": b, "accuracies": b**2 / (1 + b**2)}),
    "weight_images": (curves.weight_images, {"images": W, "titles": ["a", "b", "c"], "columns": 2,
                                             "caption": "Images"}),
}  # fmt: skip


#: What is said of the loss that a figure differentiates, and not of an argument.
OF_THE_LOSS = ("what f returns to be finite", "a step h that changes x")


def numbers_of(figure: Callable[..., Any]) -> Callable[..., str]:
    @functools.wraps(figure)
    def drawn(**given: Any) -> str:
        return repr(figure(**given).numbers)

    return drawn


@pytest.mark.parametrize("name", FIGURES)
def test_an_odd_argument_is_drawn_or_named_in_one_line(name: str) -> None:
    figure, right = FIGURES[name]
    drawn = numbers_of(figure)
    call(drawn, right)
    found = problems(drawn, right, changed, {"f"})
    assert [one for one in found if not any(said in one for said in OF_THE_LOSS)] == []


@pytest.mark.parametrize("name", FIGURES)
def test_an_array_of_another_shape_is_drawn_or_named_in_one_line(name: str) -> None:
    figure, right = FIGURES[name]
    found = problems(numbers_of(figure), right, reshaped)
    # `train` makes a history, and nobody by hand.
    assert [one for one in found if not one.startswith("history = ")] == []


def test_every_figure_is_tried() -> None:
    offered = {
        name
        for module in (draw, curves)
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__annotations__.get("return") == "Picture"
    }
    without_arguments = {"batch_norm_graph", "local_patterns", "tied_autoencoder", "two_uses"}
    assert {name for name in offered if name[0] != "_"} == {*FIGURES, *without_arguments}
