"""Scalar computational graphs: nodes, reverse accumulation and the ledger of paths."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Iterator
from numbers import Number as AnyNumber
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from backhand._elementwise import UNCHECKED

#: What a comparison of nodes is answered with.
UNORDERED = "expected numbers to compare, got a Node; likely compare the nodes' values: x.value"
Number: TypeAlias = Any  # float, or complex while the complex step probes a graph


class Sweep:
    """One call of `backward`; its gradients count until another call meets one of its nodes.

    Examples
    --------
    >>> x = Node(2.0)
    >>> backward(x * 3)
    """

    __slots__ = ("outdated",)

    outdated: bool

    def __init__(self) -> None:
        self.outdated = False


class Node:
    """One scalar of a graph: its value, its parents and the local derivative to each.

    v = φ(p_1, …, p_k),  partials = (∂φ/∂p_1, …, ∂φ/∂p_k)

    Nodes and numbers combine with +, -, *, / and **; exp, log, relu and the like are functions of
    `backhand.graph`, and so is `backward`.

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

    Attributes
    ----------
    grad : float
        The derivative of the sink of the latest `backward` that met this node. It is 0 before
        any, and 0 again once a later `backward` meets other nodes of the same sweep, but not
        this one.

    Raises
    ------
    TypeError
        If `value` is not a number.
    ValueError
        If `parents` and `partials` differ in length, or `value` is not finite.

    Examples
    --------
    >>> x = Node(3.0, "x")
    >>> y = (x * x + 1 / x).named("y")
    >>> backward(y)
    >>> x
    Node(x = 3; grad = 5.88889)
    >>> y.value == 3 * 3 + 1 / 3
    True

    Derivation: G1.
    """

    __slots__ = (
        "_at",
        "_grad",
        "_sweep",
        "label",
        "operation",
        "parents",
        "partials",
        "value",
    )

    value: Number
    label: str
    parents: tuple[Node, ...]
    partials: tuple[Number, ...]
    operation: str

    def __init__(
        self,
        value: Number,
        label: str = "",
        parents: tuple[Node, ...] = (),
        partials: tuple[Number, ...] = (),
        operation: str = "",
    ) -> None:
        parents, partials = _tuple("parents", parents), _tuple("partials", partials)
        if len(parents) != len(partials):
            raise ValueError(
                f"expected as many partials as parents, got {len(partials)} and {len(parents)}; "
                "likely an edge was forgotten"
            )
        self.value = _number(
            value, f"the value of node {label}" if label else "the value of a node"
        )
        self.label = _text(label)
        self.parents = tuple(expect_node(parent, "parents") for parent in parents)
        self.partials = tuple(_number(partial, "partials") for partial in partials)
        self.operation = operation
        #: The parents' values that the partials were computed at.
        self._at = tuple(parent.value for parent in self.parents)
        self._grad: Number = 0.0
        self._sweep: Sweep | None = None

    @property
    def grad(self) -> Number:
        """The derivative of the sink with respect to this node."""
        return 0.0 if self._sweep is not None and self._sweep.outdated else self._grad

    @grad.setter
    def grad(self, value: Number) -> None:
        self._grad, self._sweep = value, None

    def named(self, label: str) -> Node:
        """Give the node a name, and return the node."""
        self.label = _text(label)
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

    def __truediv__(self, other: Node | float) -> Node:
        """Return v = self / other, with local derivatives 1/other and -self/other²."""
        other = _node(other)
        if other.value == 0:
            raise ValueError(
                f"expected a divisor other than 0, got {other.label or 'a node'} = 0; "
                "likely a value that has underflowed, or an input that is 0"
            )
        v = self.value / other.value
        return Node(v, "", (self, other), (1.0 / other.value, -v / other.value), "/")

    def __pow__(self, other: Node | float) -> Node:
        """Return v = self ** other; a number as exponent is no node: there is one edge.

        ∂v/∂self = other · self^(other - 1),  ∂v/∂other = v · log(self) for a node as exponent
        """
        base, power = self.value, _number(other.value if isinstance(other, Node) else other)
        v, slope = _power(base, power), power * _power(base, power - 1) if power else 0.0
        if not isinstance(other, Node):
            return Node(v, "", (self,), (slope,), f"**{_short(power)}")
        if not base.real > 0:
            raise ValueError(
                f"expected a base above 0 under an exponent that is a node, got {_short(base)}; "
                "likely the exponent is constant: pass it as a number"
            )
        return Node(v, "", (self, other), (slope, v * _real_or_not(cmath.log, base)), "**")

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

    def __rtruediv__(self, other: float) -> Node:
        """Return number / self."""
        return _node(other) / self

    def __rpow__(self, other: float) -> Node:
        """Return number ** self."""
        return _node(other) ** self

    def __float__(self) -> float:
        """Refuse: the derivative would be lost without a word, as in math.exp(node)."""
        raise TypeError(
            "expected a number, got a Node; likely a function of math or NumPy: use "
            "backhand.graph's, such as graph.exp, or the node's value"
        )

    def __lt__(self, other: object) -> bool:
        """Refuse, as the other comparisons do: max() and sorted() would hide what they do."""
        raise TypeError(UNORDERED)

    def __le__(self, other: object) -> bool:
        """Refuse, as `__lt__`."""
        raise TypeError(UNORDERED)

    def __gt__(self, other: object) -> bool:
        """Refuse, as `__lt__`."""
        raise TypeError(UNORDERED)

    def __ge__(self, other: object) -> bool:
        """Refuse, as `__lt__`."""
        raise TypeError(UNORDERED)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **_: Any) -> Node:
        """Return what an operator of a NumPy number and a node gives; refuse arrays."""
        numbers = [x.item() if isinstance(x, np.generic) else x for x in inputs]
        if method != "__call__" or ufunc not in OPERATORS or len(numbers) != 2:
            known = globals().get(ufunc.__name__)
            ours = f"use backhand.graph.{ufunc.__name__}, or " if callable(known) else "pass "
            raise TypeError(
                f"expected a number for np.{ufunc.__name__}, got a Node; likely {ours}"
                "the node's value"
            )
        first, second = (_node(number) for number in numbers)
        return OPERATORS[ufunc](first, second)

    def __repr__(self) -> str:
        """Show name, rule, value, gradient and each local derivative."""
        names = [parent.label or _short(parent.value) for parent in self.parents]
        made = ""
        if len(names) == 2 and self.operation in {"+", "-", "*", "/", "**"}:
            made = f" = {names[0]} {self.operation} {names[1]}"
        elif names and self.operation.startswith("**"):
            made = f" = {names[0]}{self.operation}"
        elif names:
            made = f" = {self.operation or 'f'}({', '.join(names)})"
        local = ", ".join(
            f"d/d{name} = {_short(partial)}"
            for name, partial in zip(names, self.partials, strict=True)
        )
        shown = f"{self.label or '?'}{made} = {_short(self.value)}; grad = {_short(self.grad)}"
        return f"Node({shown}; {local})" if local else f"Node({shown})"


#: What NumPy's operators do where one side is a number of NumPy's, and the other a node.
OPERATORS: dict[np.ufunc, Callable[[Node, Node], Node]] = {
    np.add: Node.__add__,
    np.subtract: Node.__sub__,
    np.multiply: Node.__mul__,
    np.divide: Node.__truediv__,
    np.power: Node.__pow__,
}


def exp(x: Node) -> Node:
    """Exponentiate a node.

    v = e^x,  ∂v/∂x = e^x

    Parameters
    ----------
    x : Node

    Returns
    -------
    v : Node

    Raises
    ------
    TypeError
        If `x` is not a node.
    ValueError
        If the value overflows.

    Examples
    --------
    >>> exp(Node(0.0, "x"))
    Node(? = exp(x) = 1; grad = 0; d/dx = 1)

    Derivation: W3.
    """
    return _elementwise(x, "exp")


def sin(x: Node) -> Node:
    """Take the sine of a node.

    v = sin x,  ∂v/∂x = cos x

    Parameters
    ----------
    x : Node

    Returns
    -------
    v : Node

    Raises
    ------
    TypeError
        If `x` is not a node.

    Examples
    --------
    >>> sin(Node(0.0, "x"))
    Node(? = sin(x) = 0; grad = 0; d/dx = 1)

    Derivation: W3.
    """
    return _elementwise(x, "sin")


def square(x: Node) -> Node:
    """Square a node, with a single edge.

    v = x²,  ∂v/∂x = 2x

    Parameters
    ----------
    x : Node

    Returns
    -------
    v : Node

    Raises
    ------
    TypeError
        If `x` is not a node.
    ValueError
        If the value overflows.

    Examples
    --------
    >>> square(Node(3.0, "x"))
    Node(? = square(x) = 9; grad = 0; d/dx = 6)

    Derivation: G5.
    """
    return _elementwise(x, "square")


def tanh(x: Node) -> Node:
    """Take the hyperbolic tangent of a node.

    v = tanh x,  ∂v/∂x = 1 - v²

    Parameters
    ----------
    x : Node

    Returns
    -------
    v : Node

    Raises
    ------
    TypeError
        If `x` is not a node.

    Examples
    --------
    >>> tanh(Node(0.0, "x"))
    Node(? = tanh(x) = 0; grad = 0; d/dx = 1)

    Derivation: S8.
    """
    return _elementwise(x, "tanh")


def sigmoid(x: Node) -> Node:
    """Squash a node into (0, 1).

    v = 1 / (1 + e^-x),  ∂v/∂x = v (1 - v)

    Parameters
    ----------
    x : Node

    Returns
    -------
    v : Node

    Raises
    ------
    TypeError
        If `x` is not a node.

    Examples
    --------
    >>> sigmoid(Node(0.0, "x"))
    Node(? = sigmoid(x) = 0.5; grad = 0; d/dx = 0.25)

    Derivation: S7.
    """
    return _elementwise(x, "sigmoid")


def relu(x: Node) -> Node:
    """Keep a node's value if it is positive.

    v = max(x, 0),  ∂v/∂x = 1 if x > 0, and 0 elsewhere: also at the kink, x = 0

    Parameters
    ----------
    x : Node

    Returns
    -------
    v : Node

    Raises
    ------
    TypeError
        If `x` is not a node.

    Examples
    --------
    >>> relu(Node(-1.0, "x"))
    Node(? = relu(x) = 0; grad = 0; d/dx = 0)

    Derivation: S8.
    """
    return _elementwise(x, "relu")


def cos(x: Node) -> Node:
    """Take the cosine of a node.

    v = cos x,  ∂v/∂x = -sin x

    Parameters
    ----------
    x : Node

    Returns
    -------
    v : Node

    Raises
    ------
    TypeError
        If `x` is not a node.

    Examples
    --------
    >>> cos(Node(1.0, "x"))
    Node(? = cos(x) = 0.540302; grad = 0; d/dx = -0.841471)

    Derivation: W3.
    """
    value = expect_node(x).value
    return Node(_real_or_not(cmath.cos, value), "", (x,), (-_real_or_not(cmath.sin, value),), "cos")


def log(x: Node) -> Node:
    """Take the natural logarithm of a node.

    v = log x,  ∂v/∂x = 1/x

    Parameters
    ----------
    x : Node

    Returns
    -------
    v : Node

    Raises
    ------
    ValueError
        If x is not greater than 0.

    Examples
    --------
    >>> log(Node(2.0, "x"))
    Node(? = log(x) = 0.693147; grad = 0; d/dx = 0.5)

    Derivation: S11.
    """
    value = expect_node(x).value
    if not value.real > 0:
        raise ValueError(
            f"expected a value above 0 for log, got {x.label or 'a node'} = {_short(value)}; "
            "likely a probability that has underflowed"
        )
    return Node(_real_or_not(cmath.log, value), "", (x,), (1.0 / value,), "log")


def scale(c: float) -> Callable[[Node], Node]:
    """Return the function x ↦ c x, whose local derivative is c.

    Parameters
    ----------
    c : float

    Returns
    -------
    function : callable
        Takes a node, returns one.

    Raises
    ------
    TypeError
        If `c` is not a number.
    ValueError
        If `c` is not finite.

    Examples
    --------
    >>> scale(3.0)(Node(2.0, "x"))
    Node(? = 3*(x) = 6; grad = 0; d/dx = 3)

    Derivation: W3.
    """
    c = _number(c, "c")
    return lambda x: Node(c * expect_node(x).value, "", (x,), (c,), f"{c:g}*")


def topological_order(sink: Node) -> list[Node]:
    """List everything the sink depends on, parents before children.

    Parameters
    ----------
    sink : Node

    Returns
    -------
    order : list of Node
        Each node once; the last one is `sink`.

    Raises
    ------
    ValueError
        If the value of a node was changed after others were computed from it.

    Examples
    --------
    >>> x = Node(2.0, "x")
    >>> [node.label for node in topological_order((x * x).named("y"))]
    ['x', 'y']

    Derivation: G1, G2.
    """
    order: list[Node] = []
    seen: set[Node] = set()
    # An explicit stack: Python's recursion limit would stop a chain of a thousand nodes.
    stack = [(expect_node(sink, "sink"), False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            _expect_unchanged(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node.parents))
    return order


def backward(sink: Node) -> None:
    """Set `grad`, the derivative of the sink, at every node that the sink depends on.

    v̄_i = Σ over children j of (∂φ_j/∂v_i) v̄_j, with 1 at the sink

    A node that does not reach the sink has gradient 0: gradients that an earlier call left in a
    graph which shares a node with this one are gone. Gradients do not add up over calls.

    Parameters
    ----------
    sink : Node
        The scalar to differentiate.

    Raises
    ------
    ValueError
        If a gradient overflows, or the value of a node was changed after others were computed
        from it.

    Examples
    --------
    >>> w, x = Node(2.0), Node(5.0)
    >>> backward(w * x * x)
    >>> w.grad, x.grad
    (25.0, 20.0)
    >>> backward(3 * w)
    >>> w.grad, x.grad
    (3.0, 0.0)

    Derivation: G3, G4, G5, G12.
    """
    order = topological_order(sink)
    sweep = Sweep()
    for node in order:
        if node._sweep is not None:
            node._sweep.outdated = True
        node._grad, node._sweep = 0.0, sweep
    sink._grad = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            parent._grad += partial * node._grad
    for node in order:
        _expect_finite("the gradient of", node, node._grad)


class Path(NamedTuple):
    """One way from a source to the sink, and the product of its local derivatives.

    Examples
    --------
    >>> x = Node(2.0)
    >>> path_ledger(x, x * 5)[0].product
    5.0
    """

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

    Raises
    ------
    TypeError
        If `source` or `sink` is not a node.
    ValueError
        If the product of a path overflows.

    Examples
    --------
    >>> x = Node(2.0, "x")
    >>> [[node.label for node in path] for path in paths(x, (x * x).named("y"))]
    [['x', 'y'], ['x', 'y']]

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

    Raises
    ------
    TypeError
        If `source` or `sink` is not a node.
    ValueError
        If the product of a path overflows.

    Examples
    --------
    >>> x = Node(2.0)
    >>> [path.product for path in path_ledger(x, x * x + 7 * x)]
    [2.0, 2.0, 7.0]

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

    Raises
    ------
    TypeError
        If `source` or `sink` is not a node.

    Examples
    --------
    >>> node = source = Node(1.0)
    >>> for _ in range(100):
    ...     node = node + node
    >>> count_paths(source, node) == 2**100
    True

    Derivation: W8, W9, G9.
    """
    expect_node(source, "source")
    count: dict[Node, int] = {}
    for node in topological_order(sink):
        count[node] = 1 if node is source else sum(count[parent] for parent in node.parents)
    return count[sink]


