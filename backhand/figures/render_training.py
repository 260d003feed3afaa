"""Draw training: losses and accuracies over the epochs, and rows of numbers as images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array
from backhand.figures.blank import part
from backhand.figures.canvas import (
    COLOURS,
    INK,
    LINES,
    MARKERS,
    PAGE,
    RIGHT,
    SMALL,
    WRONG,
    add_image,
    bare_plot,
    legend,
    plots_in_rows,
    rgb,
    text_width,
    tidy,
)
from backhand.figures.picture import Drawing, Table, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Runs = Mapping[str, Array]


@renderer
def training_by_epoch(
    losses: Mapping[str, ArrayLike], accuracies: Mapping[str, ArrayLike] | None
) -> Drawing:
    """Draw losses, and accuracies beside them if there are any."""
    lost = {name: np.asarray(run) for name, run in losses.items()}
    right = None
    if accuracies is not None:
        right = {name: np.asarray(run) for name, run in accuracies.items()}
    named = [name for name in lost if name]
    count, across = (1, 5.4) if right is None else (2, 2.6)
    figure, panels = plots_in_rows(count, named, across, 2.5, gap=0.75)
    _draw_runs(panels[0], lost, "loss")
    if _spans_decades(lost):
        _logarithmic(panels[0])
    if right is not None:
        _draw_runs(panels[1], right, "accuracy")
        panels[1].yaxis.set_major_formatter("{x:.0%}")
    if named:
        legend(figure, panels[0])
    what = "Loss" if right is None else "Loss and accuracy"
    alt = " ".join(_described(name, lost[name], right) for name in lost)
    return Drawing(figure, alt, _epoch_table(lost, right), f"{what} after each epoch")


@renderer
def images_in_rows(images: ArrayLike, titles: Sequence[str], columns: int, caption: str) -> Drawing:
    """Draw images, `columns` in a row."""
    stack = np.asarray(images)
    columns = min(columns, len(stack))
    lines = -(-len(stack) // columns)
    signed = bool((stack < 0).any())
    largest = float(np.abs(stack).max()) or 1.0
    size = min(1.0, PAGE / columns - 0.1)
    pitch = max(size, *(text_width(title, SMALL) for title in titles)) + 0.1
    shape = (size * min(1.0, n / max(stack.shape[1:])) for n in stack.shape[1:])
    high, wide = shape
    figure, axes = bare_plot(columns * pitch, lines * (high + 0.3))
    for k, (image, title) in enumerate(zip(stack, titles, strict=True)):
        middle, y = (k % columns + 0.5) * pitch, (k // columns) * (high + 0.3) + 0.22
        _draw_image(axes, image / largest, signed, (middle - wide / 2, y, wide, high))
        _draw_title(figure, title, middle, y - 0.05)
    kind = "signed numbers" if signed else "numbers from 0 (empty) up (full)"
    shown = ", ".join(titles)
    alt = f"{len(stack)} images of {stack.shape[1]} by {stack.shape[2]} {kind}, titled {shown}."
    header = ("image", "smallest", "at", "largest", "at", "mean")
    rows = [(title, *_extremes(image)) for title, image in zip(titles, stack, strict=True)]
    return Drawing(figure, alt, table(header, rows), caption)


def _spans_decades(runs: Runs) -> bool:
    values = np.concatenate([run[np.isfinite(run)] for run in runs.values()])
    return values.size > 0 and bool(values.min() > 0) and values.max() / values.min() > 20


def _draw_runs(axes: Axes, runs: Runs, what: str) -> None:
    MaxNLocator = part("ticker").MaxNLocator

    for k, (name, values) in enumerate(runs.items()):
        style: dict[str, Any] = {
            "color": COLOURS[k % len(COLOURS)],
            "linestyle": LINES[k % len(LINES)],
            "marker": MARKERS[k % len(MARKERS)],
            "markevery": max(1, len(values) // 8),
        }
        shown = np.where(np.isfinite(values), values, np.nan)
        axes.plot(range(1, len(values) + 1), shown, markersize=5, label=name, **style)
    axes.set(xlabel="epoch", ylabel=what)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    tidy(axes)


def _logarithmic(axes: Axes) -> None:
    ticker = part("ticker")

    axes.set_yscale("log")
    axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_locator(ticker.NullLocator())


def _described(name: str, losses: Array, accuracies: Runs | None) -> str:
    run = f"Run {name}: loss" if name else "Loss"
    first, last = (f"{v:.4g}" if np.isfinite(v) else "not finite" for v in losses[[0, -1]])
    text = f"{run} from {first} after epoch 1 to {last} after epoch {len(losses)}"
    if accuracies is None:
        return f"{text}."
    right = accuracies[name]
    return f"{text}, accuracy from {right[0]:.1%} to {right[-1]:.1%}."


def _epoch_table(losses: Runs, accuracies: Runs | None) -> Table:
    longest = max(map(len, losses.values()))
    picked = np.unique(np.linspace(1, longest, min(longest, 7)).astype(int))
    columns = {f"{name} loss".strip(): losses[name] for name in losses}
    if accuracies is not None:
        columns |= {f"{name} accuracy".strip(): accuracies[name] for name in accuracies}
    rows = [[int(epoch), *(_at(column, epoch) for column in columns.items())] for epoch in picked]
    return table(("epoch", *columns), rows)


def _at(column: tuple[str, Array], epoch: int) -> object:
    name, values = column
    if epoch > len(values):
        return "-"
    value = float(values[epoch - 1])
    if not np.isfinite(value):
        return "not finite"
    return f"{value:.1%}" if name.endswith("accuracy") else value


def _draw_image(axes: Axes, image: Array, signed: bool, place: tuple[float, ...]) -> None:
    """Draw numbers up to 1 in size; 0 is transparent, and signed numbers are full from a half."""
    Rectangle = part("patches").Rectangle

    x, y, wide, high = place
    rgba = np.empty((*image.shape, 4))
    if signed:
        rgba[..., :3] = np.where((image > 0)[..., None], rgb(WRONG[0]), rgb(RIGHT[0]))
    else:
        rgba[..., :3] = rgb(INK)
    rgba[..., 3] = np.minimum(1.0, np.abs(image) * (2 if signed else 1))
    add_image(axes, rgba, *place)
    frame = Rectangle((x, y), wide, high, fill=False, edgecolor=INK, linewidth=0.6, alpha=0.6)
    axes.add_patch(frame)
    down, across = high / image.shape[0], wide / image.shape[1]
    for i, j in zip(*np.nonzero(signed & (np.abs(image) >= 0.5)), strict=True):
        sign = "+" if image[i, j] > 0 else "−"
        at = (x + (j + 0.5) * across, y + (i + 0.5) * down)
        axes.text(*at, sign, ha="center", va="center", fontsize=SMALL, color="white")


def _draw_title(figure: Figure, title: str, x: float, y: float) -> None:
    width, height = figure.get_size_inches()
    style: dict[str, Any] = {"fontsize": SMALL, "color": INK, "ha": "center"}
    figure.text(x / width, 1 - y / height, title, **style)


def _extremes(image: Array) -> tuple[object, ...]:
    low = [int(i) for i in np.unravel_index(image.argmin(), image.shape)]
    high = [int(i) for i in np.unravel_index(image.argmax(), image.shape)]
    return float(image.min()), str(low), float(image.max()), str(high), float(image.mean())
