"""What the figures have in common: colours, sizes, and plots with room for their labels.

Matplotlib is imported where a figure is made, so that importing this module costs nothing.
Figures are transparent: the same image stands on a light page and on a dark one. Nothing relies
on colour alone: markers, line styles, numbers, hatching and words say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from backhand._validate import Array
from backhand.figures.blank import Blank, part

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: After Okabe and Ito: distinguishable with all common kinds of colour vision. Each has a
#: contrast of 4.2 with white and with JupyterLab's dark #111; no colour has 4.4 with both.
INK, BLUE, ORANGE, GREEN = "#797979", "#1A7FC4", "#C65900", "#008A63"
COLOURS = (BLUE, ORANGE, GREEN, "#AC5F98", INK, "#8C7800")
#: What is right and what is not, as areas: from the far end to the border between the two.
RIGHT, WRONG = ("#0B5A8F", "#B5D5EC"), ("#B84C00", "#F6D3B3")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "^", "D", "v", "x")
#: Text in points, for labels and for numbers. Pixels for an inch of a page, and how many of the
#: image's pixels are shown as one of the page's: more on a display with a high resolution.
TEXT, SMALL = 9.0, 8.0
PIXELS, SCALE = 96, 2
#: Inches of a page that is 800 pixels wide, beside JupyterLab's own margins.
PAGE = 6.6


def new_figure(width: float, height: float) -> Figure:
    """Make an empty, transparent figure without pyplot."""
    figure: Figure = part("figure").Figure(
        figsize=(width, height), dpi=PIXELS * SCALE, facecolor="none"
    )
    return figure


def bare_plot(width: float, height: float) -> tuple[Figure, Axes]:
    """Make one plot that fills the figure; its coordinates are inches from the top left."""
    figure = new_figure(width, height)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.axis("off")
    axes.set(xlim=(0, width), ylim=(height, 0), autoscale_on=False)
    return figure, axes


def plots_in_rows(
    count: int,
    names: Sequence[str],
    across: float,
    up: float,
    gap: float = 0.3,
    titled: bool = False,
) -> tuple[Figure, list[Axes]]:
    """Make plots, at most three in a row, with fixed room for labels and a legend above them all.

    Parameters
    ----------
    count : int
    names : sequence of str
        What the legend will say: as many rows as these need are left free.
    across, up : float
        The size of each plot in inches, without its labels; `across` is less if the page ends.
    gap : float
        Inches between two plots in a row.
    titled : bool
        Whether to leave room for a title above each plot.
    """
    left, right, below, title = 0.7, 0.2, 0.45, 0.28 if titled else 0.1
    columns, lines = min(count, 3), -(-count // 3)
    across = min(across, (PAGE - left - right - gap * (columns - 1)) / columns)
    width = left + columns * across + (columns - 1) * gap + right
    head = 0.22 * -(-len(names) // legend_columns(names, width))
    height = head + lines * (title + up + below)
    figure = new_figure(width, height)
    plots = []
    for k in range(count):
        x = left + (k % columns) * (across + gap)
        y = height - head - (k // columns) * (title + up + below) - title - up
        axes = figure.add_axes((x / width, y / height, across / width, up / height))
        # Fixed places are faster than a layout engine, which draws everything twice.
        axes.xaxis.set_label_coords(0.5, -0.27 / up)
        axes.yaxis.set_label_coords(-0.55 / across, 0.5)
        plots.append(axes)
    return figure, plots


def legend_columns(names: Sequence[str], width: float) -> int:
    """How many entries of a legend fit side by side."""
    longest = max((text_width(name) for name in names), default=0.0)
    return max(1, min(len(names), int((width - 0.1) / (longest + 0.6))))


def text_width(text: str, size: float = TEXT) -> float:
    """The width of a line of text in inches."""
    text_to_path = part("textpath").text_to_path

    if isinstance(text_to_path, Blank):
        return len(text) * size / 120  # about right, where nothing is shown
    font = part("font_manager").FontProperties(size=size)
    wide, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(wide) / 72


def signed(text: str) -> str:
    """Text with the minus signs that the axes have, too."""
    return text.replace("-", "−")


def tidy(axes: Axes) -> None:
    """Remove what carries no information, add a light grid, and use the common ink."""
    axes.set_facecolor("none")
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set(color=INK, linewidth=0.8)
    axes.grid(True, color=INK, alpha=0.25, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=SMALL, labelcolor=INK, color=INK, width=0.8, length=3)
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set(color=INK, fontsize=TEXT)


def legend(figure: Figure, axes: Axes) -> None:
    """Put a legend above all plots, where it covers nothing."""
    handles, names = axes.get_legend_handles_labels()
    figure.legend(
        handles,
        names,
        loc="upper left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=legend_columns(names, figure.get_figwidth()),
        frameon=False,
        fontsize=TEXT,
        labelcolor=INK,
        borderaxespad=0.1,
        handlelength=2.6,
        columnspacing=1.4,
        handletextpad=0.5,
    )


def add_image(axes: Axes, rgba: Array, x: float, y: float, width: float, height: float) -> None:
    """Put an image of numbers from 0 to 1, with sharp pixels, at a place in a bare plot."""
    extent = (x, x + width, y + height, y)
    axes.imshow(rgba, extent=extent, aspect="auto", interpolation="nearest")


def mixed(share: Array, start: str, end: str) -> Array:
    """The colours between two, as rows of red, green, blue from 0 to 1."""
    first, last = rgb(start), rgb(end)
    return first + np.asarray(share)[..., None] * (last - first)


def rgb(colour: str) -> Array:
    """Red, green and blue from 0 to 1, of a colour in hexadecimal digits."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def luminance(colours: Array) -> Array:
    """The relative luminance of rows of red, green, blue, as the WCAG defines it."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