def count_edges(sink: Node) -> int:
    """Count the edges of everything the sink depends on.

    Parameters
    ----------
    sink : Node

    Returns
    -------
    count : int

    Raises
    ------
    TypeError
        If `sink` is not a node.

    Examples
    --------
    >>> x = Node(2.0)
    >>> count_edges(x * x + x)
    4

    Derivation: W9, G4, G9.
    """
    return sum(len(node.parents) for node in topological_order(sink))


def _elementwise(x: Node, name: str) -> Node:
    # The rule and its derivative stand side by side in the table of activations.
    function, derivative = UNCHECKED[name]
    at = np.asarray(expect_node(x).value)
    with np.errstate(all="ignore"):
        value, partial = function(at), derivative(at)
    return Node(value.item(), "", (x,), (partial.item(),), name)


def _real_or_not(function: Callable[[Number], complex], value: Number) -> Number:
    """Apply a function of `cmath`; the result is real where the value is."""
    found = function(value)
    return found if isinstance(value, complex) else found.real


def _power(base: Number, power: Number) -> Number:
    """Return base^power, or say why there is no such real number."""
    whole = power == int(power.real)
    if (base == 0 and power.real < 0) or (base.real < 0 and not whole):
        raise ValueError(
            f"expected a power that is real and has a slope, got {_short(base)} ** "
            f"{_short(power)}; likely a root or a quotient at the end of its domain"
        )
    try:
        return base**power
    except OverflowError:
        return math.inf


