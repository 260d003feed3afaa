"""Items W1 to W16: the worksheet's network."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

import backhand as bh
from backhand.graph import (
    Node,
    backward,
    count_edges,
    count_paths,
    path_ledger,
    tanh,
    topological_order,
)
from backhand.worksheet import WEIGHT_NAMES


def solved(name):
    nodes = bh.worksheet_network(*bh.INSTANCES[name])
    backward(nodes["J"])
    return nodes


def gradients(weights, x, t):
    nodes = bh.worksheet_network(weights, x, t)
    backward(nodes["J"])
    return {name: nodes[name].grad for name in WEIGHT_NAMES}


@pytest.fixture
def generic():
    """Give values (v) and gradients (d) of the generic instance by name."""
    nodes = solved("generic")
    return {k: node.value for k, node in nodes.items()}, {k: n.grad for k, n in nodes.items()}


@pytest.mark.item("W1")
def test_one_neuron_reuses_its_delta_for_weights_and_messages(rng):
    omega, h = rng.normal(size=(2, 4))
    ws, hs = [Node(w) for w in omega], [Node(u) for u in h]
    z = ws[0] * hs[0]
    for w, u in zip(ws[1:], hs[1:], strict=True):
        z = z + w * u
    g = 1.7
    backward(g * tanh(z))
    delta = g * (1 - math.tanh(float(omega @ h)) ** 2)
    np.testing.assert_allclose([w.grad for w in ws], delta * h, rtol=1e-12)
    np.testing.assert_allclose([u.grad for u in hs], delta * omega, rtol=1e-12)


@pytest.mark.item("W2")
def test_a_node_sums_over_children_and_not_over_paths():
    nodes = solved("generic")
    everything = topological_order(nodes["J"])
    children = [node.label for node in everything if nodes["h1"] in node.parents]
    assert sorted(children) == ["v12·h1", "z3"]
    via_h3 = nodes["h3"].grad * 2 * nodes["v11"].value
    via_h4 = nodes["h4"].grad * nodes["h4"].value * nodes["v12"].value
    assert nodes["h1"].grad == pytest.approx(via_h3 + via_h4, rel=1e-13)


@pytest.mark.item("W2")
def test_one_contribution_an_edge_though_there_are_more_paths():
    h = Node(0.7, "h")
    c = tanh(h)
    d = c * c + bh.graph.sin(c)  # h has one child but three paths onward
    backward(d)
    assert count_paths(h, d) == 3
    assert h.grad == pytest.approx(c.grad * (1 - c.value**2))


@pytest.mark.item("W3")
def test_forward_values_by_formula(generic):
    v, _ = generic
    z1, z2 = v["w11"] * v["x1"] + v["w21"] * v["x2"], v["w12"] * v["x1"] + v["w22"] * v["x2"]
    z4 = v["v12"] * z1 + v["v22"] * 0.5 * z2**2
    o = math.sin(v["u1"] * 2 * v["v11"] * z1 + v["u2"] * math.exp(z4))
    assert v["h4"] == pytest.approx(math.exp(z4))
    assert v["o"] == pytest.approx(o)
    assert v["J"] == pytest.approx(0.5 * (o - v["t"]) ** 2)


@pytest.mark.item("W3")
def test_derivatives_of_the_activations():
    n = solved("generic")
    local = {k: n[k].partials[0] for k in ("h1", "h2", "h3", "h4", "o")}
    z = {k: n[k].value for k in ("z2", "h4", "z_o")}
    expected = {"h1": 1, "h2": z["z2"], "h3": 2, "h4": z["h4"], "o": math.cos(z["z_o"])}
    assert local == pytest.approx(expected)


@pytest.mark.item("W4")
def test_output_layer(generic):
    v, d = generic
    e, c = v["o"] - v["t"], math.cos(v["z_o"])
    expected = {"h3": c * v["u1"], "h4": c * v["u2"], "u1": c * v["h3"], "u2": c * v["h4"]}
    for name, local in expected.items():
        assert d[name] == pytest.approx(e * local, rel=1e-13)


@pytest.mark.item("W5")
def test_second_layer(generic):
    v, d = generic
    ec = (v["o"] - v["t"]) * math.cos(v["z_o"])
    assert d["v11"] == pytest.approx(2 * v["h1"] * ec * v["u1"])
    assert d["v12"] == pytest.approx(ec * v["u2"] * v["h4"] * v["h1"])
    assert d["v22"] == pytest.approx(ec * v["u2"] * v["h4"] * v["h2"])
    nodes = solved("generic")
    ledger = {path.nodes[1].label: path.product for path in path_ledger(nodes["h1"], nodes["J"])}
    assert ledger["z3"] == pytest.approx(2 * ec * v["u1"] * v["v11"])
    assert ledger["v12·h1"] == pytest.approx(ec * v["u2"] * v["h4"] * v["v12"])


@pytest.mark.item("W6")
def test_first_layer(generic):
    v, d = generic
    ec = (v["o"] - v["t"]) * math.cos(v["z_o"])
    to_h1 = ec * (2 * v["u1"] * v["v11"] + v["u2"] * v["h4"] * v["v12"])
    to_h2 = ec * v["u2"] * v["h4"] * v["v22"]
    expected = {
        "w11": to_h1 * v["x1"],
        "w21": to_h1 * v["x2"],
        "w12": to_h2 * v["z2"] * v["x1"],
        "w22": to_h2 * v["z2"] * v["x2"],
    }
    assert {name: d[name] for name in expected} == pytest.approx(expected)


@pytest.mark.item("W7")
def test_two_paths_factor_into_common_head_and_tail():
    nodes = solved("generic")
    ledger = path_ledger(nodes["w11"], nodes["J"])
    via = {("h3" if nodes["h3"] in path.nodes else "h4"): path.product for path in ledger}
    assert via == pytest.approx({"h3": 0.2700776782, "h4": -0.0377549802}, abs=5e-11)
    factored = nodes["h1"].grad * nodes["x1"].value
    assert sum(via.values()) == pytest.approx(factored)
    assert nodes["w11"].grad == pytest.approx(factored)


@pytest.mark.item("W8")
def test_path_counts():
    nodes = solved("generic")
    counts = {name: count_paths(nodes[name], nodes["J"]) for name in WEIGHT_NAMES}
    assert counts == {name: 2 if name in {"w11", "w21"} else 1 for name in WEIGHT_NAMES}
    assert sum(counts.values()) == 11
    for name in WEIGHT_NAMES:
        assert len(path_ledger(nodes[name], nodes["J"])) == counts[name]


def fully_connected(rng, depth, width):
    """Build H hidden layers of units, one edge a pair, one weight node a first-layer unit."""
    weights = [Node(1.0) for _ in range(width)]
    layer = [Node(1.0, "", (w,), (1.0,)) for w in weights]
    for _ in range(depth - 1):
        slopes = rng.normal(size=(width, width))
        layer = [Node(1.0, "", tuple(layer), tuple(row)) for row in slopes]
    return weights, Node(1.0, "", tuple(layer), tuple(rng.normal(size=width)))


@pytest.mark.item("W9")
@pytest.mark.parametrize(("depth", "width"), [(1, 4), (2, 2), (3, 4), (6, 3)])
def test_paths_grow_exponentially_and_edges_linearly(rng, depth, width):
    weights, output = fully_connected(rng, depth, width)
    assert count_paths(weights[0], output) == width ** (depth - 1)
    assert count_edges(output) - width == (depth - 1) * width**2 + width
    backward(output)
    ledger = path_ledger(weights[0], output)
    assert len(ledger) == width ** (depth - 1)
    assert weights[0].grad == pytest.approx(sum(path.product for path in ledger))


@pytest.mark.item("W10")
def test_the_seed_instance_has_no_gradient_at_all():
    nodes = solved("seed")
    assert [nodes[h].value for h in ("h1", "h2", "h3", "h4", "o", "J")] == [0, 0, 0, 1, 0, 0]
    assert all(nodes[name].grad == 0 for name in WEIGHT_NAMES)
    backward(nodes["o"])
    assert nodes["u2"].grad == 1  # the zero is the loss's, not the network's


@pytest.mark.item("W11")
def test_from_zero_weights_only_u2_ever_moves():
    weights, x, t = dict(bh.INSTANCES["seed"].weights), (0, 1), 0.5
    first = gradients(weights, x, t)
    assert first["u2"] == -t
    for step in range(400):
        g = gradients(weights, x, t)
        assert all(value == 0 for name, value in g.items() if name != "u2")
        weights["u2"] -= 0.1 * g["u2"]
        if step == 0:
            assert weights["u2"] == pytest.approx(0.05)
            o = bh.worksheet_network(weights, x, t)["o"].value
            assert o == pytest.approx(0.0499791693, abs=1e-10)
    assert weights["u2"] == pytest.approx(math.asin(t), abs=1e-9)


@pytest.mark.item("W12")
def test_structural_zeros(rng):
    values = dict(zip(WEIGHT_NAMES, rng.normal(size=9), strict=True))
    no_x1 = gradients(values, (0, 1.3), 0.4)
    assert no_x1["w11"] == no_x1["w12"] == 0 and no_x1["w21"] != 0
    no_z2 = gradients(values | {"w12": 2.0, "w22": -1.0}, (1, 2), 0.4)
    assert no_z2["w12"] == no_z2["w22"] == 0 and no_z2["w11"] != 0
    no_h1 = gradients(values | {"w11": 2.0, "w21": -1.0}, (1, 2), 0.4)
    assert no_h1["v11"] == no_h1["v12"] == 0 and no_h1["v22"] != 0


@pytest.mark.item("W13")
def test_updating_u_too_early_corrupts_the_layers_below(generic):
    v, d = generic
    ec = (v["o"] - v["t"]) * math.cos(v["z_o"])
    u1, u2 = v["u1"] - 0.1 * d["u1"], v["u2"] - 0.1 * d["u2"]
    assert 2 * v["h1"] * ec * u1 == pytest.approx(0.1617556747, abs=5e-11)
    assert ec * u2 * v["h4"] * v["h1"] == pytest.approx(0.0767185886, abs=5e-11)
    assert d["v11"] == pytest.approx(0.1671909437, abs=5e-11)
    assert d["v12"] == pytest.approx(0.0818024571, abs=5e-11)


@pytest.mark.item("W14")
def test_input_gradients(generic):
    v, d = generic
    d1, d2 = d["h1"], d["h2"] * v["z2"]
    assert d["x1"] == pytest.approx(d1 * v["w11"] + d2 * v["w12"])
    assert d["x2"] == pytest.approx(d1 * v["w21"] + d2 * v["w22"])
    assert (d["x1"], d["x2"]) == pytest.approx((0.0132401570, 0.0902430407), abs=5e-11)


@pytest.mark.item("W15")
def test_matrix_form_with_from_to_weights_and_a_mask(generic):
    v, d = generic

    def matrix(source, rows):
        return np.array([[source.get(name, 0.0) for name in row] for row in rows])

    W_names, V_names = (("w11", "w12"), ("w21", "w22")), (("v11", "v12"), ("none", "v22"))
    x, h = np.array([v["x1"], v["x2"]]), np.array([v["h1"], v["h2"]])
    np.testing.assert_allclose(matrix(v, W_names).T @ x, [v["z1"], v["z2"]])
    np.testing.assert_allclose(matrix(v, V_names).T @ h, [v["z3"], v["z4"]])
    below, above = np.array([d["z1"], d["z2"]]), np.array([d["z3"], d["z4"]])
    np.testing.assert_allclose(matrix(d, W_names), np.outer(x, below))
    mask = np.array([[1, 1], [0, 1]])
    np.testing.assert_allclose(matrix(d, V_names), np.outer(h, above) * mask)
    np.testing.assert_allclose(matrix(v, V_names) @ above, [d["h1"], d["h2"]])


@pytest.mark.item("W16")
def test_the_generic_instance_to_ten_digits(generic):
    v, d = generic
    values = dict(h1=0.65, h2=0.72, h3=0.91, h4=1.3047350587, z_o=1.1331307764, o=0.9057435312)
    expected = dict(
        w11=0.2323226980, w12=0.1245914347, w21=0.3097635974, w22=0.1661219130, v11=0.1671909437,
        v12=0.0818024571, v22=0.0906119525, u1=0.1950561009, u2=0.2796665201, h1=0.1548817987,
        h2=0.0692174637, z1=0.1548817987, z2=0.0830609565, z3=0.2572168364, z4=0.1258499341,
        h3=0.1286084182, h4=0.0964563137, z_o=0.2143473637, o=0.5057435312,
    )  # fmt: skip
    assert {k: v[k] for k in values} == pytest.approx(values, abs=6e-11)
    assert {k: d[k] for k in expected} == pytest.approx(expected, abs=6e-11)
    _, x, t = bh.INSTANCES["generic"]

    def loss_after(sign):
        moved = {name: v[name] - sign * 0.1 * d[name] for name in WEIGHT_NAMES}
        return bh.worksheet_network(moved, x, t)["J"].value

    losses = [loss_after(1), v["J"], loss_after(-1)]
    assert losses == pytest.approx([0.0917217743, 0.1278882597, 0.1595544744], abs=6e-11)
    assert all(low < high for low, high in pairwise(losses))


@pytest.mark.item("W16")
@pytest.mark.parametrize("name", ["integer", "generic", "spare"])
def test_every_instance_agrees_with_the_complex_step(name):
    weights, x, t = bh.INSTANCES[name]
    vector = np.array([weights[k] for k in WEIGHT_NAMES])

    def loss(values):
        return bh.worksheet_network(dict(zip(WEIGHT_NAMES, values, strict=True)), x, t)["J"].value

    mine = gradients(weights, x, t)
    assert bh.relative_error([mine[k] for k in WEIGHT_NAMES], bh.complex_step(loss, vector)) < 1e-13


@pytest.mark.item("W7")
def test_the_integer_instance_shows_two_paths_on_paper():
    nodes = solved("integer")
    assert [nodes[k].grad for k in WEIGHT_NAMES] == [7, -18, 14, -36, 6, -9, -6, -3, -1]
    assert sorted(p.product for p in path_ledger(nodes["h1"], nodes["J"])) == [1, 6]
