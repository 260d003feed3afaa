"""Draw what each use of a shared weight contributes, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from backhand.figures.blank import part
from backhand.figures.canvas import COLOURS, LINES, MARKERS, legend, plots_in_rows, tidy
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CAPTION = "Size of what each step contributes to the gradient of the shared W"


@renderer
def sizes_by_step(runs: Mapping[str, Sequence[float]]) -> Drawing:
    """Draw sizes, one line a run; a size of 0 is left out."""
    MaxNLocator = part("ticker").MaxNLocator

    figure, (axes,) = plots_in_rows(1, list(runs), 5.4, 2.5)
    for i, (name, sizes) in enumerate(runs.items()):
        at = [(t, size) for t, size in enumerate(sizes, start=1) if size > 0]
        axes.plot(
            *zip(*at, strict=True) if at else ([], []),
            label=name,
            color=COLOURS[i],
            marker=MARKERS[i],
            linestyle=LINES[i],
            markersize=5,
        )
    axes.set(xlabel="step", ylabel="size of the contribution")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _scale(axes, [size for sizes in runs.values() for size in sizes if size > 0])
    tidy(axes)
    legend(figure, axes)
    steps = max(map(len, runs.values()), default=0)
    rows = [
        (t + 1, *(float(sizes[t]) if t < len(sizes) else "none" for sizes in runs.values()))
        for t in range(steps)
    ]
    said = [
        f"{name}: from {s[0]:.3g} at the first to {s[-1]:.3g} at the last step"
        for name, s in runs.items()
        if len(s)
    ]
    return Drawing(figure, f"{CAPTION}. {'; '.join(said)}.", table(("step", *runs), rows), CAPTION)


def _scale(axes: Axes, sizes: Sequence[float]) -> None:
    """A logarithmic scale, or a plain one from 0 where hardly a power of ten would be on it."""
    ticker = part("ticker")

    if sizes and max(sizes) < 10 * min(sizes):
        axes.set_ylim(bottom=0)
        return
    axes.set_yscale("log")
    # Numbers as in the table: typeset powers take longer than the rest of the figure.
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0e}")
    axes.yaxis.set_major_locator(ticker.LogLocator(numticks=6))
    axes.yaxis.set_minor_locator(ticker.NullLocator())