def _walk(source: Node, sink: Node) -> Iterator[Path]:
    return _walk_back(expect_node(source, "source"), expect_node(sink, "sink"))


def _walk_back(source: Node, sink: Node) -> Iterator[Path]:
    reaching: set[Node] = set()  # what depends on the source, so that no dead end is entered
    for node in topological_order(sink):
        if node is source or any(parent in reaching for parent in node.parents):
            reaching.add(node)
    # Backwards from the sink; the tail is a linked list, so that a long chain needs no copies.
    stack: list[tuple[Node, Any, Number]] = [(sink, None, 1.0)] if sink in reaching else []
    while stack:
        node, tail, product = stack.pop()
        if node is source:
            _expect_finite("the product of a path from", node, product)
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


def expect_node(value: Node, name: str = "x") -> Node:
    """Return `value` if it is a node."""
    if not isinstance(value, Node):
        raise TypeError(
            f"expected {name} to be a Node, got {type(value).__name__}; "
            "likely the node's value: pass the node"
        )
    return value


def _number(value: Number, name: str = "the value of a node") -> Number:
    if isinstance(value, np.ndarray) and value.ndim == 0 and not np.ma.isMaskedArray(value):
        value = value.item()
    if not isinstance(value, AnyNumber):
        raise TypeError(
            f"expected {name} to be a number, got {type(value).__name__}; likely {_made_of(value)}"
        )
    try:
        number = complex(value) if isinstance(value, complex) else float(value)  # type: ignore[arg-type]
    except OverflowError:
        number = math.inf
    if not cmath.isfinite(number):
        raise ValueError(f"expected {name} to be finite, got {number}; likely an earlier overflow")
    return number


