"""Of `backhand` a submission gets what the set-up cells import and need, and no gradient."""

from __future__ import annotations

import ast

import pytest

from autograder.execution.engines import FIGURES
from autograder.execution.tree_shake import GRADIENT, cut, holds_gradient, imports_of

GRADIENTS = {
    "weight_gradient",
    "input_gradient",
    "bias_gradient",
    "affine_vjp",
    "elementwise_vjp",
    "softmax_vjp",
    "backward",
    "network_backward",
    "recurrent_backward",
    "shared_backward",
    "convolution1d_vjp",
    "convolution2d_vjp",
    "add_windows",
    "max_pool1d_vjp",
    "mean_pool1d_vjp",
    "half_squared_error_gradient",
    "embedding_vjp",
    "dropout_vjp",
    "batch_norm_vjp",
    "batch_norm_evaluate_vjp",
    "layer_norm_vjp",
    "clip_by_norm_vjp",
    "train",
    "ACTIVATIONS",
}

#: Exercises of the notebook about graphs, which the picture of a graph needs.
ORDERS = {"topological_order", "layered", "drawn_edges"}


def defined(sources: dict[str, str]) -> set[str]:
    """Every name that is bound, used or imported anywhere in the sources."""
    nodes = [node for text in sources.values() for node in ast.walk(ast.parse(text))]
    names = {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    names |= {n.id for n in nodes if isinstance(n, ast.Name)}
    return names | {a.name for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names}


@pytest.mark.parametrize("wanted", [["draw"], ["Node", "draw"], ["History", "spread", "draw"]])
def test_no_gradient_is_in_the_cut(wanted: list[str]) -> None:
    sources, _ = cut(wanted)
    assert defined(sources).isdisjoint(GRADIENTS)


@pytest.mark.parametrize("layer", ["embedding", "dropout", "batch_norm", "layer_norm"])
def test_a_layer_comes_without_its_gradient(layer: str) -> None:
    sources, names = cut([layer])
    assert layer in names
    assert not {name for name in defined(sources) if GRADIENT.search(name)}


@pytest.mark.parametrize("wanted", [["draw"], ["Node", "draw"], ["curves", "draw"]])
def test_an_answer_that_only_a_figure_needs_is_not_in_the_cut(wanted: list[str]) -> None:
    sources, _ = cut(wanted)
    assert defined(sources).isdisjoint(ORDERS)
    assert {"step_size_sweep", "graph_picture", "error_by_block"} <= defined(sources)


def test_what_a_module_imports_for_others_is_in_the_cut() -> None:
    sources, _ = cut(["draw"])
    assert {"two_uses", "labelled_network", "contributions"} <= defined(sources)
    assert "def two_uses" in sources["figures.labelled"]


def test_what_draws_for_others_has_all_that_it_needs() -> None:
    sources, _ = cut(FIGURES, drawing=True)
    assert defined(sources) >= ORDERS
    assert defined(sources).isdisjoint(GRADIENTS - ORDERS)


def test_what_a_set_up_asks_for_by_its_name_is_not_withheld() -> None:
    assert "def central_difference" in cut(["central_difference"])[0]["gradcheck"]


def test_the_cut_runs_by_itself_in_its_order() -> None:
    sources, names = cut(["draw", "Node", "sigmoid"])
    done: set[str] = set()
    for name, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("backhand."):
                assert (node.module or "").removeprefix("backhand.") in done
        done.add(name)
    assert names == {
        "draw": "figures.draw",
        "Node": "graph:Node",
        "sigmoid": "activations:sigmoid",
    }


@pytest.mark.parametrize("name", ["no_such_name", "no_such_module.name", "figures", "np"])
def test_what_there_is_not_is_not_in_the_cut(name: str) -> None:
    assert cut([name]) == ({}, {})


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from backhand.figures import draw", {"figures.draw": "figures.draw"}),
        (
            "from backhand.figures.draw import Picture as P",
            {"figures.draw.Picture": "figures.picture:Picture"},
        ),
        ("from backhand import sigmoid as s", {"sigmoid": "activations:sigmoid"}),
        ("from backhander import sigmoid", {}),
    ],
)
def test_a_name_is_found_where_it_is_defined(source: str, names: dict[str, str]) -> None:
    assert cut(imports_of([source]))[1] == names


def test_a_figure_of_the_subpackage_brings_what_draws_it_and_no_other() -> None:
    sources, _ = cut(["curves"])
    assert {"figures.curves", "figures.picture", "figures.render_training"} <= set(sources)
    assert {"figures.draw", "figures.render_graph", "gradcheck"}.isdisjoint(sources)


def test_a_gradient_is_there_for_a_set_up_that_asks_for_it() -> None:
    sources, names = cut(["weight_gradient"])
    assert names == {"weight_gradient": "affine:weight_gradient"}
    assert "def weight_gradient" in sources["affine"]
    assert "def input_gradient" not in sources["affine"]


def test_a_forward_function_of_a_set_up_brings_no_vjp() -> None:
    wanted = ["convolution1d", "convolution2d", "banded_matrix", "max_pool1d", "mean_pool2d"]
    sources, _ = cut(wanted)
    assert list(sources) == ["_validate", "_windows", "convolution", "pooling"]
    assert defined(sources).isdisjoint(GRADIENTS)
    assert not holds_gradient(wanted)
    assert holds_gradient(["convolution1d_vjp"]) and holds_gradient(["max_pool2d_vjp"])


def test_imports_are_read_off_the_set_up_cells() -> None:
    cells = [
        "import numpy as np\nfrom backhand import Node, draw",
        "%matplotlib inline",
        "from backhand.graph import exp as e\nfrom elsewhere import backward",
    ]
    assert imports_of(cells) == ["Node", "draw", "graph.exp"]
