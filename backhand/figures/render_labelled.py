"""Draw a network with the name of every unit in a box and of every weight on its arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from backhand._validate import Array
from backhand.figures.blank import part
from backhand.figures.canvas import BLUE, INK, ORANGE, TEXT, bare_plot, text_width
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: the height of a box, the margin around everything. Points of a unit's name.
HIGH, MARGIN, NAME = 0.32, 0.35, 10.5
#: Where an arrow has its label, as a part of its length: not where two arrows cross.
PART = 0.3


@renderer
def labelled_network(
    places: Mapping[str, Sequence[float]], arrows: Sequence[Sequence[str]], caption: str
) -> Drawing:
    """Draw units at their places, and arrows that are given as from, to and label."""
    corner = np.min(list(places.values()), axis=0) - MARGIN
    size = np.max(list(places.values()), axis=0) + MARGIN - corner
    at = {name: np.asarray(place) - corner for name, place in places.items()}
    figure, axes = bare_plot(*size)
    for start, end, label in arrows:
        _arrow(axes, at[start], at[end], (_half(start), _half(end)), label)
    for name, place in at.items():
        _unit(axes, name, place)
    named = [
        f"{start} to {end}" + (f" by {label}" if label else "") for start, end, label in arrows
    ]
    alt = f"{caption}. Arrows lead from {'; from '.join(named)}."
    rows = [(start, end, label or "none") for start, end, label in arrows]
    return Drawing(figure, alt, table(("from", "to", "named"), rows), caption)


def _half(name: str) -> float:
    """Half the width of a unit's box."""
    return max(0.4, text_width(name, NAME) + 0.2) / 2


def _unit(axes: Axes, name: str, place: Array) -> None:
    FancyBboxPatch = part("patches").FancyBboxPatch

    half = _half(name)
    corner, style = (place[0] - half, place[1] - HIGH / 2), "round,pad=0,rounding_size=0.08"
    box = FancyBboxPatch(
        corner, 2 * half, HIGH, style, facecolor="none", edgecolor=BLUE, linewidth=1.2
    )
    axes.add_patch(box)
    axes.text(place[0], place[1], name, fontsize=NAME, color=INK, ha="center", va="center_baseline")


def _arrow(axes: Axes, start: Array, end: Array, halves: tuple[float, float], label: str) -> None:
    """An arrow from box to box, with a gap for its label: nothing is hidden behind the text."""
    along = (end - start) / np.linalg.norm(end - start)
    first, last = start + along * _leave(along, halves[0]), end - along * _leave(along, halves[1])
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0}
    if label:
        middle = first + (PART if abs(along[0] * along[1]) > 1e-6 else 0.45) * (last - first)
        gap = along * min(_reach(along, text_width(label) / 2 + 0.04, 0.11), 0.9)
        axes.plot(*zip(first, middle - gap, strict=True), color=INK, linewidth=1.1)
        axes.text(
            middle[0],
            middle[1],
            label,
            fontsize=TEXT,
            color=ORANGE,
            ha="center",
            va="center_baseline",
        )
        first = middle + gap
    axes.annotate("", last, first, arrowprops=style)


def _leave(along: Array, half: float) -> float:
    """How far it is from the middle of a box to its border."""
    return _reach(along, half, HIGH / 2) + 0.02


def _reach(along: Array, half: float, high: float) -> float:
    """How far a line with this direction runs inside a box."""
    across, down = abs(along)
    return float(min(half / max(across, 1e-9), high / max(down, 1e-9)))
