"""The course's five figures. Each returns a `Picture`; none of them touches pyplot.

Matplotlib is imported where a figure is made, so that importing this module costs nothing.
Nothing is told by colour alone: markers, line styles, hatching and words say it too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._layout import drawn_edges, layered
from backhand._picture import Picture as Picture
from backhand._picture import table
from backhand._validate import Array, as_array, expect_shape
from backhand.gradcheck import ScalarFunction, entry_errors, relative_error
from backhand.graph import Node, topological_order
from backhand.symmetry import History, spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours, told apart by all common kinds of sight; dark enough for text.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#B84C00", "#007A5A", "#5F6368"
COLOURS = (BLUE, ORANGE, GREEN, "#8C4A7C", "#000000", "#7A6A00")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "^", "D", "v", "x")


class NotDrawn(ValueError):
    """An answer that is not yet one that a figure can be drawn of. Shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"NotDrawn: {self}"]


def blocks(answer: Any, **shapes: tuple[int, ...]) -> Any:
    """Read what an answer returned as one array for each name, however it was handed over.

    Parameters
    ----------
    answer : dict, or sequence in the order of the names; with one name, what is no dict itself
    **shapes : tuple of int
        The shape of each; (n, 1) and (1, n) pass for (n,), and a list of one for a number.

    Returns
    -------
    arrays : tuple of ndarray, or ndarray if there is one name

    Raises
    ------
    NotDrawn
        If something is missing, is not a number, or has another shape.
    """
    names = ", ".join(shapes)
    if isinstance(answer, Mapping):
        parts = [answer.get(name) for name in shapes]
    elif len(shapes) > 1 and isinstance(answer, Iterable):
        parts = list(answer)
    else:
        parts = [answer]
    if len(parts) != len(shapes):
        got = "nothing yet" if answer is None else f"{len(parts)} of them"
        raise NotDrawn(f"expected {len(shapes)} results, {names}, got {got}: see the check above")
    read = [_block(*given) for given in zip(shapes, parts, shapes.values(), strict=True)]
    return tuple(read) if len(read) > 1 else read[0]


def _block(name: str, value: Any, shape: tuple[int, ...]) -> Array:
    if value is None:
        raise NotDrawn(f"expected {name} of shape {shape}, got nothing yet: see the check above")
    try:
        array = np.asarray(list(value) if isinstance(value, Iterator) else value)
        array = np.asarray(array.real, dtype=np.float64)
    except (TypeError, ValueError):
        kind = type(value).__name__
        raise NotDrawn(f"expected {name} of shape {shape} in numbers, got a {kind}") from None
    if len(shape) <= 1 and array.ndim <= 2 and array.size == math.prod(shape):
        array = array.reshape(shape)
    if array.shape != shape:
        raise NotDrawn(f"expected {name} of shape {shape}, got {array.shape}: see the check above")
    return array


def graph_picture(nodes: Node | Sequence[Node] | Mapping[str, Node]) -> Picture:
    """Draw a computational graph: values above the nodes, gradients below.

    Each edge carries its local derivative. Call `graph.backward` on the sink first.

    Parameters
    ----------
    nodes : Node, or a sequence or mapping of Node
        A sink, to draw all that it depends on; or the nodes to draw, in which case what
        lies between them is contracted into the edges.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there is nothing to draw.

    Derivation: G1, G3, G9.
    """
    shown = _in_order(nodes)
    edges, names = drawn_edges(shown), _names(shown)
    places, routes = layered(shown, edges)
    width = max(x for x, _ in places.values()) + 1
    height = max(y for _, y in places.values()) + 0.5
    figure, axes = _canvas(max(3.0, 1.15 * width), max(1.8, 0.92 * height))
    for edge, route in routes.items():
        _draw_edge(axes, route, edges[edge])
    for node, place in places.items():
        _draw_node(axes, node, names[node], place)
    axes.set(xlim=(-0.6, width - 0.4), ylim=(-0.15, height + 0.15))
    axes.axis("off")
    sinks = [node for node in shown if not any(parent is node for parent, _ in edges)]
    sources = [node for node in shown if not any(child is node for _, child in edges)]
    alt = (
        f"Computational graph with {len(shown)} nodes and {len(edges)} edges, from "
        f"{', '.join(names[n] for n in sources)} to "
        f"{', '.join(f'{names[n]} = {_short(n.value)}' for n in sinks)}. Above each node its "
        "value, below it its gradient, on each edge its local derivative; the table has them all."
    )
    rows = [
        (names[n], float(np.real(n.value)), float(np.real(n.grad)), _incoming(n, edges, names))
        for n in shown
    ]
    header = ("node", "value", "gradient", "edges into it (local derivative)")
    return Picture(figure, alt, table(header, rows), "Values and gradients of the graph")


