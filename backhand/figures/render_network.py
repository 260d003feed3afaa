"""Draw a network of layers: units as circles, names above, errors that come back below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from backhand.figures.blank import part
from backhand.figures.canvas import BLUE, INK, ORANGE, PAGE, SMALL, TEXT, bare_plot
from backhand.figures.graph_layout import Point
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: the radius of a unit, from unit to unit, the room above and below the units, the margin.
UNIT, ROW, HEAD, FOOT, MARGIN = 0.15, 0.4, 0.55, 0.5, 0.45
#: How many rows a column has at most.
ROWS = 5


@renderer
def network_of_layers(
    layers: Sequence[Mapping[str, Any]],
    between: Sequence[str],
    errors: Sequence[str],
    caption: str,
) -> Drawing:
    """Draw columns of units from left to right, with an arrow back below them if errors are named.

    `layers` holds the name and the number of units of each.
    """
    columns = [_numbers(layer["units"]) for layer in layers]
    rows = max(map(len, columns))
    gap = min(1.9, (PAGE - 2 * MARGIN) / (len(layers) - 1))
    height = HEAD + rows * ROW + (FOOT if errors else 0.1)
    figure, axes = bare_plot(2 * MARGIN + gap * (len(layers) - 1), height)
    places = [_column(MARGIN + k * gap, len(column), rows) for k, column in enumerate(columns)]
    _draw_weights(axes, columns, places)
    for layer, column, at in zip(layers, columns, places, strict=True):
        _draw_layer(axes, f"{layer['name']} ({layer['units']})", column, at)
    for k, step in enumerate(between):
        _write(axes, MARGIN + (k + 0.5) * gap, 0.4, step, SMALL, INK)
    for k, name in enumerate(errors, start=1):
        # None comes back to the input.
        _draw_error(axes, name, MARGIN + k * gap, height - 0.22, gap if k > 1 else 0.0)
    alt, rows_of_table = _said(layers, between, errors)
    header = ("layer", "units", "what leads to it", "what comes back to it")
    return Drawing(figure, alt, table(header, rows_of_table), caption)


def _said(
    layers: Sequence[Mapping[str, Any]], between: Sequence[str], errors: Sequence[str]
) -> tuple[str, list[tuple[object, ...]]]:
    """The alternative text, and the rows of the table."""
    come = errors or ["none"] * len(between)
    columns = zip(layers, ["none", *between], ["none", *come], strict=True)
    rows = [(layer["name"], layer["units"], step, error) for layer, step, error in columns]
    said = "; ".join(f"by {step} to {name} with {units}" for name, units, step, _ in rows[1:])
    back = f" Back come {', '.join(reversed(errors))}." if errors else ""
    first = f"{layers[0]['name']} with {layers[0]['units']} units"
    return f"Layers of units, from left to right: {first}; {said}.{back}", list(rows)


def _numbers(units: int) -> list[int]:
    """The numbers of the units to draw; 0 for those that are left out."""
    if units <= ROWS:
        return list(range(1, units + 1))
    return [1, 2, 0, units - 1, units]


def _column(x: float, units: int, rows: int) -> list[Point]:
    """Where the units of a layer are, in the middle of so many rows."""
    return [(x, HEAD + ROW * (row + (rows - units + 1) / 2)) for row in range(units)]


def _draw_weights(
    axes: Axes, columns: Sequence[Sequence[int]], places: Sequence[Sequence[Point]]
) -> None:
    LineCollection = part("collections").LineCollection

    lines = []
    for left, right in pairwise(zip(columns, places, strict=True)):
        for number, (x, y) in zip(*left, strict=True):
            for other, (x_to, y_to) in zip(*right, strict=True):
                if number and other:
                    lines.append([(x + UNIT, y), (x_to - UNIT, y_to)])
    axes.add_collection(LineCollection(lines, colors=INK, linewidths=0.7, alpha=0.6))


def _draw_layer(axes: Axes, name: str, numbers: Sequence[int], places: Sequence[Point]) -> None:
    Circle = part("patches").Circle

    for number, (x, y) in zip(numbers, places, strict=True):
        if number:
            unit = Circle((x, y), UNIT, facecolor="none", edgecolor=BLUE, linewidth=1.2)
            axes.add_patch(unit)
        _write(axes, x, y, str(number) if number else "⋮", SMALL, INK)
    _write(axes, places[0][0], 0.15, name, TEXT, BLUE)


def _draw_error(axes: Axes, name: str, x: float, y: float, gap: float) -> None:
    """An error below its layer, with an arrow that points back if `gap` is not 0."""
    _write(axes, x, y, name, TEXT, ORANGE)
    if gap:
        style: dict[str, Any] = {"arrowstyle": "-|>", "color": ORANGE, "linewidth": 1.2}
        axes.annotate("", (x - gap + 0.25, y), (x - 0.25, y), arrowprops=style)


def _write(axes: Axes, x: float, y: float, text: str, size: float, colour: str) -> None:
    style: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
    axes.text(x, y, text, fontsize=size, color=colour, **style)
