"""What the figures have in common: colours, sizes, and plots with room for their labels.

Matplotlib is imported where a figure is made, so that importing this module costs nothing.
Nothing relies on colour alone: markers, line styles, hatching and words say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# After Okabe and Ito: distinguishable with all common kinds of colour vision, dark enough for text.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#B84C00", "#007A5A", "#5F6368"
COLOURS = (BLUE, ORANGE, GREEN, "#8C4A7C", "#000000", "#7A6A00")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "^", "D", "v", "x")


def new_figure(width: float, height: float, layout: str | None = "constrained") -> Figure:
    """Make an empty figure without pyplot."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=96, layout=layout)  # type: ignore[arg-type]


def one_plot(width: float, height: float) -> tuple[Figure, Axes]:
    """Make one plot with fixed room for its labels, which is faster than automatic layout.

    A title at a fixed height and few ticks are faster, too: each tick is five artists.
    """
    figure = new_figure(width, height, layout=None)
    left, right, below, above = 0.85, 0.15, 0.55, 0.4
    across, up = width - left - right, height - below - above
    axes = figure.add_axes((left / width, below / height, across / width, up / height))
    axes.xaxis.set_label_coords(0.5, -0.3 / up)
    axes.yaxis.set_label_coords(-0.52 / across, 0.5)
    return figure, axes


def row_of_plots(sizes: Sequence[float]) -> tuple[Figure, list[Axes], Axes]:
    """Make plots side by side, in proportion to their sizes, and a narrow one for a colour bar."""
    width, height = min(12.0, max(4.0, 0.62 * sum(sizes) + 0.8 * len(sizes))), 3.2
    left, gap, right, below, above = 0.35, 0.35, 1.15, 0.3, 0.55
    figure = new_figure(width, height, layout=None)
    unit = (width - left - right - gap * (len(sizes) - 1)) / sum(sizes)
    bottom, up = below / height, (height - below - above) / height
    plots, x = [], left
    for size in sizes:
        plots.append(figure.add_axes((x / width, bottom, unit * size / width, up)))
        x += unit * size + gap
    return figure, plots, figure.add_axes(((width - 0.95) / width, bottom, 0.13 / width, up))


def bare_plot(width: float, height: float) -> tuple[Figure, Axes]:
    """Make one plot that fills the whole figure."""
    figure = new_figure(width, height, layout=None)
    return figure, figure.add_axes((0.0, 0.0, 1.0, 1.0))


def tidy(axes: Axes, legend: bool = True) -> None:
    """Remove what carries no information, and add a light grid and a legend."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(True, color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.title.set_fontsize(10)
    axes.tick_params(labelsize=8)
    if legend:
        axes.legend(fontsize=8, framealpha=0.9)