def error_by_block(
    blocks: Mapping[str, ArrayLike | tuple[ArrayLike, ArrayLike]], tolerance: float = 1e-6
) -> Picture:
    """Draw the relative error of every entry, block by block, on a logarithmic scale.

    |a - n| / (|a| + |n|), with a floor for entries near zero

    Parameters
    ----------
    blocks : mapping of str to (got, expected) or to an array of errors
        A tuple of two arrays is compared; a single array is taken as errors already.
    tolerance : float
        A block passes if its relative error is at most this; for an array of errors, the
        largest counts.

    Returns
    -------
    picture : Picture
        Cells above the tolerance are hatched, and every block has its verdict in words.

    Raises
    ------
    ValueError
        If there is no block, or errors are negative.

    Derivation: G13.
    """
    if not blocks:
        raise ValueError("expected at least one block, got none; likely an empty dict of gradients")
    judged = {name: _judge(name, block, tolerance) for name, block in blocks.items()}
    sizes = [max(2.0, _as_grid(errors).shape[1]) for errors, _, _ in judged.values()]
    figure, grid, beside = _row_of_plots(sizes)
    for axes, (name, (errors, _, verdict)) in zip(grid, judged.items(), strict=True):
        image = _draw_errors(axes, _as_grid(errors), tolerance)
        axes.set_title(f"{name}\n{verdict}", fontsize=10, y=1.0)
    bar = figure.colorbar(image, cax=beside, ticks=[-12, -9, -6, -3, 0])
    bar.ax.set_yticklabels(["1e-12", "1e-9", "1e-6", "1e-3", "1"], fontsize=8)
    bar.set_label("relative error of the entry", fontsize=9)
    rows = [
        (name, str(errors.shape), f"{block:.1e}", *_worst(errors), verdict)
        for name, (errors, block, verdict) in judged.items()
    ]
    header = ("block", "shape", "error of the block", "worst entry", "its error", "verdict")
    said = "; ".join(f"{row[0]} {row[-1]}, worst entry {row[3]} at {row[4]}" for row in rows)
    alt = f"Relative error of every entry of {len(rows)} gradient blocks: {said}."
    return Picture(figure, alt, table(header, rows), "Relative error by block")


