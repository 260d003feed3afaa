"""Draw errors: a coloured cell for each entry, blocks side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from backhand._validate import Array
from backhand.figures.blank import part
from backhand.figures.canvas import (
    BLUE,
    INK,
    ORANGE,
    PAGE,
    RIGHT,
    SMALL,
    TEXT,
    WRONG,
    add_image,
    bare_plot,
    luminance,
    mixed,
    text_width,
)
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADER = ("block", "shape", "error of the block", "worst entry", "its error", "verdict")
CAPTION = "Relative error of every entry, |got − expected| / (|got| + |expected|)"
#: Inches: a cell with its number, the largest cell without one, and the room around a block.
CELL, SMALL_CELL, TOP, BOTTOM, GAP = (0.45, 0.27), 0.2, 0.3, 0.3, 0.25


class _Block(NamedTuple):
    """A block as a grid: its title, its errors, the labels around it, and the size of a cell."""

    title: str
    passed: bool
    errors: Array
    rows: list[str]
    columns: list[str]
    cell: tuple[float, float]

    @property
    def left(self) -> float:
        """Room for the labels of the rows."""
        return max((text_width(row, SMALL) + 0.08 for row in self.rows), default=0.0)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, with title and labels."""
        down, across = self.errors.shape
        width = max(self.left + across * self.cell[0], text_width(self.title)) + 0.05
        return width, TOP + down * self.cell[1] + BOTTOM


@renderer
def errors_of_blocks(blocks: Sequence[Mapping[str, Any]], tolerance: float) -> Drawing:
    """Draw the error of every entry of some blocks, and say whether each block passes."""
    arrays = [np.reshape(block["errors"], block["shape"]) for block in blocks]
    grids = [_block(block, errors) for block, errors in zip(blocks, arrays, strict=True)]
    places, width, height = _places([grid.size for grid in grids])
    figure, axes = bare_plot(max(width, 3.1), height + 0.4)
    for grid, place in zip(grids, places, strict=True):
        _draw_block(axes, grid, place, tolerance)
    _draw_scale(axes, height, tolerance)
    rows = []
    for block, errors in zip(blocks, arrays, strict=True):
        error = "-" if block["error"] is None else f"{block['error']:.1e}"
        rows.append((block["name"], str(errors.shape), error, *_worst(errors), _verdict(block)))
    listed = "; ".join(f"{row[0]} {row[-1]}, worst entry {row[3]} at {row[4]}" for row in rows)
    alt = f"Relative error of every entry of {len(rows)} gradient blocks: {listed}."
    lines: list[tuple[str, ...]] = [HEADER, *rows]
    if all(block["error"] is None for block in blocks):
        lines = [line[:2] + line[3:] for line in lines]
    return Drawing(figure, alt, table(lines[0], lines[1:]), CAPTION)


def colours_of(errors: Array, tolerance: float) -> Array:
    """Blue up to the tolerance, orange above it; the farther from it, the darker."""
    middle = float(np.clip(np.log10(tolerance), -11.9, -0.1)) if tolerance > 0 else -11.9
    size = np.log10(np.clip(errors, 1e-12, 1.0))
    blue = mixed(np.clip((size + 12) / (middle + 12), 0, 1), *RIGHT)
    orange = mixed(np.clip(size / middle, 0, 1), *WRONG)
    return np.where((errors > tolerance)[..., None], orange, blue)


def _verdict(block: Mapping[str, Any]) -> str:
    return "pass" if block["passed"] else "not yet"


def _block(block: Mapping[str, Any], errors: Array) -> _Block:
    grid = errors.reshape(1, -1) if errors.ndim < 2 else errors.reshape(-1, errors.shape[-1])
    # The rows of an array with more than two axes keep their indices, as the table names them.
    rows = [", ".join(map(str, at)) for at in np.ndindex(errors.shape[:-1])]
    columns = [str(j) for j in range(grid.shape[1])]
    down, across = (max(n, 1) for n in grid.shape)
    cell = CELL
    if grid.size > 60 or across * CELL[0] > PAGE - 0.4:
        cell = (min(SMALL_CELL, (PAGE - 0.6) / across, 6.0 / down),) * 2
    title = f"{'✓' if block['passed'] else '✗'} {block['name']}: {_verdict(block)}"
    rows, columns = rows * (errors.ndim > 1), columns * (errors.ndim > 0)
    return _Block(title, block["passed"], grid, rows, columns, cell)


