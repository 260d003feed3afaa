"""The scalar graph: operators, depth, multiple edges, and what a node shows."""

from __future__ import annotations

import math
import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh
from backhand import graph, worksheet
from backhand.graph import Node

small = st.floats(-2, 2)


@settings(max_examples=30)
@given(small, small)
def test_operators_and_functions_against_the_complex_step(a, b):
    def build(a, b):
        x, y = Node(a, "x"), Node(b, "y")
        bent = graph.tanh(x * y) + graph.sigmoid(x - 2) * graph.sin(-y)
        sink = graph.exp(bent) - 3 * graph.square(y) + (1 - x) * graph.scale(0.5)(y) + 1
        return x, y, sink

    x, y, sink = build(a, b)
    graph.backward(sink)
    assert x.grad == pytest.approx(build(a + 1e-30j, b)[2].value.imag / 1e-30, rel=1e-9, abs=1e-12)
    assert y.grad == pytest.approx(build(a, b + 1e-30j)[2].value.imag / 1e-30, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", ["exp", "sin", "square", "tanh", "sigmoid"])
def test_functions_store_value_and_local_derivative(name):
    x = Node(0.3, "x")
    y = getattr(graph, name)(x)
    expected = {
        "exp": (math.exp(0.3), math.exp(0.3)),
        "sin": (math.sin(0.3), math.cos(0.3)),
        "square": (0.09, 0.6),
        "tanh": (math.tanh(0.3), 1 - math.tanh(0.3) ** 2),
        "sigmoid": (1 / (1 + math.exp(-0.3)), 0.25 / math.cosh(0.15) ** 2),
    }[name]
    assert (y.value, y.partials[0]) == pytest.approx(expected, rel=1e-14)
    assert y.parents == (x,) and type(y.value) is float


def test_backward_starts_afresh_each_time():
    x = Node(2.0)
    y = x * x
    graph.backward(y)
    graph.backward(y)
    assert x.grad == 4.0


def test_deep_chains_do_not_meet_the_recursion_limit():
    depth = 10_000
    source = node = Node(1.0)
    for _ in range(depth):
        node = graph.scale(1.0001)(node)
    graph.backward(node)
    assert source.grad == pytest.approx(1.0001**depth)
    assert graph.count_paths(source, node) == 1
    assert graph.count_edges(node) == depth
    (path,) = graph.path_ledger(source, node)
    assert len(path.nodes) == depth + 1
    assert path.product == pytest.approx(source.grad)


def test_paths_are_counted_without_being_walked():
    source = node = Node(1.0)
    for _ in range(300):
        node = graph.scale(0.5)(node + node)
    assert graph.count_paths(source, node) == 2**300


def test_parallel_edges_are_separate_paths():
    x = Node(3.0, "x")
    y = x * x
    assert y.parents == (x, x)
    assert [path.product for path in graph.path_ledger(x, y)] == [3.0, 3.0]
    assert list(graph.paths(x, y)) == [(x, y), (x, y)]
    assert graph.count_edges(y) == graph.count_paths(x, y) == 2


def test_paths_avoid_dead_ends_and_start_at_the_source():
    a, b = Node(1.0, "a"), Node(2.0, "b")
    c = (a * b).named("c")
    d = (c + b).named("d")
    assert list(graph.paths(a, d)) == [(a, c, d)]
    assert sorted(len(nodes) for nodes in graph.paths(b, d)) == [2, 3]
    assert [p.nodes for p in graph.path_ledger(d, d)] == [(d,)]
    assert graph.path_ledger(d, d)[0].product == 1.0
    assert list(graph.paths(d, a)) == []


def test_a_node_shows_rule_value_gradient_and_local_derivatives():
    a, b = Node(2.0, "a"), Node(-3.0, "b")
    c = (a * b).named("c")
    graph.backward(c)
    assert repr(c) == "Node(c = a * b = -6; grad = 1; d/da = -3, d/db = 2)"
    assert repr(a) == "Node(a = 2; grad = -3)"
    assert repr(graph.exp(Node(0.0, "z"))) == "Node(? = exp(z) = 1; grad = 0; d/dz = 1)"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_overflow_says_so():
    with pytest.raises(ValueError, match="overflow"):
        graph.exp(Node(1e4))


RULES = {
    "quotient": lambda x, y: x / y + 2 / x,
    "power": lambda x, y: x**3 + x**-1.5 + x**0,
    "power of a node": lambda x, y: x**y + 2**y,
    "log and cos": lambda x, y: graph.log(x * y) + graph.cos(x) * graph.cos(y),
    "relu": lambda x, y: graph.relu(x - y) + graph.relu(y - x) * 3,
    "numbers of NumPy": lambda x, y: np.float64(2.0) * x + np.float64(3.0) / y - np.int64(2) ** x,
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_agrees_with_the_complex_step(name):
    def build(values):
        x, y = Node(values[0], "x"), Node(values[1], "y")
        return x, y, RULES[name](x, y)

    at = np.array([1.3, 0.7])
    x, y, sink = build(at)
    graph.backward(sink)
    measured = bh.complex_step(lambda v: build(v)[2].value, at)
    np.testing.assert_allclose([x.grad, y.grad], measured, rtol=1e-12)


def test_a_node_that_does_not_reach_the_sink_has_gradient_0_after_another_sweep():
    w, x = Node(2.0), Node(5.0)
    h = w * x
    first, second = h * h, w * 3
    graph.backward(first)
    assert (x.grad, h.grad) == (40.0, 20.0)
    graph.backward(second)
    assert (w.grad, x.grad, h.grad, first.grad) == (3.0, 0.0, 0.0, 0.0)
    graph.backward(first)
    assert (w.grad, x.grad, second.grad) == (100.0, 40.0, 0.0)


def test_graphs_that_share_no_node_keep_their_gradients():
    x, y = Node(2.0), Node(3.0)
    graph.backward(x * x)
    graph.backward(y * y)
    assert (x.grad, y.grad) == (4.0, 6.0)


def test_a_gradient_can_be_set_by_hand():
    x = Node(2.0)
    x.grad = 7.0
    assert x.grad == 7.0


def test_a_number_on_the_left_of_a_node_is_a_term():
    x = Node(3.0, "x")
    total = sum([x, x], 2)
    graph.backward(total)
    assert (total.value, x.grad) == (8, 2)


def test_an_edge_that_was_set_without_its_local_derivative_is_not_passed_over():
    x, sink = Node(1.0, "x"), Node(2.0, "y")
    sink.parents = (x,)
    for walk in (graph.backward, lambda sink: graph.path_ledger(x, sink)):
        with pytest.raises(ValueError):
            walk(sink)


FUNCTIONS = ("exp", "sin", "square", "tanh", "sigmoid", "relu", "cos", "log")
OF_ONE = {f"{name}(x)": getattr(graph, name) for name in FUNCTIONS} | {
    "half_square(x)": worksheet.half_square, "2*(x)": graph.scale(2.0), "-(x)": operator.neg,
    "x**3": lambda x: x**3, "1 / x": lambda x: 1 / x, "f(x)": lambda x: Node(8.0, "", (x,), (1.0,)),
}  # fmt: skip
OF_TWO = {
    "x + y": operator.add, "x - y": operator.sub, "x * y": operator.mul, "x / y": operator.truediv,
    "x ** y": operator.pow,
}  # fmt: skip


@pytest.mark.parametrize("rule", [*OF_ONE, *OF_TWO])
def test_a_node_shows_the_rule_that_made_it(rule):
    x, y = Node(2.0, "x"), Node(4.0, "y")
    made = OF_ONE[rule](x) if rule in OF_ONE else OF_TWO[rule](x, y)
    assert repr(made).startswith(f"Node(? = {rule} = ")
