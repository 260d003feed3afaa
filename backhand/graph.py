"""Scalar computational graphs: nodes, reverse accumulation and the ledger of paths."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from backhand.activations import ACTIVATIONS

Number: TypeAlias = Any  # float, or complex while the complex step probes a graph


class Node:
    """One scalar of a graph: its value, its parents and the local derivative to each.

    v = φ(p_1, …, p_k),  partials = (∂φ/∂p_1, …, ∂φ/∂p_k)

    Parameters
    ----------
    value : float
    label : str, optional
        The name to show; `named` sets it later.
    parents : tuple of Node
        One per incoming edge: x * x has x twice.
    partials : tuple of float
        The local derivative of each edge.
    operation : str, optional
        What made the value, such as "exp".

    Raises
    ------
    TypeError
        If `value` is not a number.
    ValueError
        If `parents` and `partials` differ in length, or `value` is not finite.

    Derivation: G1.
    """

    __slots__ = ("grad", "label", "operation", "parents", "partials", "value")

    def __init__(
        self,
        value: Number,
        label: str = "",
        parents: tuple[Node, ...] = (),
        partials: tuple[Number, ...] = (),
        operation: str = "",
    ) -> None:
        if len(parents) != len(partials):
            raise ValueError(
                f"expected one partial per parent, got {len(partials)} for {len(parents)}; "
                "likely an edge was forgotten"
            )
        self.value = _number(value)
        self.label = label
        self.parents = parents
        self.partials = partials
        self.operation = operation
        self.grad: Number = 0.0

    def named(self, label: str) -> Node:
        """Give the node a name, and return the node."""
        self.label = label
        return self

    def __add__(self, other: Node | float) -> Node:
        """Return v = self + other, with local derivatives 1 and 1."""
        other = _node(other)
        return Node(self.value + other.value, "", (self, other), (1.0, 1.0), "+")

    def __sub__(self, other: Node | float) -> Node:
        """Return v = self - other, with local derivatives 1 and -1."""
        other = _node(other)
        return Node(self.value - other.value, "", (self, other), (1.0, -1.0), "-")

    def __mul__(self, other: Node | float) -> Node:
        """Return v = self · other; each factor's local derivative is the other one."""
        other = _node(other)
        return Node(self.value * other.value, "", (self, other), (other.value, self.value), "*")

    def __neg__(self) -> Node:
        """Return v = -self, with local derivative -1."""
        return Node(-self.value, "", (self,), (-1.0,), "-")

    def __radd__(self, other: float) -> Node:
        """Return number + self."""
        return _node(other) + self

    def __rsub__(self, other: float) -> Node:
        """Return number - self."""
        return _node(other) - self

    def __rmul__(self, other: float) -> Node:
        """Return number · self."""
        return _node(other) * self

    def __repr__(self) -> str:
        """Show name, rule, value, gradient and each local derivative."""
        names = [parent.label or _short(parent.value) for parent in self.parents]
        made = ""
        if len(names) == 2 and self.operation in {"+", "-", "*"}:
            made = f" = {names[0]} {self.operation} {names[1]}"
        elif names:
            made = f" = {self.operation or 'f'}({', '.join(names)})"
        local = ", ".join(
            f"d/d{name} = {_short(partial)}"
            for name, partial in zip(names, self.partials, strict=True)
        )
        shown = f"{self.label or '?'}{made} = {_short(self.value)}; grad = {_short(self.grad)}"
        return f"Node({shown}; {local})" if local else f"Node({shown})"


def exp(x: Node) -> Node:
    """Exponentiate a node.

    v = e^x,  ∂v/∂x = e^x

    Derivation: W3.
    """
    return _elementwise(x, "exp")


def sin(x: Node) -> Node:
    """Take the sine of a node.

    v = sin x,  ∂v/∂x = cos x

    Derivation: W3.
    """
    return _elementwise(x, "sin")


def square(x: Node) -> Node:
    """Square a node, with a single edge.

    v = x²,  ∂v/∂x = 2x

    Derivation: G5.
    """
    return _elementwise(x, "square")


def tanh(x: Node) -> Node:
    """Take the hyperbolic tangent of a node.

    v = tanh x,  ∂v/∂x = 1 - v²

    Derivation: S8.
    """
    return _elementwise(x, "tanh")


def sigmoid(x: Node) -> Node:
    """Squash a node into (0, 1).

    v = 1 / (1 + e^-x),  ∂v/∂x = v (1 - v)

    Derivation: S7.
    """
    return _elementwise(x, "sigmoid")


def scale(c: float) -> Callable[[Node], Node]:
    """Return the function x ↦ c x, whose local derivative is c.

    Derivation: W3.
    """
    return lambda x: Node(c * x.value, "", (x,), (c,), f"{c:g}*")


