"""Draw a graph: nodes with values and gradients, edges with local derivatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from backhand.figures.canvas import BLUE, GREY, ORANGE, bare_plot
from backhand.figures.graph_layout import drawn_edges, layered
from backhand.figures.picture import Drawing, renderer, table
from backhand.graph import Node, topological_order

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@renderer
def graph_with_values(nodes: Sequence[Mapping[str, Any]], shown: Sequence[int]) -> Drawing:
    """Draw some nodes of a graph; the nodes between them are contracted into the edges."""
    made = _rebuilt(nodes)
    wanted = [made[k] for k in shown]
    # With a common sink, a single sort puts all parents before their children.
    everything = Node(0.0, "", tuple(wanted), (0.0,) * len(wanted))
    drawn = [node for node in topological_order(everything) if node in set(wanted)]
    edges = drawn_edges(drawn)
    places, routes = layered(drawn, edges)
    width = max(x for x, _ in places.values()) + 1
    height = max(y for _, y in places.values()) + 0.5
    figure, axes = bare_plot(max(3.0, 1.15 * width), max(1.8, 0.92 * height))
    for edge, route in routes.items():
        _draw_edge(axes, route, edges[edge])
    for node, place in places.items():
        _draw_node(axes, node, place)
    axes.set(xlim=(-0.6, width - 0.4), ylim=(-0.15, height + 0.15))
    axes.axis("off")
    sinks = [node for node in drawn if not any(parent is node for parent, _ in edges)]
    sources = [node for node in drawn if not any(child is node for _, child in edges)]
    alt = (
        f"Computational graph with {len(drawn)} nodes and {len(edges)} edges, from "
        f"{', '.join(n.label for n in sources)} to "
        f"{', '.join(f'{n.label} = {_short(n.value)}' for n in sinks)}. Above each node its "
        "value, below it its gradient, on each edge its local derivative; the table has them all."
    )
    rows = [(n.label, float(n.value), float(n.grad), _incoming(n, edges)) for n in drawn]
    header = ("node", "value", "gradient", "edges into it (local derivative)")
    return Drawing(figure, alt, table(header, rows), "Values and gradients of the graph")


def _rebuilt(described: Sequence[Mapping[str, Any]]) -> list[Node]:
    nodes = [Node(one["value"], one["name"]) for one in described]
    for node, one in zip(nodes, described, strict=True):
        node.parents = tuple(nodes[k] for k in one["parents"])
        node.partials, node.grad = tuple(one["partials"]), one["gradient"]
    return nodes


def _incoming(node: Node, edges: Mapping[Any, float]) -> str:
    into = [f"{p.label} ({_short(d)})" for (p, child), d in edges.items() if child is node]
    return ", ".join(into) or "none"


def _short(value: Any) -> str:
    return f"{float(value):.3g}"


def _draw_node(axes: Axes, node: Node, place: tuple[float, float]) -> None:
    x, y = place
    box = {"boxstyle": "round,pad=0.28", "facecolor": "#F2F6FA", "edgecolor": "#30363D"}
    axes.text(x, y, node.label, ha="center", va="center", fontsize=9, bbox=box, zorder=3)
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
    # Past the middle: otherwise the labels of two edges that cross there would coincide.
    x, y = x0 + 0.63 * (x1 - x0), y0 + 0.75 * (y1 - y0)
    axes.text(x, y, _short(partial), bbox=halo, zorder=2, **style)
