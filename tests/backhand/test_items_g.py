"""Items G1 to G13: the computational graph, and checking gradients."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest

import backhand as bh
from backhand import _chain, graph
from backhand.graph import Node


def one_layer(w=1.3, x=-0.7, b=0.4, y=0.9):
    """Build the single layer with squared error of G1, at width one."""
    n = {name: Node(v, name) for name, v in {"w": w, "x": x, "b": b, "y": y}.items()}
    n["wx"] = n["w"] * n["x"]
    n["z"] = n["wx"] + n["b"]
    n["c"] = n["z"] - n["y"]
    n["L"] = bh.worksheet.half_square(n["c"])
    return n


def random_graph(rng, size=40):
    """Build a graph in which every node feeds on up to three earlier ones; the last is the sink."""
    nodes = [Node(v, f"s{i}") for i, v in enumerate(rng.normal(size=4))]
    while len(nodes) < size:
        picked = [nodes[i] for i in rng.integers(len(nodes), size=3)]
        nodes.append(graph.tanh(picked[0] * picked[1] - graph.sin(picked[2])))
    sink = nodes[-1]
    for node in nodes[4:-1]:
        sink = sink + node
    return nodes[:4], sink


def diamonds(k):
    """Stack k diamonds: each is two paths of two edges."""
    source = node = Node(0.5, "source")
    for i in range(k):
        left, right = (Node(0.0, "", (node,), (p,)) for p in (0.3 + i, -0.2))
        node = Node(0.0, "", (left, right), (1.1, 0.7))
    return source, node


def accumulate(order, sink, add=True):
    """Sweep once over the given order, adding or (wrongly) replacing."""
    adjoint = dict.fromkeys(order, 0.0) | {sink: 1.0}
    for node in order:
        for parent, partial in zip(node.parents, node.partials, strict=True):
            adjoint[parent] = (adjoint[parent] if add else 0.0) + partial * adjoint[node]
    return adjoint


@pytest.mark.item("G1")
def test_a_layer_with_squared_error_is_eight_nodes_in_topological_order(rng):
    n = one_layer()
    order = graph.topological_order(n["L"])
    assert len(order) == len(set(order)) == 8
    assert n["L"].value == pytest.approx(0.5 * (1.3 * -0.7 + 0.4 - 0.9) ** 2)
    for sink in (n["L"], random_graph(rng)[1]):
        context = {node: i for i, node in enumerate(graph.topological_order(sink))}
        assert all(context[p] < context[node] for node in context for p in node.parents)
        assert max(context, key=context.get) is sink


def shuffled_reverse(sink, rng):
    """Draw one of the reverse topological orders at random."""
    nodes = graph.topological_order(sink)
    waiting = dict.fromkeys(nodes, 0)
    for node in nodes:
        for parent in node.parents:
            waiting[parent] += 1
    ready, order = [sink], []
    while ready:
        node = ready.pop(int(rng.integers(len(ready))))
        order.append(node)
        for parent in node.parents:
            waiting[parent] -= 1
            if waiting[parent] == 0:
                ready.append(parent)
    return order


@pytest.mark.item("G2")
def test_any_topological_order_gives_the_same_adjoints(rng):
    sources, sink = random_graph(rng)
    graph.backward(sink)
    orders = [shuffled_reverse(sink, rng) for _ in range(5)]
    assert len({tuple(map(id, order)) for order in orders}) == 5
    for order in orders:
        adjoint = accumulate(order, sink)
        for node in order:
            assert adjoint[node] == pytest.approx(node.grad, rel=1e-12)
    assert any(source.grad != 0 for source in sources)


@pytest.mark.item("G3")
def test_an_adjoint_is_the_sum_over_children_and_the_true_derivative(rng):
    _, sink = random_graph(rng)
    graph.backward(sink)
    order = graph.topological_order(sink)
    for node in order[:-1]:
        total = sum(
            partial * child.grad
            for child in order
            for parent, partial in zip(child.parents, child.partials, strict=True)
            if parent is node
        )
        assert node.grad == pytest.approx(total, rel=1e-12)
    n = one_layer()
    graph.backward(n["L"])
    for name in "wxby":
        stepped = one_layer(**{k: n[k].value + 1e-30j * (k == name) for k in "wxby"})["L"].value
        assert n[name].grad == pytest.approx(stepped.imag / 1e-30, rel=1e-13)


class Counting(float):
    """A local derivative that counts how often it is multiplied."""

    count = 0

    def __mul__(self, other):
        Counting.count += 1
        return float(self) * other


@pytest.mark.item("G4")
def test_reverse_accumulation_uses_each_edge_once():
    source, sink = diamonds(12)
    for node in graph.topological_order(sink):
        node.partials = tuple(map(Counting, node.partials))
    Counting.count = 0
    graph.backward(sink)
    assert Counting.count == graph.count_edges(sink) == 48
    assert graph.count_paths(source, sink) == 4096
    expected = np.prod([(0.3 + i) * 1.1 - 0.2 * 0.7 for i in range(12)])
    assert source.grad == pytest.approx(expected)


@pytest.mark.item("G5")
def test_fan_out_adds():
    x = Node(3.0, "x")
    product = x * x
    graph.backward(product)
    assert x.grad == 6.0 and len(product.parents) == 2
    total = x + x + x
    graph.backward(total)  # sum after copy: once an edge
    assert x.grad == 3.0


@pytest.mark.item("G5")
def test_copying_and_summing_are_each_other_s_transpose(rng, jvp):
    x, U = rng.normal(size=4), rng.normal(size=(3, 4))
    copies = jvp(lambda v: np.stack([v] * 3), x, x)
    assert (U * copies).sum() == pytest.approx(U.sum(axis=0) @ x)


RULES = {
    "matrix product, left": (lambda A, X, Y: A @ Y.T, lambda X, Y: X @ Y, (3, 4), (4, 2)),
    "matrix product, right": (lambda A, X, Y: Y.T @ A, lambda X, Y: Y @ X, (4, 2), (3, 4)),
    "sum": (lambda A, X, Y: A, lambda X, Y: X + Y, (3, 4), (3, 4)),
    "difference": (lambda A, X, Y: -A, lambda X, Y: Y - X, (3, 4), (3, 4)),
    "bias": (lambda A, X, Y: bh.bias_gradient(A), lambda X, Y: Y + X, (4,), (3, 4)),
    "elementwise": (
        lambda A, X, Y: bh.elementwise_vjp(A, X, "tanh"), lambda X, Y: bh.tanh(X), (3, 4), (1,),
    ),
    "product of entries": (lambda A, X, Y: A * Y, lambda X, Y: X * Y, (3, 4), (3, 4)),
    "transpose": (lambda A, X, Y: A.T, lambda X, Y: X.T, (3, 4), (1,)),
    "reshape": (lambda A, X, Y: A.reshape(3, 4), lambda X, Y: X.reshape(2, 6), (3, 4), (1,)),
    "concatenate": (lambda A, X, Y: A[:3], lambda X, Y: np.concatenate([X, Y]), (3, 4), (2, 4)),
    "total": (lambda A, X, Y: A * np.ones((3, 4)), lambda X, Y: X.sum(), (3, 4), (1,)),
    "half square": (
        lambda A, X, Y: A * bh.half_squared_error_gradient(X, 0 * X),
        lambda X, Y: 0.5 * (X**2).sum(), (3, 4), (1,),
    ),
    "copy": (lambda A, X, Y: A.sum(axis=0), lambda X, Y: np.stack([X, X, X]), (3, 4), (1,)),
    "affine weights": (
        lambda A, X, Y: bh.weight_gradient(A, Y), lambda X, Y: bh.affine(Y, X, np.ones(3)),
        (3, 4), (5, 4),
    ),
    "affine inputs": (
        lambda A, X, Y: bh.input_gradient(A, Y), lambda X, Y: bh.affine(X, Y, np.ones(3)),
        (5, 4), (3, 4),
    ),
}  # fmt: skip


@pytest.mark.item("G6")
@pytest.mark.parametrize("name", RULES)
def test_every_rule_of_the_table_is_an_adjoint(rng, jvp, name):
    vjp, f, shape, other = RULES[name]
    X, V, Y = rng.normal(size=shape), rng.normal(size=shape), rng.normal(size=other)
    A = rng.normal(size=np.shape(f(X, Y)))
    pulled = vjp(A, X, Y)
    assert np.shape(pulled) == shape
    pushed = jvp(lambda U: f(U, Y), X, V)
    assert (A * pushed).sum() == pytest.approx((pulled * V).sum(), rel=1e-11)


def matvec(rows, vector):
    out = []
    for row in rows:
        total = row[0] * vector[0]
        for w, v in zip(row[1:], vector[1:], strict=True):
            total = total + w * v
        out.append(total)
    return out


@pytest.mark.item("G7")
def test_a_shared_weight_is_one_node_with_two_children(rng):
    values, x, b, d2 = rng.normal(size=(2, 2)), *rng.normal(size=(3, 2))
    W = [[Node(v) for v in row] for row in values]
    bias = [Node(v) for v in b]
    z1 = [u + v for u, v in zip(matvec(W, [Node(v) for v in x]), bias, strict=True)]
    z2 = [u + v for u, v in zip(matvec(W, z1), bias, strict=True)]
    graph.backward(d2[0] * z2[0] + d2[1] * z2[1])
    trace = bh.shared_forward(x[None], values, b, "identity", 2)
    library = bh.shared_backward(d2[None], trace, values, "identity")
    np.testing.assert_allclose([[w.grad for w in row] for row in W], library.weight)
    np.testing.assert_allclose([v.grad for v in bias], library.bias)


@pytest.mark.item("G7")
def test_the_sigmoid_net_as_a_graph(rng):
    values = rng.normal(size=(3, 2)), rng.normal(size=(2, 3))
    x, y = rng.normal(size=2), rng.uniform(size=2)
    V, W = ([[Node(v) for v in row] for row in M] for M in values)
    h = [graph.sigmoid(a) for a in matvec(V, [Node(v) for v in x])]
    z = [graph.sigmoid(b) for b in matvec(W, h)]
    graph.backward(0.5 * (graph.square(z[0] - y[0]) + graph.square(z[1] - y[1])))
    trace = bh.network_forward(x[None], values, (np.zeros(3), np.zeros(2)), "sigmoid")
    library = bh.network_backward(trace.post[-1] - y, trace, values, "sigmoid")
    np.testing.assert_allclose([[w.grad for w in row] for row in V], library.weights[0])
    np.testing.assert_allclose([[w.grad for w in row] for row in W], library.weights[1])


class Counted(np.ndarray):
    """An array whose matrix products are counted, in operations; so are those of what it gives."""

    operations: ClassVar[list[int]] = []

    def __matmul__(self, other):
        self.operations.append(2 * self.shape[0] * self.shape[1] * other.shape[1])
        return super().__matmul__(other)


@pytest.mark.item("G8")
@pytest.mark.parametrize("sizes", [(4, 3), (4, 3, 6, 2), (5,) * 9])
def test_backward_costs_at_most_twice_the_forward_pass(rng, monkeypatch, sizes):
    monkeypatch.setattr(Counted, "operations", [])
    weights = [rng.normal(size=(out, into)) for into, out in pairwise(sizes)]
    biases = [np.zeros(len(W)) for W in weights]
    functions = [bh.ACTIVATIONS["tanh"]] * len(weights)
    X = rng.normal(size=(7, sizes[0])).view(Counted)
    trace = _chain.forward("it", X, weights, biases, functions)
    forward = list(Counted.operations)
    _chain.backward(np.ones((7, sizes[-1])).view(Counted), trace, weights, functions, inputs=False)
    backward = Counted.operations[len(forward) :]
    assert len(forward) == len(weights)
    # A weight gradient for each layer, and an input gradient for each but the first.
    assert len(backward) == 2 * len(weights) - 1
    assert sum(backward) == 2 * sum(forward) - forward[0]


@pytest.mark.item("G9")
@pytest.mark.parametrize("k", [1, 2, 7])
def test_stacked_diamonds_have_few_edges_and_many_paths(k):
    source, sink = diamonds(k)
    assert graph.count_edges(sink) == 4 * k
    ledger = graph.path_ledger(source, sink)
    assert graph.count_paths(source, sink) == len(ledger) == 2**k
    graph.backward(sink)
    assert source.grad == pytest.approx(sum(path.product for path in ledger))


@pytest.mark.item("G10")
def test_forward_and_reverse_sweeps_meet_in_the_adjoint_identity(rng, jvp):
    W1, W2, b1, b2 = (rng.normal(size=s) for s in ((3, 4), (2, 3), (3,), (2,)))
    X, V, U = rng.normal(size=(5, 4)), rng.normal(size=(5, 4)), rng.normal(size=(5, 2))

    def output(X):
        return bh.network_forward(X, [W1, W2], [b1, b2], "tanh").post[-1]

    forward_mode = jvp(output, X, V)
    trace = bh.network_forward(X, [W1, W2], [b1, b2], "tanh")
    reverse_mode = bh.network_backward(U, trace, [W1, W2], "tanh").inputs
    assert (U * forward_mode).sum() == pytest.approx((reverse_mode * V).sum())


@pytest.mark.item("G11")
def test_classic_bugs_give_other_numbers():
    a = Node(2.0, "a")
    u = (3 * a).named("u")
    v = (2 * u).named("v")
    L = (u * v).named("L")
    graph.backward(L)
    assert a.grad == 36 * a.value
    replaced = accumulate(graph.topological_order(L)[::-1], L, add=False)
    assert replaced[a] != 36 * a.value
    rest = [n for n in graph.topological_order(L)[::-1] if n not in (L, u, v)]
    too_early = accumulate([L, u, v, *rest], L)  # u is popped before its child v
    assert too_early[a] == 18 * a.value
    assert accumulate([L, v, u, *rest], L)[a] == 36 * a.value


@pytest.mark.item("G12")
def test_no_path_no_gradient():
    n = one_layer()
    aside = graph.exp(n["x"])
    graph.backward(n["L"])
    assert aside.grad == 0.0 and graph.path_ledger(aside, n["L"]) == []
    assert graph.count_paths(aside, n["L"]) == 0
    assert n["y"].grad == pytest.approx(-(n["z"].value - n["y"].value))
    assert n["x"].grad == pytest.approx(n["z"].grad * n["w"].value)  # the earlier layer's g


@pytest.fixture
def smooth(rng):
    """Give an analytic loss, a point and the exact gradient there."""
    X, Y, b = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=3)
    W = rng.normal(size=(3, 4))

    def loss(W):
        return bh.half_squared_error(bh.tanh(bh.affine(X, W, b)), Y)

    Z = bh.affine(X, W, b)
    exact = bh.weight_gradient(bh.elementwise_vjp(bh.tanh(Z) - Y, Z, "tanh"), X)
    return loss, W, exact


@pytest.mark.item("G13")
def test_orders_of_the_difference_quotients(smooth):
    loss, W, exact = smooth

    def error(method, h):
        return bh.relative_error(method(loss, W, h), exact)

    forward = error(bh.forward_difference, 1e-3) / error(bh.forward_difference, 5e-4)
    central = error(bh.central_difference, 1e-2) / error(bh.central_difference, 5e-3)
    assert forward == pytest.approx(2, rel=0.05)
    assert central == pytest.approx(4, rel=0.05)
    best = min(error(bh.central_difference, h) for h in np.logspace(-8, -1, 29))
    expected = np.finfo(float).eps ** (2 / 3)
    assert expected / 50 < best < expected * 50
    assert error(bh.complex_step, 1e-30) < 1e-15 * 10


@pytest.mark.item("G13")
def test_where_a_function_is_not_analytic_the_complex_step_is_refused_or_zero(rng):
    x = rng.uniform(0.5, 2, size=4)

    def through_a_float_buffer(v):
        buffer = np.empty(4)
        buffer[:] = v.real
        return (buffer**2).sum()

    real = (lambda v: np.abs(v).sum(), np.linalg.norm, through_a_float_buffer)
    still_complex = (lambda v: (v * v.conj()).sum(), lambda v: np.vdot(v, v))
    for blind in real:
        with pytest.raises(ValueError, match=r"expected f to return a complex .* likely abs"):
            bh.complex_step(blind, x)
    for blind in still_complex:
        np.testing.assert_allclose(bh.complex_step(blind, x), np.zeros(4), atol=1e-14)
    for blind in (*real, *still_complex):
        assert np.abs(bh.central_difference(lambda v, f=blind: np.real(f(v)), x)).min() > 0.1
    z = np.array([-1.5, 0.7, 2.0])
    np.testing.assert_allclose(bh.complex_step(lambda v: bh.relu(v).sum(), z), [0, 1, 1])
    np.testing.assert_allclose(bh.complex_step(lambda v: np.maximum(v, 0).sum(), z), [0, 1, 1])
