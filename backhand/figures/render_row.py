"""Draw who reads one row of a table, and how what the reads send back adds up in that row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backhand.figures.blank import part
from backhand.figures.canvas import BLUE, INK, ORANGE, SMALL, TEXT, bare_plot, signed, text_width
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: a read's column and its box, a line of numbers, the margin, the room of the arrows.
ACROSS, WIDE, HIGH, LINE, MARGIN, ARROWS = 0.76, 0.46, 0.28, 0.17, 0.15, 0.62


@renderer
def uses_of_row(
    row: int,
    ids: Sequence[int],
    sent: Sequence[Sequence[float]],
    total: Sequence[float],
    gradient: Sequence[float],
    agrees: bool,
) -> Drawing:
    """Draw the reads in order, with an arrow to the row from each that reads it."""
    name = f"row {row} of the table"
    readers = [n for n, read in enumerate(ids) if read == row]
    said = [f"sum of what is sent: {_vector(total)}", f"row {row} of the gradient: "]
    said[1] += _vector(gradient) + ("" if agrees else ", which is not the sum")
    width = max(len(ids) * ACROSS, *map(text_width, said)) + 2 * MARGIN
    numbers_end = MARGIN + 0.2 + HIGH + 0.1 + LINE * len(total)
    figure, axes = bare_plot(width, numbers_end + ARROWS + HIGH + 0.1 + 2 * LINE + MARGIN)
    middle = (width / 2, numbers_end + ARROWS + HIGH / 2)
    for n, read in enumerate(ids):
        x = width / 2 + (n - (len(ids) - 1) / 2) * ACROSS
        _read(axes, x, n, read, sent[n] if n in readers else ())
        if n in readers:
            _arrow(axes, (x, numbers_end + 0.04), (middle[0] + 0.3 * (x - middle[0]), middle[1]))
    _box(axes, middle, 1.3, f"row {row}", BLUE)
    for k, text in enumerate(said):
        colour = INK if agrees or k == 0 else ORANGE
        _text(axes, middle[0], middle[1] + HIGH / 2 + 0.1 + LINE * (k + 0.5), text, colour)
    caption = f"The uses of {name}: what its reads send back adds up"
    cells = [
        (f"ids[{n}]", read, _vector(sent[n]) if n in readers else "none")
        for n, read in enumerate(ids)
    ]
    rows = [*cells, ("sum", row, _vector(total)), ("gradient", row, _vector(gradient))]
    alt = f"{_who(name, readers, len(ids))}; {said[0]}; {said[1]}."
    return Drawing(figure, alt, table(("read", "row", f"sent to row {row}"), rows), caption)


def _who(name: str, readers: Sequence[int], reads: int) -> str:
    """Which of the reads are of this row, in words."""
    if not readers:
        return f"None of the {reads} reads is of {name}"
    listed = ", ".join(f"ids[{n}]" for n in readers)
    are = "is" if len(readers) == 1 else "are"
    return f"{len(readers)} of {reads} reads {are} of {name}: {listed}"


def _vector(entries: Sequence[float]) -> str:
    return signed(f"({', '.join(f'{round(entry, 2) + 0.0:.2f}' for entry in entries)})")


def _read(axes: Axes, x: float, n: int, read: int, sent: Sequence[float]) -> None:
    """A read: its place in ids, the row in a box, and what it sends, a line for each number."""
    _text(axes, x, MARGIN + 0.05, f"ids[{n}]", INK)
    _box(axes, (x, MARGIN + 0.2 + HIGH / 2), WIDE, str(read), BLUE if sent else INK)
    for k, entry in enumerate(sent):
        y = MARGIN + 0.2 + HIGH + 0.1 + LINE * (k + 0.5)
        _text(axes, x, y, signed(f"{entry:.2f}"), BLUE)


def _text(axes: Axes, x: float, y: float, text: str, colour: str) -> None:
    size = SMALL if text.startswith("ids") else TEXT
    axes.text(x, y, text, fontsize=size, color=colour, ha="center", va="center")


def _box(axes: Axes, at: tuple[float, float], wide: float, text: str, colour: str) -> None:
    """A box with its name; the border of a read of another row is broken."""
    FancyBboxPatch = part("patches").FancyBboxPatch

    corner, style = (at[0] - wide / 2, at[1] - HIGH / 2), "round,pad=0,rounding_size=0.06"
    line = "--" if colour == INK else "-"
    box = FancyBboxPatch(
        corner, wide, HIGH, style, facecolor="none", edgecolor=colour, linewidth=1.2, linestyle=line
    )
    axes.add_patch(box)
    axes.text(*at, text, fontsize=TEXT, color=colour, ha="center", va="center_baseline")


def _arrow(axes: Axes, start: tuple[float, float], row: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": BLUE, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (row[0], row[1] - HIGH / 2 - 0.02), start, arrowprops=style)
