"""The worksheet's network: nine weights, four hidden units, two paths from h1.

Indices run from-to: w12 goes from x1 to h2, v12 from h1 to h4. There is no edge h2 → h3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from backhand._validate import as_list, as_number
from backhand.graph import Node, exp, expect_node, scale, sin

WEIGHT_NAMES = ("w11", "w12", "w21", "w22", "v11", "v12", "v22", "u1", "u2")


class Instance(NamedTuple):
    """Numbers for the worksheet: the nine weights, two inputs and a target.

    Examples
    --------
    >>> INSTANCES["hand"].x
    (3, 2)
    """

    weights: Mapping[str, float]
    x: tuple[float, float]
    t: float


def _instance(values: Sequence[float], x: tuple[float, float], t: float) -> Instance:
    return Instance(MappingProxyType(dict(zip(WEIGHT_NAMES, values, strict=True))), x, t)


# seed: every gradient is 0, so that it cannot distinguish right from wrong (W10).
# hand: for pen and paper; no local derivative is 0 or ±1, so that nothing left out is hidden.
# integer: whole numbers only; cos, exp and h2 = z2 drop out.
# generic: the instance with a full solution (W16); spare: another like it.
INSTANCES: Mapping[str, Instance] = MappingProxyType(
    {
        "seed": _instance((0, 0, 0, 0, 0, 0, 0, 0, 0), (0, 1), 0),
        "hand": _instance((3, 2, -2, -1, 1.5, 3, -2, 0.5, 2), (3, 2), 0.5),
        "integer": _instance((1, -2, 1, 2, 0.5, -2, 3, -1, 3), (1, 2), 1),
        "generic": _instance((0.3, -0.4, 0.1, 0.9, 0.7, -0.2, 0.55, 0.6, 0.45), (1.5, 2), 0.4),
        "spare": _instance((0.5, -0.3, 0.8, 0.6, 0.4, -0.5, 0.7, 0.3, 0.9), (1, 2), 0.5),
    }
)


def half_square(x: Node) -> Node:
    """Halve the square of a node, with a single edge.

    v = ½x²,  ∂v/∂x = x

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
    >>> half_square(Node(3.0, "x"))
    Node(? = half_square(x) = 4.5; grad = 0; d/dx = 3)

    Derivation: W3.
    """
    value = expect_node(x).value
    return Node(0.5 * value * value, "", (x,), (value,), "half_square")


def worksheet_network(
    weights: Mapping[str, float], x: Sequence[float], t: float
) -> dict[str, Node]:
    """Build the worksheet's network as a graph of scalars.

    h1 = z1, h2 = ½z2², h3 = 2z3, h4 = e^z4, o = sin z_o, J = ½(o - t)²

    Parameters
    ----------
    weights : mapping of str to float
        The nine weights w11, w12, w21, w22, v11, v12, v22, u1, u2.
    x : sequence of float, length 2
    t : float
        The target.

    Returns
    -------
    nodes : dict of str to Node
        The weights, x1, x2, t, z1 … z4, z_o, h1 … h4, o, e = o - t, and the loss J.

    Raises
    ------
    ValueError
        If a weight is missing or unknown, or `x` does not hold two numbers.

    Examples
    --------
    >>> nodes = worksheet_network(*INSTANCES["seed"])
    >>> nodes["J"]
    Node(J = half_square(e) = 0; grad = 0; d/de = 0)

    Derivation: W3, G7.
    """
    if not isinstance(weights, Mapping):
        raise TypeError(
            f"expected weights as a dictionary of numbers by name, got {type(weights).__name__}; "
            "likely a list: pass dict(zip(WEIGHT_NAMES, weights))"
        )
    if set(weights) != set(WEIGHT_NAMES):
        wrong = sorted(map(str, set(weights) ^ set(WEIGHT_NAMES)))
        raise ValueError(
            f"expected the weights {', '.join(WEIGHT_NAMES)}, got a mismatch in "
            f"{', '.join(wrong)}; likely a name is missing, or there is no such edge"
        )
    x = as_list("x", x, "input", "numbers")
    if len(x) != 2:
        raise ValueError(
            f"expected x to hold two inputs, got {len(x)}; likely the target was included"
        )
    n = {name: _input(f"weights[{name!r}]", weights[name], name) for name in WEIGHT_NAMES}
    n |= {
        "x1": _input("x[0]", x[0], "x1"),
        "x2": _input("x[1]", x[1], "x2"),
        "t": _input("t", t, "t"),
    }

    def term(weight: str, unit: str) -> Node:
        return (n[weight] * n[unit]).named(f"{weight}·{unit}")

    def add(label: str, node: Node) -> None:
        n[label] = node.named(label)

    add("z1", term("w11", "x1") + term("w21", "x2"))
    add("z2", term("w12", "x1") + term("w22", "x2"))
    add("h1", scale(1.0)(n["z1"]))
    add("h2", half_square(n["z2"]))
    add("z3", n["v11"] * n["h1"])
    add("z4", term("v12", "h1") + term("v22", "h2"))
    add("h3", scale(2.0)(n["z3"]))
    add("h4", exp(n["z4"]))
    add("z_o", term("u1", "h3") + term("u2", "h4"))
    add("o", sin(n["z_o"]))
    add("e", n["o"] - n["t"])
    add("J", half_square(n["e"]))
    return n


def _input(name: str, value: float, label: str) -> Node:
    # Complex while the complex step probes the network.
    return Node(value if isinstance(value, complex) else as_number(name, value), label)
