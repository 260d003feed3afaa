"""With the right rules, the passes on graphs equal `backhand.graph`; with a slip's they do not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.catalogue.computational_graph.graphs import graph, shuffled, worksheet_inputs
from autograder.exercises.exercise import RECTANGULAR, SQUARE
from autograder.reference.graph_program import (
    is_topological,
    path_products,
    reverse_sweep,
    topological_order,
    worksheet_backward,
    worksheet_values,
)
from autograder.reference.rules import RIGHT, Array
from autograder.slips.graph import EDGES, NEURONS, ORDERS
from autograder.slips.slip import at
from backhand import INSTANCES, Node, worksheet_network
from backhand import graph as truth
from backhand.worksheet import WEIGHT_NAMES

SEEDS = range(5)


def as_nodes(parents: Any, partials: Any) -> list[Node]:
    nodes: list[Node] = []
    for mine, slopes in zip(parents, partials, strict=True):
        nodes.append(Node(0.0, "", tuple(nodes[p] for p in mine), tuple(slopes)))
    return nodes


@pytest.mark.item("G3", "G4", "G5", "G12")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_sweep_equals_the_library(seed: int) -> None:
    parents, partials = graph(np.random.default_rng(seed), 14)
    nodes = as_nodes(parents, partials)
    truth.backward(nodes[-1])
    expected = [node.grad for node in nodes]
    np.testing.assert_allclose(reverse_sweep(parents, partials, RIGHT), expected, rtol=1e-12)
    assert expected.count(0.0) == 2  # a source and a node without a path


@pytest.mark.item("G1", "G2")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_numbers_of_the_nodes_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    parents, partials = graph(rng, 14)
    before = reverse_sweep(parents, partials, RIGHT)
    moved, slopes, sink = shuffled(rng, parents, partials)
    order = topological_order(moved, sink)
    after = reverse_sweep(moved, slopes, RIGHT, order)
    np.testing.assert_allclose(np.sort(after), np.sort(before), rtol=1e-12)
    rest = [k for k in range(14) if k not in order]
    assert is_topological(moved, [*sorted(rest, key=lambda k: len(moved[k])), *order])
    assert not is_topological(moved, list(range(14)))
    assert not is_topological(moved, order[1:])


@pytest.mark.item("G9")
@pytest.mark.parametrize("seed", SEEDS)
def test_products_along_paths_equal_the_library_and_add_up(seed: int) -> None:
    parents, partials = graph(np.random.default_rng(seed), 12)
    nodes = as_nodes(parents, partials)
    products = path_products(parents, partials, 0, RIGHT)
    ledger = [path.product for path in truth.path_ledger(nodes[0], nodes[-1])]
    np.testing.assert_allclose(sorted(products), sorted(ledger), rtol=1e-12)
    assert sum(products) == pytest.approx(reverse_sweep(parents, partials, RIGHT)[0])


@pytest.mark.item("W3")
@pytest.mark.parametrize("name", INSTANCES)
def test_the_worksheet_forward_equals_the_library(name: str) -> None:
    nodes = worksheet_network(*INSTANCES[name])
    for label, value in worksheet_values(*INSTANCES[name]).items():
        assert value == pytest.approx(nodes[label].value, abs=1e-15), label


@pytest.mark.item("W4", "W5", "W6", "W14")
@pytest.mark.parametrize("name", INSTANCES)
def test_the_worksheet_backward_equals_the_library(name: str) -> None:
    nodes = worksheet_network(*INSTANCES[name])
    truth.backward(nodes["J"])
    found = worksheet_backward(*INSTANCES[name], RIGHT)
    for label in (*WEIGHT_NAMES, "x1", "x2", "h1", "h2", "h3", "h4", "o"):
        assert found[label] == pytest.approx(nodes[label].grad, abs=1e-14), label
    assert found["h1 via h3"] + found["h1 via h4"] == pytest.approx(found["h1"])


@pytest.mark.parametrize("slip", EDGES, ids=lambda slip: slip.clause)
def test_every_slip_of_an_edge_changes_the_sweep(slip: Any) -> None:
    parents, partials = graph(np.random.default_rng(0), 14)
    right = reverse_sweep(parents, partials, RIGHT)
    assert np.abs(reverse_sweep(parents, partials, slip.rules()) - right).max() > 1e-3


@pytest.mark.parametrize("slip", NEURONS, ids=lambda slip: slip.clause)
@pytest.mark.parametrize("sizes", (*RECTANGULAR, *SQUARE), ids=str)
def test_every_slip_of_a_neuron_changes_the_worksheet(slip: Any, sizes: Any) -> None:
    given = worksheet_inputs(np.random.default_rng(0), sizes)
    right = worksheet_backward(**given, rules=RIGHT)
    wrong = worksheet_backward(**given, rules=slip.rules())
    assert max(abs(right[name] - wrong[name]) for name in right) > 1e-3


@pytest.mark.item("G11")
def test_every_wrong_order_changes_the_sweep() -> None:
    parents, partials = graph(np.random.default_rng(0), 14)
    right = reverse_sweep(parents, partials, RIGHT)
    for wrong in ORDERS:
        assert np.abs(wrong.formula(parents, partials, 13) - right).max() > 1e-3


def overwriting(parents: list[list[int]], partials: list[list[float]]) -> Array:
    last = at("branches", lambda before, context, terms: terms[-1])(RIGHT)
    return reverse_sweep(parents, partials, last)


def test_overwriting_is_right_on_a_chain_of_arrays_and_wrong_on_the_same_layers_in_numbers() -> (
    None
):
    chain = [[], [0], [], [1, 2], [3]]  # x, f(x), W, W f(x), L: one child each
    slopes = [[], [2.0], [], [3.0, 0.5], [4.0]]
    np.testing.assert_array_equal(overwriting(chain, slopes), reverse_sweep(chain, slopes, RIGHT))
    # One input, two hidden units, one output: the input feeds both hidden units.
    numbers, slopes = [[], [0], [0], [1, 2]], [[], [2.0], [3.0], [0.5, 4.0]]
    wrong, right = overwriting(numbers, slopes), reverse_sweep(numbers, slopes, RIGHT)
    assert wrong[0] != right[0] == 2 * 0.5 + 3 * 4


def test_two_numbers_of_the_worksheets_own_instance_make_a_weight_move_when_changed_alone() -> None:
    seed = INSTANCES["seed"]
    moving = set()
    for name in (*WEIGHT_NAMES, "x1", "x2", "t"):
        weights = {**seed.weights, **({name: 0.3} if name in seed.weights else {})}
        x = [0.3 if name == f"x{k}" else value for k, value in enumerate(seed.x, 1)]
        found = worksheet_backward(weights, x, 0.3 if name == "t" else seed.t, RIGHT)
        moving |= {name} if any(found[w] for w in WEIGHT_NAMES) else set()
    assert moving == {"t", "u2"}
