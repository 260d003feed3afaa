"""Draw a row of inputs with a row of maxima above it, and the way from each to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backhand.figures.blank import part
from backhand.figures.canvas import (
    BLUE,
    INK,
    ORANGE,
    PAGE,
    SMALL,
    TEXT,
    bare_plot,
    signed,
    text_width,
)
from backhand.figures.picture import Drawing, Table, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: from input to input at most, the room for the names at the left, the size of a box,
#: from the outputs to the inputs, and from a box to the number beside it.
ACROSS, NAMES, WIDE, HIGH, DOWN, BESIDE = 0.66, 0.62, 0.42, 0.28, 1.15, 0.28
CAPTION = "The route of each maximum: the heavy line leads to the entry that a window chose"


@renderer
def routes_of_maxima(
    x: Sequence[float],
    size: int,
    starts: Sequence[int],
    winners: Sequence[int],
    g: Sequence[float] = (),
    dx: Sequence[float] = (),
) -> Drawing:
    """Draw lines from each output to the entries of its window, a heavy one to its maximum."""
    across = min(ACROSS, (PAGE - NAMES - 0.05) / len(x))
    top = HIGH / 2 + 0.05 + (BESIDE if len(g) else 0.0)
    below = HIGH / 2 + 0.08 + (BESIDE if len(dx) else 0.0)
    figure, axes = bare_plot(NAMES + across * len(x) + 0.05, top + DOWN + below)
    inputs = [(NAMES + across * (j + 0.5), top + DOWN) for j in range(len(x))]
    outputs = [(NAMES + across * (start + size / 2), top) for start in starts]
    for place, start, winner in zip(outputs, starts, winners, strict=True):
        for j in range(start, start + size):
            _line(axes, place, inputs[j], j == winner)
    wide = min(WIDE, across - 0.08)
    texts = _texts(x, TEXT, wide - 0.02)
    for (a, b), text in zip(inputs, texts, strict=True):
        _box(axes, a, b, wide, text, False)
    for (a, b), winner in zip(outputs, winners, strict=True):
        _box(axes, a, b, wide, texts[winner], True)
    _row(axes, "y", "∂L/∂y", outputs, _texts(g, SMALL, across - 0.04), -BESIDE)
    _row(axes, "x", "∂L/∂x", inputs, _texts(dx, SMALL, across - 0.04), BESIDE)
    return Drawing(figure, _alt(x, size, starts, winners, g), _table(x, winners, dx), CAPTION)


def _texts(numbers: Sequence[float], size: float, room: float) -> list[str]:
    """Each number with three digits, or with as many as have room."""
    return [_text(number, size, room) for number in numbers]


def _text(number: float, size: float, room: float) -> str:
    texts = [signed(f"{number:.{digits}g}") for digits in (3, 2, 1)]
    return next((text for text in texts if text_width(text, size) <= room), texts[-1])


def _line(axes: Axes, start: tuple[float, float], end: tuple[float, float], heavy: bool) -> None:
    ends = (start[0], end[0]), (start[1] + HIGH / 2, end[1] - HIGH / 2)
    axes.plot(*ends, color=ORANGE if heavy else INK, linewidth=2.4 if heavy else 0.8)


def _box(axes: Axes, x: float, y: float, wide: float, text: str, chosen: bool) -> None:
    FancyBboxPatch = part("patches").FancyBboxPatch

    corner, style = (x - wide / 2, y - HIGH / 2), "round,pad=0,rounding_size=0.06"
    line: dict[str, Any] = {"edgecolor": ORANGE if chosen else INK, "linewidth": 1.2}
    axes.add_patch(FancyBboxPatch(corner, wide, HIGH, style, facecolor="none", **line))
    _write(axes, x, y, text, TEXT, INK)


def _row(
    axes: Axes,
    name: str,
    gradient: str,
    places: Sequence[tuple[float, float]],
    texts: Sequence[str],
    beside: float,
) -> None:
    """The name of a row, and the gradient of each of its entries above or below it."""
    y = places[0][1]
    _write(axes, NAMES / 2, y, name, TEXT, INK)
    for (x, _), text in zip(places, texts, strict=False):
        _write(axes, x, y + beside, text, SMALL, BLUE)
    if texts:
        _write(axes, NAMES / 2, y + beside, gradient, SMALL, BLUE)


def _write(axes: Axes, x: float, y: float, text: str, size: float, colour: str) -> None:
    place: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
    axes.text(x, y, text, fontsize=size, color=colour, **place)


def _alt(
    x: Sequence[float],
    size: int,
    starts: Sequence[int],
    winners: Sequence[int],
    g: Sequence[float],
) -> str:
    windows = [
        f"window {k} holds {', '.join(f'{v:.3g}' for v in x[start : start + size])}, of which it "
        f"chooses entry {winner}" + (f", and {g[k]:.3g} comes back" if len(g) else "")
        for k, (start, winner) in enumerate(zip(starts, winners, strict=True))
    ]
    return f"{CAPTION}. Counted from 0, {'; '.join(windows)}."


def _table(x: Sequence[float], winners: Sequence[int], dx: Sequence[float]) -> Table:
    """A line for each input."""
    chosen = [[str(k) for k, winner in enumerate(winners) if winner == j] for j in range(len(x))]
    rows = [
        (str(j), float(value), ", ".join(chosen[j]) or "none", *([float(dx[j])] if len(dx) else []))
        for j, value in enumerate(x)
    ]
    header = ("entry", "value", "chosen by windows", *(["∂L/∂x"] if len(dx) else []))
    return table(header, rows)
