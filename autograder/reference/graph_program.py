"""Backward passes on graphs of scalars, each with the rules to use: any graph, and the worksheet's.

A graph is two lists with an entry for each node: the numbers of its parents, and the local
derivative along the edge from each of them. With the right rules the passes equal `backhand.graph`
(tested).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.reference.programs import activation_delta, output_delta
from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules, need
from backhand.activations import ACTIVATIONS, Activation

Parents = Sequence[Sequence[int]]
Partials = Sequence[Sequence[float]]

#: Nodes of a graph have no layers: their rules use their arguments alone.
IN_GRAPH = Context(())


def reverse_sweep(
    parents: Parents, partials: Partials, rules: Rules, order: Sequence[int] | None = None
) -> Array:
    """Adjoints of all nodes (G3, G4); the sink is the last of `order`, by default the last node.

    `order` has parents before children. `branches` gets the terms of a node in the order in which
    they arrive.
    """
    order = range(len(parents)) if order is None else order
    terms: list[list[Array]] = [[] for _ in parents]
    adjoints = np.zeros(len(parents))
    for node in reversed(order):
        if node == order[-1]:
            adjoints[node] = 1.0
        elif terms[node]:
            adjoints[node] = rules.branches(IN_GRAPH, terms[node])
        for parent, partial in zip(parents[node], partials[node], strict=True):
            terms[parent].append(rules.edge(IN_GRAPH, adjoints[node], np.asarray(partial)))
    return adjoints


def topological_order(parents: Parents, sink: int) -> list[int]:
    """The nodes that the sink depends on, parents before children (G1)."""
    order: list[int] = []

    def visit(node: int) -> None:
        if node not in order:
            for parent in parents[node]:
                visit(parent)
            order.append(node)

    visit(sink)
    return order


def is_topological(parents: Parents, order: Sequence[float]) -> bool:
    """Whether every node is there once, after all its parents (G1, G2)."""
    if sorted(order) != list(range(len(parents))):
        return False
    position = {int(node): k for k, node in enumerate(order)}
    return all(position[p] < position[n] for n, mine in enumerate(parents) for p in mine)


def path_products(parents: Parents, partials: Partials, source: int, rules: Rules) -> list[Array]:
    """The product of local derivatives along each path from `source` to the last node (G9)."""

    def up_to(node: int) -> list[Array]:
        if node == source:
            return [np.asarray(1.0)]
        edges = zip(parents[node], partials[node], strict=True)
        return [
            rules.edge(IN_GRAPH, before, np.asarray(d)) for p, d in edges for before in up_to(p)
        ]

    return up_to(len(parents) - 1)


HALF_SQUARE = Activation(
    "half_square", lambda z: np.asarray(0.5 * np.square(z)), lambda z: np.asarray(z)
)
DOUBLE = Activation(
    "double", lambda z: np.asarray(2.0 * np.asarray(z)), lambda z: np.full_like(z, 2.0)
)


class Neuron(NamedTuple):
    """One neuron: its name, its weights, the units that they multiply, its activation."""

    name: str
    weights: tuple[str, ...]
    reads: tuple[str, ...]
    f: Activation


#: The worksheet's network. Indices are from-to: w12 leads from x1 to h2. There is no edge from h2
#: to h3.
NEURONS = (
    Neuron("h1", ("w11", "w21"), ("x1", "x2"), ACTIVATIONS["identity"]),
    Neuron("h2", ("w12", "w22"), ("x1", "x2"), HALF_SQUARE),
    Neuron("h3", ("v11",), ("h1",), DOUBLE),
    Neuron("h4", ("v12", "v22"), ("h1", "h2"), ACTIVATIONS["exp"]),
    Neuron("o", ("u1", "u2"), ("h3", "h4"), ACTIVATIONS["sin"]),
)


def neuron_layer(weights: Sequence[float], inputs: Sequence[float], f: Activation) -> Layer:
    """One neuron as a layer of one unit and a batch of one sample (W1)."""
    W, x = np.array([weights], dtype=float), np.array([inputs], dtype=float)
    z = x @ W.T
    return Layer(W=W, x=x, z=z, a=f.function(z), f=f)


def worksheet_forward(weights: Mapping[str, float], x: Sequence[float] | Array) -> dict[str, Layer]:
    """The inputs and the output of each neuron, by its name (W3)."""
    units = {"x1": float(x[0]), "x2": float(x[1])}
    layers = {}
    for name, incoming, reads, f in NEURONS:
        layer = neuron_layer([weights[w] for w in incoming], [units[u] for u in reads], f)
        layers[name], units[name] = layer, need(layer.a).item()
    return layers


def worksheet_values(
    weights: Mapping[str, float], x: Sequence[float] | Array, t: float
) -> dict[str, Any]:
    """Every z and h, o and the loss J, by name (W3)."""
    layers = worksheet_forward(weights, x)
    values = {name: need(layer.a).item() for name, layer in layers.items()}
    sums = {f"z{name.strip('h')}": need(layer.z).item() for name, layer in layers.items()}
    sums["z_o"] = sums.pop("zo")
    return {**values, **sums, "J": 0.5 * (values["o"] - t) ** 2}


def worksheet_backward(
    weights: Mapping[str, float], x: Sequence[float] | Array, t: float, rules: Rules
) -> dict[str, float]:
    """Derivatives of J = ½(o − t)² by every weight and unit of the worksheet (W4 to W6, W14).

    What a unit receives from one neuron alone is under "h1 via h3".
    """
    layers = worksheet_forward(weights, x)
    messages: dict[str, list[Array]] = {}
    found: dict[str, float] = {}
    deltas: dict[str, Array] = {}
    gs: dict[str, Array] = {}
    for name, incoming, reads, _ in reversed(NEURONS):
        context = _context(name, layers, t, gs, deltas)
        if name == "o":
            delta = output_delta(context, rules)
        else:
            delta = activation_delta(context, _summed(context, messages[name], rules), rules)
        gs[name], deltas[name] = context.adjoints.g[0], delta
        found[name] = gs[name].item()
        found |= dict(zip(incoming, rules.weight(context, delta).ravel().tolist(), strict=True))
        sent = rules.input(context, delta)
        for k, unit in enumerate(reads):
            found[f"{unit} via {name}"] = sent[0, k].item()
            messages.setdefault(unit, []).insert(0, sent[:, [k]])
    for unit in ("x1", "x2"):
        found[unit] = _summed(IN_GRAPH, messages[unit], rules).item()
    return found


def _summed(context: Context, terms: Sequence[Array], rules: Rules) -> Array:
    return rules.branches(context, terms) if len(terms) > 1 else terms[0]


def _context(
    name: str,
    layers: Mapping[str, Layer],
    t: float,
    gs: Mapping[str, Array],
    deltas: Mapping[str, Array],
) -> Context:
    """The context of a neuron; the first neuron that it feeds is the layer above."""
    y = np.array([[float(t)]])
    if name == "o":
        return Context((layers["o"],), 0, y, "half_sum")
    above = next(n.name for n in NEURONS if name in n.reads)
    adjoints = Adjoints(g={1: gs[above]}, delta={1: deltas[above]})
    return Context((layers[name], layers[above]), 0, y, "half_sum", None, adjoints)
