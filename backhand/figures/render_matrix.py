"""Draw a matrix with a coloured cell for each entry that is a weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from backhand.figures.blank import part
from backhand.figures.canvas import COLOURS, INK, TEXT, bare_plot, mixed, signed
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: a cell, the gap between two of them, and the room for the labels.
WIDE, HIGH, GAP, LEFT, TOP = 0.46, 0.3, 0.03, 0.4, 0.3
#: How light a cell is, from its weight's colour to white, so that black stands out on it.
LIGHT = 0.55
CAPTION = "The matrix of z = C x + b, by weight: equal colours are one and the same weight"
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@renderer
def matrix_by_weight(entries: Sequence[Sequence[int | str]], weights: int) -> Drawing:
    """Draw entries that are numbers of weights, or text; a row is an output, a column an input."""
    rows, columns = len(entries), max(map(len, entries), default=0)
    figure, axes = bare_plot(LEFT + columns * WIDE + 0.05, TOP + rows * HIGH + 0.05)
    for j in range(columns):
        _text(axes, LEFT + (j + 0.5) * WIDE, TOP / 2, _numbered("x", j), INK)
    for i, row in enumerate(entries):
        _text(axes, LEFT / 2, TOP + (i + 0.5) * HIGH, _numbered("z", i), INK)
        for j, entry in enumerate(row):
            _cell(axes, LEFT + j * WIDE, TOP + i * HIGH, entry)
    names = [[_said(entry) for entry in row] for row in entries]
    lines = [(_numbered("z", i), *row) for i, row in enumerate(names)]
    header = ("", *(_numbered("x", j) for j in range(columns)))
    return Drawing(figure, _alt(names, weights), table(header, lines), CAPTION)


def _cell(axes: Axes, x: float, y: float, entry: int | str) -> None:
    Rectangle = part("patches").Rectangle

    is_weight = isinstance(entry, int)
    colour = COLOURS[entry % len(COLOURS)] if isinstance(entry, int) else INK
    style: dict[str, Any] = {"edgecolor": colour, "linewidth": 1.2 if is_weight else 0.4}
    fill: Any = mixed(np.array(LIGHT), colour, "#FFFFFF") if is_weight else "none"
    axes.add_patch(Rectangle((x, y), WIDE - GAP, HIGH - GAP, facecolor=fill, **style))
    if entry != "":
        text = _said(entry)
        _text(axes, x + (WIDE - GAP) / 2, y + (HIGH - GAP) / 2, text, "black" if is_weight else INK)


def _text(axes: Axes, x: float, y: float, text: str, colour: str) -> None:
    axes.text(x, y, text, fontsize=TEXT, color=colour, ha="center", va="center_baseline")


def _numbered(letter: str, k: int) -> str:
    return letter + str(k).translate(_LOW)


def _said(entry: int | str) -> str:
    """An entry in words: the weight's name, a number, or 0."""
    return _numbered("w", entry) if isinstance(entry, int) else signed(entry) or "0"


def _alt(names: Sequence[Sequence[str]], weights: int) -> str:
    rows = [f"{_numbered('z', i)}: {', '.join(row)}" for i, row in enumerate(names)]
    return f"{CAPTION}. {weights} weights. Rows, from left to right: {'; '.join(rows)}."