def loss_slice(
    f: ScalarFunction,
    x: ArrayLike,
    direction: ArrayLike,
    gradient: ArrayLike,
    span: float = 1.0,
    points: int = 41,
) -> Picture:
    """Draw the loss along a line through x, with the tangent the gradient promises.

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
        The gradient to look at, right or wrong.
    span : float
        How far to go to each side.
    points : int
        How many losses to evaluate.

    Returns
    -------
    picture : Picture
        A right gradient touches the curve at s = 0; a wrong one cuts it.

    Raises
    ------
    ValueError
        If shapes differ or the direction is zero.

    Derivation: S12, G13.
    """
    at, d, g = as_array("x", x), as_array("direction", direction), as_array("gradient", gradient)
    expect_shape("direction", d, at.shape, "it belongs to another parameter")
    expect_shape("gradient", g, at.shape, "it belongs to another parameter")
    length = float(np.linalg.norm(d))
    if length == 0.0:
        raise ValueError("expected a direction, got all zeros; likely the gradient is zero here")
    d = np.divide(d, length)
    s = np.linspace(-span, span, points)
    loss = np.array([float(f(at + step * d)) for step in s])
    here, slope = float(f(at)), float(np.sum(g * d))
    # A difference of two losses, and no array of them: a notebook may ask for that one.
    measured = (float(f(at + 1e-5 * d)) - float(f(at - 1e-5 * d))) / 2e-5
    figure, axes = _one_plot(6.0, 3.5)
    axes.plot(s, loss, color=BLUE, linewidth=2, label="loss L(x + s d)")
    label = f"tangent by the gradient, slope {slope:.4g}"
    axes.plot(s, here + slope * s, color=ORANGE, linestyle="--", label=label)
    axes.plot([0], [here], "o", color="black", markersize=7, label=f"here, L = {here:.4g}")
    axes.set(xlabel="s, distance along d", ylabel="loss")
    axes.set_title("The loss along one direction", y=1.0)
    axes.locator_params(nbins=5)
    margin = 0.15 * max(float(np.ptp(loss)), 1e-12)
    axes.set_ylim(loss.min() - margin, loss.max() + 2 * margin)
    _tidy(axes)
    picked = np.unique(np.linspace(0, points - 1, 9).astype(int))
    rows = [(float(s[i]), float(loss[i]), float(here + slope * s[i])) for i in picked]
    alt = (
        f"The loss along one direction, from {loss[0]:.4g} at s = {-span:g} through {here:.4g} at "
        f"s = 0 to {loss[-1]:.4g} at s = {span:g}. The tangent has slope {slope:.4g} by the "
        f"gradient; a central difference measures {measured:.4g}."
    )
    return Picture(figure, alt, table(("s", "loss", "tangent"), rows), "Loss and tangent along d")


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

    Derivation: G13.
    """
    from matplotlib.ticker import LogLocator, NullLocator

    h = np.logspace(-1, -15, 15) if steps is None else as_array("steps", steps, ("n",))
    if h.min(initial=1.0) <= 0:
        raise ValueError(f"expected steps > 0, got {h.min():g}; likely a sign")
    at, g = as_array("x", x), as_array("gradient", gradient)
    expect_shape("gradient", g, at.shape, "it belongs to another parameter")
    slope = float(np.linalg.norm(g))
    if slope == 0.0:
        raise ValueError("expected a gradient, got all zeros; likely the point is a minimum")
    # The derivative along g is its length: one number, and no gradient entry by entry.
    d = np.divide(g, slope)
    methods: dict[str, Callable[[float], Any]] = {
        "forward": lambda h: (f(at + h * d) - f(at)) / h,
        "central": lambda h: (f(at + h * d) - f(at - h * d)) / (2 * h),
    }
    if complex_too:
        methods["complex step"] = lambda h: np.imag(f(at + 1j * h * d)) / h
    errors = {
        name: np.array([relative_error(method(float(step)), slope) for step in h])
        for name, method in methods.items()
    }
    figure, axes = _one_plot(6.0, 3.6)
    for i, (name, error) in enumerate(errors.items()):
        # An error of exactly 0 has no logarithm; it is drawn at rounding's own size.
        style: dict[str, Any] = {"color": COLOURS[i], "marker": MARKERS[i], "linestyle": LINES[i]}
        axes.loglog(h, np.maximum(error, 1e-17), label=name, markersize=5, **style)
    for axis in (axes.xaxis, axes.yaxis):
        # Numbers as in the table; typeset powers take longer than all the rest of the figure.
        axis.set_major_formatter(lambda value, _: f"{value:.0e}")
        axis.set_major_locator(LogLocator(numticks=7))
        axis.set_minor_locator(NullLocator())
    axes.invert_xaxis()
    axes.set(xlabel="step h (smaller to the right)", ylabel="relative error")
    axes.set_title("A smaller step is not always better", y=1.0)
    _tidy(axes)
    best = {name: int(error.argmin()) for name, error in errors.items()}
    said = "; ".join(f"{n} {errors[n][i]:.1e} at h = {h[i]:.0e}" for n, i in best.items())
    rows = [[f"{step:.0e}", *(f"{e[i]:.1e}" for e in errors.values())] for i, step in enumerate(h)]
    alt = (
        f"Relative error of numerical derivatives along the gradient, by the step h, from "
        f"{h[0]:.0e} to {h[-1]:.0e}, on logarithmic axes. Smallest errors: {said}."
    )
    return Picture(figure, alt, table(("step h", *errors), rows), "Relative error by step size")


def hidden_units(history: History, inputs: Sequence[int] | None = None) -> Picture:
    """Draw the hidden units' incoming weights over the steps of training.

    Units that are copies of one another share one line; parted units have one each.

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

    Derivation: Y5, Y9, Y15.
    """
    steps, units, n_in = history.incoming.shape
    chosen = list(range(min(3, n_in))) if inputs is None else list(inputs)
    if not chosen or not all(0 <= j < n_in for j in chosen):
        raise ValueError(
            f"expected inputs from 0 to {n_in - 1}, got {chosen}; likely they were counted from 1"
        )
    figure = _figure(max(4.5, 2.6 * len(chosen) + 0.6), 3.4)
    panels = figure.subplots(1, len(chosen), sharey=True, squeeze=False)[0]
    for axes, j in zip(panels, chosen, strict=True):
        for i in range(units):
            _draw_unit(axes, history.incoming[:, i, j], i)
        axes.set(xlabel="step", title=f"weights from input {j}")
        _tidy(axes, legend=False)
    panels[0].set_ylabel("incoming weight")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside right center", fontsize=8)
    apart = spread(history)
    picked = np.unique(np.linspace(0, steps - 1, min(steps, 6)).astype(int))
    header = (
        "step",
        "loss",
        "spread",
        *(f"unit {i}, input {j}" for i in range(units) for j in chosen),
    )
    rows = [
        (
            int(k),
            float(history.losses[k]),
            f"{apart[k]:.1e}",
            *(float(history.incoming[k, i, j]) for i in range(units) for j in chosen),
        )
        for k in picked
    ]
    verdict = (
        "The units are still copies of one another" if apart[-1] < 1e-9 else "The units differ"
    )
    alt = (
        f"Incoming weights of {units} hidden units over {steps - 1} steps. {verdict}: their "
        f"spread goes from {apart[0]:.1e} to {apart[-1]:.1e}, the loss from "
        f"{history.losses[0]:.4g} to {history.losses[-1]:.4g}."
    )
    return Picture(figure, alt, table(header, rows), "Hidden units over the steps")


def _figure(width: float, height: float, layout: str | None = "constrained") -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=96, layout=layout)  # type: ignore[arg-type]


def _one_plot(width: float, height: float) -> tuple[Figure, Axes]:
    """One plot with room for its labels: quicker than having the room found out.

    A title at a given height and few ticks are quicker too: each tick is five things to draw.
    """
    figure = _figure(width, height, layout=None)
    left, right, below, above = 0.85, 0.15, 0.55, 0.4
    across, up = width - left - right, height - below - above
    axes = figure.add_axes((left / width, below / height, across / width, up / height))
    axes.xaxis.set_label_coords(0.5, -0.3 / up)
    axes.yaxis.set_label_coords(-0.52 / across, 0.5)
    return figure, axes


def _row_of_plots(sizes: Sequence[float]) -> tuple[Figure, list[Axes], Axes]:
    """Plots side by side, as wide as their sizes say, and a narrow one for a colour bar."""
    width, height = min(12.0, max(4.0, 0.62 * sum(sizes) + 0.8 * len(sizes))), 3.2
    left, gap, right, below, above = 0.35, 0.35, 1.15, 0.3, 0.55
    figure = _figure(width, height, layout=None)
    unit = (width - left - right - gap * (len(sizes) - 1)) / sum(sizes)
    bottom, up = below / height, (height - below - above) / height
    plots, x = [], left
    for size in sizes:
        plots.append(figure.add_axes((x / width, bottom, unit * size / width, up)))
        x += unit * size + gap
    return figure, plots, figure.add_axes(((width - 0.95) / width, bottom, 0.13 / width, up))


def _canvas(width: float, height: float) -> tuple[Figure, Axes]:
    figure = _figure(width, height, layout=None)
    return figure, figure.add_axes((0.0, 0.0, 1.0, 1.0))


def _tidy(axes: Axes, legend: bool = True) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(True, color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.title.set_fontsize(10)
    axes.tick_params(labelsize=8)
    if legend:
        axes.legend(fontsize=8, framealpha=0.9)


def _in_order(nodes: Node | Sequence[Node] | Mapping[str, Node]) -> list[Node]:
    if isinstance(nodes, Node):
        return topological_order(nodes)
    wanted = list(nodes.values()) if isinstance(nodes, Mapping) else list(nodes)
    if not wanted:
        raise ValueError("expected nodes to draw, got none; likely an empty list")
    # One sink above them all, so that one sort puts parents before children.
    everything = Node(0.0, "", tuple(wanted), (0.0,) * len(wanted))
    return [node for node in topological_order(everything) if node in set(wanted)]


def _names(nodes: Sequence[Node]) -> dict[Node, str]:
    return {node: node.label or node.operation or _short(node.value) for node in nodes}


def _incoming(node: Node, edges: Mapping[Any, float], names: Mapping[Node, str]) -> str:
    into = [f"{names[p]} ({_short(d)})" for (p, child), d in edges.items() if child is node]
    return ", ".join(into) or "none"


def _short(value: Any) -> str:
    return f"{float(np.real(value)):.3g}"


def _draw_node(axes: Axes, node: Node, name: str, place: tuple[float, float]) -> None:
    x, y = place
    box = {"boxstyle": "round,pad=0.28", "facecolor": "#F2F6FA", "edgecolor": "#30363D"}
    axes.text(x, y, name, ha="center", va="center", fontsize=9, bbox=box, zorder=3)
    halo = {"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none"}
    style: dict[str, Any] = {"ha": "center", "fontsize": 7.5, "zorder": 4, "bbox": halo}
    axes.text(x, y + 0.2, _short(node.value), va="bottom", color=BLUE, **style)
    below = f"∂ {_short(node.grad)}"
    axes.text(x, y - 0.2, below, va="top", color=ORANGE, style="italic", **style)


def _draw_edge(axes: Axes, route: Sequence[tuple[float, float]], partial: float) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    (x_from, y_from), (x_to, y_to) = route[0], route[-1]
    ends = [(x_from + 0.2, y_from), *route[1:-1], (x_to - 0.24, y_to)]
    points, codes = ends[:1], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(ends):
        middle = (x0 + x1) / 2
        points += [(middle, y0), (middle, y1), (x1, y1)]
        codes += [Path.CURVE4] * 3
    arrow = FancyArrowPatch(
        path=Path(points, codes), arrowstyle="-|>", mutation_scale=8, color="#9AA0A6"
    )
    axes.add_patch(arrow)
    (x0, y0), (x1, y1) = ends[-2:]
    style: dict[str, Any] = {"fontsize": 6.5, "color": GREY, "ha": "center", "va": "center"}
    halo = {"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none"}
    # Past the middle: two edges that cross there would otherwise share one place.
    x, y = x0 + 0.63 * (x1 - x0), y0 + 0.75 * (y1 - y0)
    axes.text(x, y, _short(partial), bbox=halo, zorder=2, **style)


def _judge(name: str, block: Any, tolerance: float) -> tuple[Array, float, str]:
    if isinstance(block, tuple) and len(block) == 2:
        got, expected = as_array(name, block[0]), as_array(name, block[1])
        expect_shape(name, got, expected.shape, "a transpose, or an axis summed over")
        errors, error = entry_errors(got, expected), relative_error(got, expected)
    else:
        errors = as_array(name, block)
        error = float(errors.max(initial=0.0))
        if errors.min(initial=0.0) < 0:
            raise ValueError(
                f"expected errors >= 0 in {name}, got {errors.min():g}; "
                "likely signed differences: pass (got, expected)"
            )
    return errors, error, "pass" if error <= tolerance else "not yet"


def _as_grid(errors: Array) -> Array:
    return errors.reshape(1, -1) if errors.ndim < 2 else errors.reshape(-1, errors.shape[-1])


def _draw_errors(axes: Axes, errors: Array, tolerance: float) -> Any:
    from matplotlib.patches import Rectangle

    shown = np.log10(np.clip(errors, 1e-12, 1.0))
    image = axes.imshow(shown, cmap="cividis", vmin=-12, vmax=0)
    for (i, j), error in np.ndenumerate(errors):
        if error > tolerance:
            corner = (j - 0.5, i - 0.5)
            axes.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="///", edgecolor="#30363D"))
        if errors.size <= 30:
            text = "0" if error == 0 else f"{error:.0e}"
            halo = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
            axes.text(j, i, text, ha="center", va="center", fontsize=7, bbox=halo)
    axes.set_xticks(range(errors.shape[1]))
    axes.set_yticks(range(errors.shape[0]))
    axes.set_xticks(np.arange(0.5, errors.shape[1] - 1), minor=True)
    axes.set_yticks(np.arange(0.5, errors.shape[0] - 1), minor=True)
    axes.grid(which="minor", color="white", linewidth=1.2)
    axes.tick_params(which="both", labelsize=8, length=0)
    return image


def _worst(errors: Array) -> tuple[str, str]:
    if errors.size == 0:
        return "-", "0"
    index = [int(i) for i in np.unravel_index(errors.argmax(), errors.shape)]
    return str(index), f"{errors.max():.1e}"


def _draw_unit(axes: Axes, weights: Array, unit: int) -> None:
    k = len(weights)
    # Later units are drawn thinner, so that those below stay visible where all coincide.
    style: dict[str, Any] = {
        "color": COLOURS[unit % len(COLOURS)],
        "linestyle": LINES[unit % len(LINES)],
        "marker": MARKERS[unit % len(MARKERS)],
        "linewidth": max(1.2, 4.0 - 0.9 * unit),
        "markevery": (unit * max(1, k // 30), max(1, k // 6)),
    }
    axes.plot(range(k), weights, markersize=5, label=f"unit {unit}", **style)