def topological_order(sink: Node) -> list[Node]:
    """List everything the sink depends on, parents before children.

    Parameters
    ----------
    sink : Node

    Returns
    -------
    order : list of Node
        Each node once; the last one is `sink`.

    Derivation: G1, G2.
    """
    order: list[Node] = []
    seen: set[Node] = set()
    # An explicit stack: Python's recursion limit would stop a chain of a thousand nodes.
    stack = [(_expect_node(sink), False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node.parents))
    return order


def backward(sink: Node) -> None:
    """Set `grad`, the derivative of the sink, at every node that the sink depends on.

    v̄_i = Σ over children j of (∂φ_j/∂v_i) v̄_j, with 1 at the sink

    A node that does not reach the sink is not visited; its gradient stays 0.

    Parameters
    ----------
    sink : Node
        The scalar to differentiate.

    Derivation: G3, G4, G5, G12.
    """
    order = topological_order(sink)
    for node in order:
        node.grad = 0.0
    sink.grad = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            parent.grad += partial * node.grad


class Path(NamedTuple):
    """One way from a source to the sink, and the product of its local derivatives."""

    nodes: tuple[Node, ...]
    product: Number


def paths(source: Node, sink: Node) -> Iterator[tuple[Node, ...]]:
    """Walk every path from source to sink; parallel edges count separately.

    Parameters
    ----------
    source, sink : Node

    Yields
    ------
    nodes : tuple of Node
        From `source` to `sink`. There may be exponentially many: see `count_paths`.

    Derivation: W2, G9.
    """
    return (path.nodes for path in _walk(source, sink))


def path_ledger(source: Node, sink: Node) -> list[Path]:
    """List every path from source to sink with its product of local derivatives.

    ∂sink/∂source = Σ over paths of Π over edges of the local derivative

    Parameters
    ----------
    source, sink : Node

    Returns
    -------
    ledger : list of Path
        The products add up to the derivative; empty if there is no path.

    Derivation: W7, W9, G9.
    """
    return list(_walk(source, sink))


def count_paths(source: Node, sink: Node) -> int:
    """Count the paths from source to sink without walking them.

    c(source) = 1,  c(v) = Σ over parents p of c(p)

    Parameters
    ----------
    source, sink : Node

    Returns
    -------
    count : int
        Exact, however large.

    Derivation: W8, W9, G9.
    """
    count: dict[Node, int] = {}
    for node in topological_order(sink):
        count[node] = 1 if node is source else sum(count[parent] for parent in node.parents)
    return count[sink]


def count_edges(sink: Node) -> int:
    """Count the edges of everything the sink depends on.

    Derivation: W9, G4, G9.
    """
    return sum(len(node.parents) for node in topological_order(sink))


def _elementwise(x: Node, name: str) -> Node:
    # The rule and its derivative stand side by side in the table of activations.
    _, function, derivative = ACTIVATIONS[name]
    value, partial = function(_expect_node(x).value), derivative(x.value)
    return Node(value.item(), "", (x,), (partial.item(),), name)


def _walk(source: Node, sink: Node) -> Iterator[Path]:
    reaching: set[Node] = set()  # what depends on the source, so that no dead end is entered
    for node in topological_order(sink):
        if node is source or any(parent in reaching for parent in node.parents):
            reaching.add(node)
    # Backwards from the sink; the tail is a linked list, so that a long chain needs no copies.
    stack: list[tuple[Node, Any, Number]] = [(sink, None, 1.0)] if sink in reaching else []
    while stack:
        node, tail, product = stack.pop()
        if node is source:
            yield Path(_unlink((node, tail)), product)
            continue
        for parent, partial in zip(reversed(node.parents), reversed(node.partials), strict=True):
            if parent in reaching:
                stack.append((parent, (node, tail), product * partial))


def _unlink(linked: Any) -> tuple[Node, ...]:
    nodes: list[Node] = []
    while linked is not None:
        node, linked = linked
        nodes.append(node)
    return tuple(nodes)


def _node(value: Node | float) -> Node:
    return value if isinstance(value, Node) else Node(value)


def _expect_node(value: Node) -> Node:
    if not isinstance(value, Node):
        raise TypeError(
            f"expected a Node, got {type(value).__name__}; likely the node's value: pass the node"
        )
    return value


def _number(value: Number) -> Number:
    try:
        number = complex(value) if isinstance(value, complex) else float(value)
    except (TypeError, ValueError):
        raise TypeError(
            f"expected a number for a node, got {type(value).__name__}; likely an array or text"
        ) from None
    if not cmath.isfinite(number):
        raise ValueError(
            f"expected a finite value for a node, got {number}; likely an earlier overflow"
        )
    return number


def _short(value: Number) -> str:
    return f"{value:.6g}"