def _places(sizes: Sequence[tuple[float, float]]) -> tuple[list[tuple[float, float]], float, float]:
    """The corners of blocks that stand side by side as far as the page goes, and the whole size."""
    places: list[tuple[float, float]] = []
    x = y = widest = tallest = 0.0
    for width, height in sizes:
        if x > 0 and x + width > PAGE:
            x, y, tallest = 0.0, y + tallest, 0.0
        places.append((x, y))
        x += width + GAP
        widest, tallest = max(widest, x - GAP), max(tallest, height)
    return places, widest, y + tallest


def _draw_block(axes: Axes, block: _Block, place: tuple[float, float], tolerance: float) -> None:
    PolyCollection = part("collections").PolyCollection

    (x, y), (wide, high) = (place[0] + block.left, place[1] + TOP), block.cell
    colour = BLUE if block.passed else ORANGE
    axes.text(place[0], y - 0.08, block.title, fontsize=TEXT, color=colour, va="bottom")
    errors, numbered = block.errors.ravel(), block.cell == CELL
    corners = np.indices(block.errors.shape)[::-1].reshape(2, -1).T * (wide, high) + (x, y)
    gap = 0.03 if numbered else 0.08 * wide
    outline = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * (wide - gap, high - gap)
    cells, fills = corners[:, None] + outline, colours_of(errors, tolerance)
    axes.add_collection(PolyCollection(list(cells), facecolors=fills), autolim=False)
    if not numbered:
        wrong = list(cells[errors > tolerance])
        style: dict[str, Any] = {"facecolors": "none", "edgecolors": "#00000080", "linewidth": 0}
        axes.add_collection(PolyCollection(wrong, hatch="/////", **style), autolim=False)
    for (left, top), error, dark in zip(corners, errors, luminance(fills) < 0.18, strict=True):
        if numbered:
            middle = (left + (wide - gap) / 2, top + (high - gap) / 2)
            _draw_text(axes, *middle, _compact(error), "white" if dark else "black")
    _draw_labels(axes, block, (x, y))


def _draw_labels(axes: Axes, block: _Block, corner: tuple[float, float]) -> None:
    (x, y), (wide, high), down = corner, block.cell, len(block.errors)
    for j in range(0, len(block.columns), int(np.ceil(0.2 / wide))):
        _draw_text(axes, x + (j + 0.5) * wide, y + down * high + 0.1, block.columns[j], INK)
    for i in range(0, len(block.rows), int(np.ceil(0.15 / high))):
        _draw_text(axes, x - 0.06, y + (i + 0.5) * high, block.rows[i], INK, ha="right")


def _draw_scale(axes: Axes, y: float, tolerance: float) -> None:
    """A strip with the colours of all errors, and what three of them stand for."""
    shades = colours_of(np.logspace(-11.75, -0.25, 24), tolerance)
    add_image(axes, shades[None], 0.0, y + 0.06, 3.0, 0.1)
    middle = 3.0 * float(np.clip(np.log10(max(tolerance, 1e-12)) / 12 + 1, 0, 1))
    _draw_text(axes, 0.0, y + 0.28, "1e-12", INK, ha="left")
    _draw_text(axes, middle, y + 0.28, f"tolerance {_compact(tolerance)}", INK)
    _draw_text(axes, 3.0, y + 0.28, "1", INK, ha="right")


def _draw_text(axes: Axes, x: float, y: float, text: str, colour: str, ha: Any = "center") -> None:
    style: dict[str, Any] = {"fontsize": SMALL, "va": "center_baseline", "ha": ha}
    axes.text(x, y, text, color=colour, **style)


def _compact(error: float) -> str:
    """One digit of an error, without zeros that say nothing."""
    if error == 0 or error >= 0.095:
        return f"{error:.1f}" if error else "0"
    digit, exponent = f"{error:.0e}".split("e")
    return f"{digit}e{int(exponent)}"


def _worst(errors: Array) -> tuple[str, str]:
    if errors.size == 0:
        return "-", "0"
    index = [int(i) for i in np.unravel_index(errors.argmax(), errors.shape)]
    return str(index), f"{errors.max():.1e}"
