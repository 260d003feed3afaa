"""Draw one layer: inputs, weights on the edges, outputs with their biases, the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backhand.figures.blank import part
from backhand.figures.canvas import BLUE, GREEN, INK, ORANGE, SMALL, TEXT, bare_plot, text_width
from backhand.figures.graph_layout import Point
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: the radius of a unit, from unit to unit, and where inputs, outputs and the loss are.
UNIT, ROW, INPUTS, OUTPUTS, LOSS = 0.2, 0.9, 0.5, 3.0, 5.6
#: A layer with more units has no room for the names of its weights.
MOST = 4
CAPTION = "One layer: row i of W holds the weights into output i"


@renderer
def named_layer(n_in: int, n_out: int) -> Drawing:
    """Draw the layer from left to right; δ comes back from the loss."""
    rows = max(n_in, n_out)
    height = ROW * rows + 0.2
    figure, axes = bare_plot(LOSS + 0.5, height)
    x = [(INPUTS, y) for y in _rows(n_in, height)]
    z = [(OUTPUTS, y) for y in _rows(n_out, height)]
    loss = (LOSS, height / 2)
    for i, output in enumerate(z):
        for j, source in enumerate(x):
            # Near the inputs, edges do not cross yet.
            _edge(axes, source, output, _name("w", i + 1, j + 1), 0.24, INK)
        _write(axes, (output[0], output[1] - 0.34), f"+ {_name('b', i + 1)}", SMALL, GREEN)
        _edge(axes, output, loss, "", 0.5, INK, dashed=True)
        _error(axes, output, loss, _name("δ", i + 1))
    for name, colour, places in (("x", BLUE, x), ("z", BLUE, z)):
        for k, place in enumerate(places):
            _unit(axes, place, _name(name, k + 1), colour)
    _unit(axes, loss, "L", ORANGE)
    names = [_sum(i, n_in) for i in range(1, n_out + 1)]
    alt = (
        f"A layer with {n_in} inputs and {n_out} outputs. From each input an edge with its weight "
        f"leads to each output: {'; '.join(names)}. From the outputs, further steps lead to the "
        "loss L, from which δ comes back to each output."
    )
    shown = [(_name("z", i + 1), name, _name("δ", i + 1)) for i, name in enumerate(names)]
    return Drawing(figure, alt, table(("output", "formula", "comes back"), shown), CAPTION)


def _rows(units: int, height: float) -> list[float]:
    return [height / 2 + ROW * (k - (units - 1) / 2) for k in range(units)]


def _name(letter: str, *numbers: int) -> str:
    return letter + "".join("₀₁₂₃₄"[n] for n in numbers)


def _sum(i: int, n_in: int) -> str:
    terms = [f"{_name('w', i, j)} {_name('x', j)}" for j in range(1, n_in + 1)]
    return f"{_name('z', i)} = {' + '.join(terms)} + {_name('b', i)}"


def _edge(
    axes: Axes,
    start: Point,
    end: Point,
    name: str,
    at: float,
    colour: str,
    dashed: bool = False,
) -> None:
    """An arrow between two units, with a gap for its name."""
    begin, tip = _towards(start, end, UNIT), _towards(end, start, UNIT)
    place = (begin[0] + at * (tip[0] - begin[0]), begin[1] + at * (tip[1] - begin[1]))
    style: dict[str, Any] = {"color": colour, "linewidth": 1.1}
    if name:
        room = text_width(name, TEXT) / 2 + 0.05
        before, after = _towards(place, start, room), _towards(place, end, room)
        axes.plot(*zip(begin, before, strict=True), **style)
        _write(axes, place, name, TEXT, INK)
        begin = after
    arrow = style | {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", tip, begin, arrowprops=arrow | ({"linestyle": "--"} if dashed else {}))


def _error(axes: Axes, output: Point, loss: Point, name: str) -> None:
    """δ beside the edge to the loss, with a short arrow back to the output."""
    x, y = output[0] + UNIT + 0.95, output[1]
    above = -1 if y <= loss[1] else 1
    share = (x - output[0]) / (loss[0] - output[0])
    y += share * (loss[1] - y) + 0.26 * above
    _write(axes, (x + 0.14, y), name, TEXT, ORANGE)
    style: dict[str, Any] = {"arrowstyle": "-|>", "color": ORANGE, "linewidth": 1.2}
    axes.annotate("", (x - 0.5, y), (x - 0.02, y), arrowprops=style)


def _towards(start: Point, end: Point, far: float) -> Point:
    """The point so far from the start on the way to the end."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = (across**2 + down**2) ** 0.5
    return start[0] + far * across / length, start[1] + far * down / length


def _unit(axes: Axes, place: Point, name: str, colour: str) -> None:
    Circle = part("patches").Circle

    axes.add_patch(Circle(place, UNIT, facecolor="none", edgecolor=colour, linewidth=1.3))
    _write(axes, place, name, TEXT, INK)


def _write(axes: Axes, place: Point, text: str, size: float, colour: str) -> None:
    style: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
    axes.text(*place, text, fontsize=size, color=colour, **style)