def _text(label: str) -> str:
    if not isinstance(label, str):
        raise TypeError(
            f"expected label to be text, got {type(label).__name__}; likely a second value"
        )
    return label


def _made_of(value: object) -> str:
    if np.ma.isMaskedArray(value):
        return "a missing value: leave its row out"
    if isinstance(value, (np.ndarray, list, tuple)):
        return "an array: a node holds one number, so make a node of each entry"
    if isinstance(value, str):
        return "text: pass float(...)"
    if isinstance(value, Node):
        return "a node already: use it as it is"
    return "a function that returns nothing" if value is None else "two arguments were swapped"


def _expect_unchanged(node: Node) -> None:
    # Parents that were set after the node was made have nothing to be compared with.
    for parent, at in zip(node.parents, node._at, strict=False):
        if parent.value != at:
            raise ValueError(
                f"expected {parent.label or 'a node'} = {_short(at)}, as it was when the graph was "
                f"made, got {_short(parent.value)}; likely its value was changed afterwards: "
                "compute the graph again"
            )


def _expect_finite(name: str, node: Node, value: Number) -> None:
    if not cmath.isfinite(value):
        raise ValueError(
            f"expected {name} {node.label or 'a node'} to be finite, got {value}; "
            "likely an overflow: a product of large local derivatives"
        )


def _tuple(name: str, value: object) -> tuple[Any, ...]:
    if not isinstance(value, (tuple, list)):
        raise TypeError(
            f"expected {name} as a tuple with one entry for each edge, got "
            f"{type(value).__name__}; likely a single one: pass ({name},)"
        )
    return tuple(value)


def _short(value: Number) -> str:
    return f"{value:.6g}"
