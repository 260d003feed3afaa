"""Draw errors: a coloured cell for each entry, a plot for each block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from backhand._validate import Array
from backhand.figures.canvas import row_of_plots
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADER = ("block", "shape", "error of the block", "worst entry", "its error", "verdict")
CAPTION = "Relative error by block. For an entry it is |got − expected| / (|got| + |expected|)"


@renderer
def errors_of_blocks(blocks: Sequence[Mapping[str, Any]], tolerance: float) -> Drawing:
    """Draw the error of every entry of some blocks, and say whether each block passes."""
    arrays = [np.reshape(block["errors"], block["shape"]) for block in blocks]
    figure, plots, beside = row_of_plots([max(2.0, _as_grid(e).shape[1]) for e in arrays])
    rows = []
    for axes, block, errors in zip(plots, blocks, arrays, strict=True):
        verdict = "pass" if block["passed"] else "not yet"
        image = _draw_errors(axes, _as_grid(errors), tolerance)
        axes.set_title(f"{block['name']}\n{verdict}", fontsize=10, y=1.0)
        error = "-" if block["error"] is None else f"{block['error']:.1e}"
        rows.append((block["name"], str(errors.shape), error, *_worst(errors), verdict))
    bar = figure.colorbar(image, cax=beside, ticks=[-12, -9, -6, -3, 0])
    bar.ax.set_yticklabels(["1e-12", "1e-9", "1e-6", "1e-3", "1"], fontsize=8)
    bar.set_label("relative error of the entry", fontsize=9)
    listed = "; ".join(f"{row[0]} {row[-1]}, worst entry {row[3]} at {row[4]}" for row in rows)
    alt = f"Relative error of every entry of {len(rows)} gradient blocks: {listed}."
    lines: list[tuple[str, ...]] = [HEADER, *rows]
    if all(block["error"] is None for block in blocks):
        lines = [line[:2] + line[3:] for line in lines]
    return Drawing(figure, alt, table(lines[0], lines[1:]), CAPTION)


def _as_grid(errors: Array) -> Array:
    return errors.reshape(1, -1) if errors.ndim < 2 else errors.reshape(-1, errors.shape[-1])


def _draw_errors(axes: Axes, errors: Array, tolerance: float) -> Any:
    from matplotlib.patches import Rectangle

    shown = np.log10(np.clip(errors, 1e-12, 1.0))
    image = axes.imshow(shown, cmap="cividis", vmin=-12, vmax=0)
    for (i, j), error in np.ndenumerate(errors):
        if error > tolerance:
            corner = (j - 0.5, i - 0.5)
            axes.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="///", edgecolor="#30363D"))
        if errors.size <= 30:
            text = "0" if error == 0 else f"{error:.0e}"
            halo = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
            axes.text(j, i, text, ha="center", va="center", fontsize=7, bbox=halo)
    axes.set_xticks(range(errors.shape[1]))
    axes.set_yticks(range(errors.shape[0]))
    axes.set_xticks(np.arange(0.5, errors.shape[1] - 1), minor=True)
    axes.set_yticks(np.arange(0.5, errors.shape[0] - 1), minor=True)
    axes.grid(which="minor", color="white", linewidth=1.2)
    axes.tick_params(which="both", labelsize=8, length=0)
    return image


def _worst(errors: Array) -> tuple[str, str]:
    if errors.size == 0:
        return "-", "0"
    index = [int(i) for i in np.unravel_index(errors.argmax(), errors.shape)]
    return str(index), f"{errors.max():.1e}"
