"""Draw training: losses and accuracies over the epochs, and rows of numbers as images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array
from backhand.figures.canvas import COLOURS, GREY, LINES, MARKERS, new_figure, tidy
from backhand.figures.picture import Drawing, Table, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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
    figure = new_figure(6.0 if right is None else 9.2, 3.4)
    panels = figure.subplots(1, 1 if right is None else 2, squeeze=False)[0]
    _draw_runs(panels[0], lost, "loss")
    if _spans_decades(lost):
        _logarithmic(panels[0])
    if right is not None:
        _draw_runs(panels[1], right, "accuracy", legend=False)
        panels[1].yaxis.set_major_formatter("{x:.0%}")
    alt = " ".join(_described(name, lost[name], right) for name in lost)
    return Drawing(figure, alt, _epoch_table(lost, right), "Training, epoch by epoch")


@renderer
def images_in_rows(images: ArrayLike, titles: Sequence[str], columns: int, caption: str) -> Drawing:
    """Draw images, `columns` in a row."""
    stack = np.asarray(images)
    columns = min(columns, len(stack))
    lines = -(-len(stack) // columns)
    signed = bool((stack < 0).any())
    largest = float(np.abs(stack).max()) or 1.0
    figure = new_figure(0.3 + 1.15 * columns, 1.42 * lines)
    grid = figure.subplots(lines, columns, squeeze=False).ravel()
    for axes in grid:
        axes.axis("off")
    for axes, image, title in zip(grid, stack, titles, strict=False):
        _draw_image(axes, image, title, largest, signed)
    kind = "signed numbers" if signed else "numbers from 0 (white) up (black)"
    shown = ", ".join(titles)
    alt = f"{len(stack)} images of {stack.shape[1]} by {stack.shape[2]} {kind}, titled {shown}."
    header = ("image", "smallest", "at", "largest", "at", "mean")
    rows = [(title, *_extremes(image)) for title, image in zip(titles, stack, strict=True)]
    return Drawing(figure, alt, table(header, rows), caption)


def _spans_decades(runs: Runs) -> bool:
    values = np.concatenate([run[np.isfinite(run)] for run in runs.values()])
    return values.size > 0 and bool(values.min() > 0) and values.max() / values.min() > 20


def _draw_runs(axes: Axes, runs: Runs, what: str, legend: bool = True) -> None:
    from matplotlib.ticker import MaxNLocator

    for k, (name, values) in enumerate(runs.items()):
        style: dict[str, Any] = {
            "color": COLOURS[k % len(COLOURS)],
            "linestyle": LINES[k % len(LINES)],
            "marker": MARKERS[k % len(MARKERS)],
            "markevery": max(1, len(values) // 8),
        }
        shown = np.where(np.isfinite(values), values, np.nan)
        axes.plot(range(1, len(values) + 1), shown, markersize=5, label=name or what, **style)
    axes.set(xlabel="epoch", ylabel=what, title=f"{what.capitalize()} after each epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    tidy(axes, legend=legend and any(runs))


def _logarithmic(axes: Axes) -> None:
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())


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


def _draw_image(axes: Axes, image: Array, name: str, largest: float, signed: bool) -> None:
    if not signed:
        axes.imshow(image, cmap="Greys", vmin=0, vmax=largest)
    else:
        axes.imshow(image, cmap="coolwarm", vmin=-largest, vmax=largest)
        for (i, j), value in np.ndenumerate(image):
            if abs(value) >= largest / 2:
                sign = "+" if value > 0 else "−"
                axes.text(j, i, sign, ha="center", va="center", fontsize=8, color="black")
    axes.axis("on")
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(color=GREY, linewidth=0.6)
    axes.set_title(name, fontsize=9, pad=3)


def _extremes(image: Array) -> tuple[object, ...]:
    low = [int(i) for i in np.unravel_index(image.argmin(), image.shape)]
    high = [int(i) for i in np.unravel_index(image.argmax(), image.shape)]
    return float(image.min()), str(low), float(image.max()), str(high), float(image.mean())
