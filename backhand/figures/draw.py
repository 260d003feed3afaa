"""The figures of the course. Each returns a `Picture`; none of them uses pyplot.

The numbers to show are computed here; the `render_` modules beside this one draw them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import (
    Array,
    as_array,
    as_count,
    as_finite,
    as_list,
    as_number,
    as_text,
    expect_function,
    expect_named,
    expect_shape,
)
from backhand.figures.labelled import batch_norm_graph as batch_norm_graph
from backhand.figures.labelled import tied_autoencoder as tied_autoencoder
from backhand.figures.labelled import two_uses as two_uses
from backhand.figures.labelled import unrolled as unrolled
from backhand.figures.layer import layer_picture as layer_picture
from backhand.figures.matrix import shared_matrix as shared_matrix
from backhand.figures.measured import errors_of_pair, errors_of_steps, measured_slope
from backhand.figures.modules import modules_picture as modules_picture
from backhand.figures.network import network_picture as network_picture
from backhand.figures.normalized import batch_norms_compared as batch_norms_compared
from backhand.figures.nudged import nudged_network as nudged_network
from backhand.figures.picture import Picture as Picture
from backhand.figures.picture import rounded
from backhand.figures.render_curves import errors_by_step, loss_and_tangent, weights_over_steps
from backhand.figures.render_errors import errors_of_blocks
from backhand.figures.render_graph import graph_with_values
from backhand.figures.render_steps import local_patterns as _local_patterns
from backhand.figures.render_steps import sweep_in_steps
from backhand.figures.render_worksheet import worksheet_graph as _worksheet_graph
from backhand.figures.routes import maximum_routes as maximum_routes
from backhand.figures.uses import contributions as contributions
from backhand.figures.uses import row_uses as row_uses
from backhand.figures.uses import uses_compared as uses_compared
from backhand.gradcheck import ScalarFunction
from backhand.graph import Node, expect_node
from backhand.symmetry import History, spread


def graph_picture(nodes: Node | Sequence[Node] | Mapping[str, Node]) -> Picture:
    """Draw a computational graph: values above the nodes, gradients below them.

    Each edge is labelled with its local derivative. Call `graph.backward` on the sink first.

    Parameters
    ----------
    nodes : Node, or a sequence or mapping of Node
        A sink, to draw everything it depends on; or the nodes to draw, in which case the
        nodes between them are contracted into the edges.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there is nothing to draw.

    Examples
    --------
    >>> x = Node(2.0, "x")
    >>> graph_picture((x * x).named("y")).table[0]
    ('node', 'value', 'gradient', 'edges into it (local derivative)')

    Derivation: G1, G3, G9.
    """
    wanted = _wanted(nodes)
    reached = _reached(wanted)
    shown = reached if isinstance(nodes, Node) else wanted
    numbers = {"nodes": _described(reached), "shown": [reached.index(node) for node in shown]}
    return Picture(graph_with_values, numbers)


def sweep_pictures(sink: Node) -> Picture:
    """Draw a reverse sweep as a sequence of pictures, one for each node that has its turn.

    Parameters
    ----------
    sink : Node
        The loss. Every node that it depends on needs a label of its own.

    Returns
    -------
    picture : Picture

    Raises
    ------
    TypeError
        If `sink` is not a node.

    Examples
    --------
    >>> x = Node(2.0, "x")
    >>> picture = sweep_pictures((x * x).named("y"))
    >>> picture.caption
    'A reverse sweep, step by step: values above the nodes, adjoints so far below'

    Derivation: G3, G4.
    """
    reached = _reached([expect_node(sink, "sink")])
    return Picture(sweep_in_steps, {"nodes": _described(reached), "sink": reached.index(sink)})


def local_patterns() -> Picture:
    """Draw what add, multiply, max and a copy do to an adjoint.

    Returns
    -------
    picture : Picture

    Examples
    --------
    >>> print(local_patterns().caption)
    Four local patterns: what is sent back, in orange

    Derivation: G5, G6.
    """
    return Picture(_local_patterns, {})


def worksheet_graph(
    values: Mapping[str, float | None] | None = None,
    gradients: Mapping[str, float | None] | None = None,
) -> Picture:
    """Draw the worksheet's network, with the numbers that are known so far.

    Parameters
    ----------
    values : mapping of str to float or None, optional
        Values of the units, by name, such as "h1"; a question mark stands for None.
    gradients : mapping of str to float or None, optional
        Derivatives of J, under names such as "dJ/dh1" and "dJ/dw11".

    Returns
    -------
    picture : Picture
        Without any numbers, the names of weights and units, and the activations.

    Raises
    ------
    TypeError
        If `values` or `gradients` is not a dictionary.

    Examples
    --------
    >>> worksheet_graph({"w11": 3.0}).table[:2]
    (('name', 'what it is', 'value', 'derivative of J'), ('x1', 'an input', '-', '-'))

    Derivation: W3.
    """
    for name, given in (("values", values), ("gradients", gradients)):
        if given is not None:
            expect_named(name, given)
    return Picture(
        _worksheet_graph,
        {"values": dict(values or {}), "gradients": dict(gradients or {})},
    )


def error_by_block(
    blocks: Mapping[str, ArrayLike | tuple[ArrayLike, ArrayLike]], tolerance: float = 1e-6
) -> Picture:
    """Draw the relative error of every entry, block by block, on a logarithmic scale.

    |a - n| / (|a| + |n|), with a floor for entries near zero (see `entry_errors`)

    Parameters
    ----------
    blocks : mapping of str to (got, expected) or to an array of errors
        Two arrays in a tuple are compared; a single array holds the errors themselves.
    tolerance : float
        A block passes if its `relative_error` is at most this; where only errors are given,
        if all of them are.

    Returns
    -------
    picture : Picture
        Entries above the tolerance are orange, all others blue, and every block has its verdict
        in words. In large blocks, hatching takes the place of the numbers.
        Where only errors are given, no error of the block is shown.

    Raises
    ------
    ValueError
        If there is no block, or errors are negative.

    Examples
    --------
    >>> print(error_by_block({"W": ([1.0, 2.0], [1.0, 2.5])}))
    Relative error of every entry of 1 gradient blocks: W not yet, worst entry [1] at 1.1e-01.
    <BLANKLINE>
    Relative error of every entry, |got − expected| / (|got| + |expected|)
    block  shape  error of the block  worst entry  its error  verdict
    W      (2,)   1.0e-01             [1]          1.1e-01    not yet

    Derivation: G13.
    """
    expect_named("blocks", blocks)
    tolerance = as_number("tolerance", tolerance)
    if not blocks:
        raise ValueError("expected at least one block, got none; likely an empty dict of gradients")
    compared = [_compared(name, block, tolerance) for name, block in blocks.items()]
    return Picture(errors_of_blocks, {"blocks": compared, "tolerance": float(tolerance)})


def loss_slice(
    f: ScalarFunction,
    x: ArrayLike,
    direction: ArrayLike,
    gradient: ArrayLike,
    span: float = 1.0,
    points: int = 41,
    name: str = "loss",
) -> Picture:
    """Draw the loss along a line through x, with the tangent that the gradient predicts.

    s ↦ L(x + s d), and its tangent L(x) + s ⟨gradient, d⟩

    Parameters
    ----------
    f : callable
        Takes an array of x's shape, returns the loss.
    x : ndarray, any shape
        Where the gradient was taken.
    direction : ndarray, shape of x
        d; it is scaled to length 1.
    gradient : ndarray, shape of x
        The gradient to examine, right or wrong.
    span : float
        How far the line extends on each side.
    points : int
        How many losses to evaluate.
    name : str
        What f returns, if it is not a loss.

    Returns
    -------
    picture : Picture
        The tangent of a right gradient touches the curve at s = 0; that of a wrong one cuts it.

    Raises
    ------
    ValueError
        If shapes differ, the direction is zero or `span` is not positive.

    Examples
    --------
    >>> picture = loss_slice(lambda x: (x**2).sum(), [1.0], direction=[1.0], gradient=[2.0])
    >>> picture.caption
    'Along the direction d: loss, and the tangent that the gradient gives'

    Derivation: S12, G13.
    """
    expect_function("f", f)
    span, points = as_finite("span", span), as_count("points", points, least=2)
    if span <= 0:
        raise ValueError(f"expected span > 0, got {span:g}; likely two arguments were swapped")
    at, d, g = as_array("x", x), as_array("direction", direction), as_array("gradient", gradient)
    expect_shape("direction", d, at.shape, "it belongs to another parameter")
    expect_shape("gradient", g, at.shape, "it belongs to another parameter")
    length = _length("direction", d)
    if length == 0.0:
        raise ValueError("expected a direction, got all zeros; likely the gradient is zero here")
    d = np.divide(d, length)
    s = np.linspace(-span, span, points)
    loss = np.array([_loss(f, at + step * d) for step in s])
    here, slope = _loss(f, at), float(np.sum(g * d))
    # One difference along d costs two losses; a whole numerical gradient is not needed.
    measured = measured_slope(_loss(f, at + 1e-5 * d), _loss(f, at - 1e-5 * d), 2e-5)
    numbers: dict[str, Any] = {"s": s, "loss": loss, "here": here, "slope": slope}
    shown = {name: rounded(value) for name, value in numbers.items()}
    return Picture(loss_and_tangent, {**shown, **measured, "name": as_text("name", name)})


def step_size_sweep(
    f: ScalarFunction,
    x: ArrayLike,
    gradient: ArrayLike,
    steps: ArrayLike | None = None,
    complex_too: bool = True,
) -> Picture:
    """Draw how the error of numerical derivatives depends on the step, along the gradient.

    Forward: O(h) + ε/h.  Central: O(h²) + ε/h.  Complex step: O(h²), and no rounding

    Parameters
    ----------
    f : callable
        Takes an array of x's shape, returns one number; analytic for the complex step.
    x : ndarray, any shape
    gradient : ndarray, shape of x
        The exact gradient; not all zeros.
    steps : ndarray, shape (n,), optional
        The steps h; by default 1e-1 to 1e-15.
    complex_too : bool
        Whether to draw the complex step as well.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If shapes differ, the gradient is zero or a step is not positive.

    Examples
    --------
    >>> picture = step_size_sweep(lambda x: (x**3).sum(), [1.0], gradient=[3.0])
    >>> picture.table[0]
    ('step h', 'forward', 'central', 'complex step')

    Derivation: G13.
    """
    expect_function("f", f)
    h = np.logspace(-1, -15, 15) if steps is None else as_array("steps", steps, ("n",))
    if h.size == 0:
        raise ValueError("expected at least one of steps, got none; likely an empty list")
    if h.min() <= 0:
        raise ValueError(f"expected steps > 0, got {h.min():g}; likely a sign")
    at, g = as_array("x", x), as_array("gradient", gradient)
    expect_shape("gradient", g, at.shape, "it belongs to another parameter")
    slope = _length("gradient", g)
    if slope == 0.0:
        raise ValueError("expected a gradient, got all zeros; likely the point is a minimum")
    # Along g, the derivative is the length of g: one number for each step and method.
    d = np.divide(g, slope)
    losses = {
        "above": as_array("f", [f(at + step * d) for step in h]),
        "below": as_array("f", [f(at - step * d) for step in h]),
    }
    if complex_too:
        losses["imaginary"] = as_array("f", [np.imag(f(at + 1j * step * d)) for step in h])
    errors = errors_of_steps(h, _loss(f, at), losses, slope)
    return Picture(errors_by_step, {"h": rounded(h), **errors})


def hidden_units(history: History, inputs: Sequence[int] | None = None) -> Picture:
    """Draw the hidden units' incoming weights over the steps of training.

    Units that are copies of one another share one line; units that differ have one each.

    Parameters
    ----------
    history : History
        From `symmetry.train`.
    inputs : sequence of int, optional
        Which inputs' weights to draw, one panel each; by default the first three.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If an input does not exist.

    Examples
    --------
    >>> from backhand.symmetry import train
    >>> history = train([[0.5], [0.1]], [[1, 1]], [[1]], [[3]], 2, rate=0.1, activation="tanh")
    >>> hidden_units(history).caption
    'Incoming weights of the hidden units, step by step'

    Derivation: Y5, Y9, Y15.
    """
    if not hasattr(history, "incoming"):
        raise TypeError(
            f"expected history from symmetry.train or descend, got {type(history).__name__}; "
            "likely the weights alone: pass all that training returns"
        )
    n_in = history.incoming.shape[2]
    listed = (
        range(min(3, n_in)) if inputs is None else as_list("inputs", inputs, "panel", "numbers")
    )
    chosen = [as_count("inputs", j, least=0) for j in listed]
    if not chosen or not all(0 <= j < n_in for j in chosen):
        raise ValueError(
            f"expected inputs from 0 to {n_in - 1}, got {chosen}; likely they were counted from 1"
        )
    shown = {
        "weights": rounded(history.incoming[:, :, chosen]),
        "inputs": [int(j) for j in chosen],
        "losses": rounded(history.losses),
        "spread": rounded(spread(history), 4),
    }
    return Picture(weights_over_steps, shown)


def _wanted(nodes: Node | Sequence[Node] | Mapping[str, Node]) -> list[Node]:
    several: Any = nodes.values() if isinstance(nodes, Mapping) else nodes
    if not isinstance(nodes, (list, tuple, Mapping)):
        several = [nodes]
    wanted = [expect_node(node, "nodes") for node in several]
    if not wanted:
        raise ValueError("expected nodes to draw, got none; likely an empty list")
    return list(dict.fromkeys(wanted))


def _loss(f: ScalarFunction, x: Array) -> float:
    found = as_array("what f returns", f(x))
    expect_shape("what f returns", found, (1,) * found.ndim, "the output and not the loss")
    return float(np.real(found.item()))


def _length(name: str, array: Array) -> float:
    with np.errstate(all="ignore"):
        length = float(np.linalg.norm(array))
    return as_finite(f"the length of {name}", length)


def _described(nodes: Sequence[Node]) -> list[dict[str, Any]]:
    """Nodes as plain numbers and text; parents by their place in the list."""
    number = {node: k for k, node in enumerate(nodes)}
    return [
        {
            "name": node.label or node.operation or f"{float(np.real(node.value)):.3g}",
            "value": rounded(node.value),
            "gradient": rounded(node.grad),
            "parents": [number[parent] for parent in node.parents],
            "partials": rounded(node.partials),
        }
        for node in nodes
    ]


def _reached(nodes: Sequence[Node]) -> list[Node]:
    """The nodes and everything they depend on, in no particular order."""
    found, left = dict.fromkeys(nodes), list(nodes)
    while left:
        new = [parent for parent in left.pop().parents if parent not in found]
        found.update(dict.fromkeys(new))
        left += new
    return list(found)


def _compared(name: str, block: Any, tolerance: float) -> dict[str, Any]:
    """A block as it is shown: two arrays that are compared, or errors."""
    if isinstance(block, tuple) and len(block) == 2:
        got, expected = as_array(name, block[0]), as_array(name, block[1])
        expect_shape(name, got, expected.shape, "a transpose, or an axis was summed over")
        shape = {"name": name, "shape": list(got.shape)}
        return {**shape, **errors_of_pair(got, expected, tolerance)}
    errors = as_array(name, block)
    if errors.min(initial=0.0) < 0:
        raise ValueError(
            f"expected errors >= 0 in {name}, got {errors.min():g}; "
            "likely signed differences: pass (got, expected)"
        )
    return {
        "name": name,
        "shape": list(errors.shape),
        "errors": rounded(errors.ravel(), 4),
        "error": None,
        "passed": bool(errors.max(initial=0.0) <= tolerance),
    }
