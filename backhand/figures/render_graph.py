"""Draw a graph: nodes with values and gradients, edges with local derivatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from backhand._validate import Array
from backhand.figures.blank import part
from backhand.figures.canvas import BLUE, INK, ORANGE, SMALL, bare_plot, signed, text_width
from backhand.figures.graph_layout import Edge, Point, drawn_edges, layered
from backhand.figures.picture import Drawing, renderer, short, table
from backhand.graph import Node, topological_order

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches from row to row, the height of a node, and the points of its name.
ROW, HIGH, NAME = 0.95, 0.3, 10.0
CAPTION = "Values above the nodes, gradients below, local derivatives on the edges"


@renderer
def graph_with_values(nodes: Sequence[Mapping[str, Any]], shown: Sequence[int]) -> Drawing:
    """Draw some nodes of a graph; the nodes between them are contracted into the edges."""
    made = rebuilt(nodes)
    wanted = [made[k] for k in shown]
    # With a common sink, a single sort puts all parents before their children.
    everything = Node(0.0, "", tuple(wanted), (0.0,) * len(wanted))
    drawn = [node for node in topological_order(everything) if node in set(wanted)]
    edges = drawn_edges(drawn)
    boxes = {node: max(0.36, text_width(node.label, NAME) + 0.2) for node in drawn}
    places, arrows, (width, height) = _in_inches(boxes, edges)
    figure, axes = bare_plot(width, height)
    if arrows:
        _draw_edges(axes, arrows, list(edges.values()))
    for node, place in places.items():
        _draw_node(axes, node, place, boxes[node])
    sinks = [node for node in drawn if not any(parent is node for parent, _ in edges)]
    sources = [node for node in drawn if not any(child is node for _, child in edges)]
    alt = (
        f"Computational graph with {len(drawn)} nodes and {len(edges)} edges, from "
        f"{', '.join(n.label for n in sources)} to "
        f"{', '.join(f'{n.label} = {short(n.value)}' for n in sinks)}. Above each node its "
        "value, below it its gradient, on each edge its local derivative; the table has them all."
    )
    rows = [(n.label, float(n.value), float(n.grad), _incoming(n, edges)) for n in drawn]
    header = ("node", "value", "gradient", "edges into it (local derivative)")
    return Drawing(figure, alt, table(header, rows), CAPTION)


def rebuilt(described: Sequence[Mapping[str, Any]]) -> list[Node]:
    """Make the nodes of a picture again from its numbers."""
    nodes = [Node(one["value"], one["name"]) for one in described]
    for node, one in zip(nodes, described, strict=True):
        node.parents = tuple(nodes[k] for k in one["parents"])
        node.partials, node.grad = tuple(one["partials"]), one["gradient"]
    return nodes


def _in_inches(
    boxes: Mapping[Node, float], edges: Mapping[Edge, float]
) -> tuple[dict[Node, Point], list[list[Point]], Point]:
    """Where the nodes are, what points each arrow passes, and the size of the whole.

    Arrows begin and end at the borders of the nodes.
    """
    places, routes = layered(list(boxes), edges)
    gap = 0.75 + max((text_width(short(partial), SMALL) for partial in edges.values()), default=0)
    columns = [0.0] * (int(max(x for x, _ in places.values())) + 1)
    for node, (column, _) in places.items():
        columns[int(column)] = max(columns[int(column)], boxes[node])
    # Values and gradients need more room than an edge that passes above or below all nodes.
    room = [(y, 0.42) for _, y in places.values()]
    room += [(y, 0.08) for route in routes.values() for _, y in route]
    top, bottom = max(y + r / ROW for y, r in room), min(y - r / ROW for y, r in room)

    def inches(point: Point) -> Point:
        k = int(point[0])
        return 0.1 + sum(columns[:k]) + columns[k] / 2 + k * gap, ROW * (top - point[1])

    arrows = []
    for (parent, child), route in routes.items():
        (x_from, y_from), *between, (x_to, y_to) = map(inches, route)
        start, end = (x_from + boxes[parent] / 2, y_from), (x_to - boxes[child] / 2, y_to)
        arrows.append([start, *between, end])
    size = sum(columns) + gap * (len(columns) - 1) + 0.2, ROW * (top - bottom)
    return {node: inches(place) for node, place in places.items()}, arrows, size


def _incoming(node: Node, edges: Mapping[Any, float]) -> str:
    into = [f"{p.label} ({short(d)})" for (p, child), d in edges.items() if child is node]
    return ", ".join(into) or "none"


def _draw_node(axes: Axes, node: Node, place: Point, width: float) -> None:
    FancyBboxPatch = part("patches").FancyBboxPatch

    x, y = place
    # The padding of the box is part of its size, so that arrows can end at its border.
    corner, style = (x - width / 2, y - HIGH / 2), "round,pad=0,rounding_size=0.06"
    box = FancyBboxPatch(corner, width, HIGH, style, facecolor="none", edgecolor=INK, linewidth=1.2)
    axes.add_patch(box)
    text: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
    axes.text(x, y, node.label, fontsize=NAME, color=INK, **text)
    axes.text(x, y - 0.25, signed(short(node.value)), fontsize=SMALL, color=BLUE, **text)
    below = signed(f"∂ {short(node.grad)}")
    axes.text(x, y + 0.26, below, fontsize=SMALL, color=ORANGE, style="italic", **text)


def _draw_edges(axes: Axes, routes: Sequence[Sequence[Point]], partials: Sequence[float]) -> None:
    """Draw arrows as lines with a gap for their labels: nothing could be hidden behind these."""
    PolyCollection = part("collections").PolyCollection

    lines = []
    for route, partial in zip(routes, partials, strict=True):
        line, text = _curve(route), signed(short(partial))
        # Past the middle: otherwise the labels of two edges that cross there would coincide.
        x, y = line[-10]
        room = text_width(text, SMALL) / 2 + 0.04
        covered = (abs(line[:, 0] - x) < room) & (abs(line[:, 1] - y) < 0.1)
        line[:, 0] = np.minimum(line[:, 0], route[-1][0] - 0.06)  # within the head
        lines += [np.where(covered[:, None], np.nan, line), np.full((1, 2), np.nan)]
        style: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
        axes.text(x, y, text, fontsize=SMALL, color=INK, **style)
    axes.plot(*np.concatenate(lines).T, color=INK, linewidth=1.2, solid_capstyle="butt")
    tips = np.array([route[-1] for route in routes])
    heads = tips[:, None] + np.array([(0, 0), (-0.1, -0.045), (-0.1, 0.045)])
    axes.add_collection(PolyCollection(list(heads), facecolors=INK), autolim=False)


def _curve(route: Sequence[Point]) -> Array:
    """Points on a smooth line that leaves, passes and reaches the points of a route level."""
    t = np.linspace(0, 1, 25)[:, None]
    level, rise = 1.5 * t * (1 - t) + t**3, 3 * t**2 - 2 * t**3
    pieces = [
        np.hstack([x0 + level * (x1 - x0), y0 + rise * (y1 - y0)])
        for (x0, y0), (x1, y1) in pairwise(route)
    ]
    return np.concatenate(pieces)
