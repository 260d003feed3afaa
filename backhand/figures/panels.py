"""Small graphs drawn side by side: boxes with text above and below them, and labelled arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

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

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Inches: the height of a box, the room for a panel's title, and the room around a panel.
HIGH, TITLE, MARGIN = 0.28, 0.3, 0.45
Place = tuple[float, float]


class Box(NamedTuple):
    """A node: its name, its place in inches, the text above and below it, and whether it is active.

    What is active is drawn in orange and with a heavy line.
    """

    name: str
    place: Place
    above: str = ""
    below: str = ""
    active: bool = False


class Arrow(NamedTuple):
    """An edge between two boxes; `at` says how far along it the label stands.

    `under` is a second line of its label: what goes back along it.
    """

    start: str
    end: str
    label: str = ""
    under: str = ""
    active: bool = False
    at: float = 0.5


class Panel(NamedTuple):
    """One small graph and the line above it."""

    title: str
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]


def draw_panels(panels: Sequence[Panel], columns: int) -> Figure:
    """Draw panels in rows, each as large as the largest."""
    wide = max(box.place[0] for panel in panels for box in panel.boxes) + 2 * MARGIN
    wide = max(wide, *(text_width(panel.title) + 0.3 for panel in panels))
    high = max(box.place[1] for panel in panels for box in panel.boxes) + 2 * MARGIN
    high += TITLE if any(panel.title for panel in panels) else 0.0
    rows = -(-len(panels) // columns)
    wide = min(wide, PAGE / columns)
    figure, axes = bare_plot(columns * wide, rows * high)
    for k, panel in enumerate(panels):
        x, y = (k % columns) * wide, (k // columns) * high
        if panel.title:
            axes.text(
                x + 0.05, y + 0.15, signed(panel.title), fontsize=TEXT, color=INK, va="center"
            )
            y += TITLE
        _draw_panel(axes, panel, (x + MARGIN, y + MARGIN))
    return figure


def _draw_panel(axes: Axes, panel: Panel, origin: Place) -> None:
    moved = {
        box.name: box._replace(place=(origin[0] + box.place[0], origin[1] + box.place[1]))
        for box in panel.boxes
    }
    for arrow in panel.arrows:
        _draw_arrow(axes, arrow, moved[arrow.start], moved[arrow.end])
    for box in moved.values():
        _draw_box(axes, box)


def box_width(name: str) -> float:
    """The width of a box in inches, which its name decides."""
    return max(0.34, text_width(name) + 0.16)


def _draw_box(axes: Axes, box: Box) -> None:
    FancyBboxPatch = part("patches").FancyBboxPatch

    (x, y), wide = box.place, box_width(box.name)
    corner, style = (x - wide / 2, y - HIGH / 2), "round,pad=0,rounding_size=0.06"
    line: dict[str, Any] = {"edgecolor": ORANGE if box.active else INK}
    line["linewidth"] = 2.2 if box.active else 1.2
    axes.add_patch(FancyBboxPatch(corner, wide, HIGH, style, facecolor="none", **line))
    text: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
    axes.text(x, y, box.name, fontsize=TEXT, color=INK, **text)
    axes.text(x, y - 0.24, signed(box.above), fontsize=SMALL, color=BLUE, **text)
    axes.text(x, y + 0.25, signed(box.below), fontsize=SMALL, color=ORANGE, style="italic", **text)


def _draw_arrow(axes: Axes, arrow: Arrow, start: Box, end: Box) -> None:
    (x0, y0), (x1, y1) = start.place, end.place
    tail = np.array([x0 + box_width(start.name) / 2, y0])
    tip = np.array([x1 - box_width(end.name) / 2, y1])
    line = tail + np.linspace(0, 1, 200)[:, None] * (tip - tail)
    lines = [line_of for line_of in (arrow.label, arrow.under) if line_of]
    middle = tail + arrow.at * (tip - tail)
    if lines:
        room = max(text_width(text, SMALL) for text in lines) / 2 + 0.04
        near = np.abs(line - middle)
        line[(near[:, 0] < room) & (near[:, 1] < 0.08 * len(lines) + 0.02)] = np.nan
    style: dict[str, Any] = {"color": ORANGE if arrow.active else INK}
    axes.plot(*line[:-6].T, linewidth=2.0 if arrow.active else 1.2, **style)
    _draw_head(axes, tip, tip - tail, style)
    first = middle[1] - 0.07 * (len(lines) - 1)
    for k, text in enumerate(lines):
        axes.text(
            middle[0],
            first + 0.14 * k,
            signed(text),
            fontsize=SMALL,
            color=ORANGE if text is arrow.under else INK,
            style="italic" if text is arrow.under else "normal",
            ha="center",
            va="center_baseline",
        )


def _draw_head(axes: Axes, tip: Any, direction: Any, style: dict[str, Any]) -> None:
    along = direction / np.linalg.norm(direction)
    across = np.array([-along[1], along[0]])
    corners = [tip, tip - 0.1 * along + 0.045 * across, tip - 0.1 * along - 0.045 * across]
    axes.fill(*np.array(corners).T, linewidth=0, **style)
