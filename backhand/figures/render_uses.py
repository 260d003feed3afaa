"""Draw what each use of a shared weight contributes, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backhand.figures.canvas import COLOURS, LINES, MARKERS, legend, plots_in_rows, tidy
from backhand.figures.picture import Drawing, renderer, table

CAPTION = "Size of what each step contributes to the gradient of the shared W"


@renderer
def sizes_by_step(runs: Mapping[str, Sequence[float]]) -> Drawing:
    """Draw sizes on a logarithmic scale, one line a run; a size of 0 is left out."""
    from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

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
    axes.set(xlabel="step", ylabel="size of the contribution", yscale="log")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    # Numbers as in the table: typeset powers take longer than the rest of the figure.
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0e}")
    axes.yaxis.set_major_locator(LogLocator(numticks=6))
    axes.yaxis.set_minor_locator(NullLocator())
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
