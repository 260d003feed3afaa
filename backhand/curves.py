"""Two figures of training: loss and accuracy over the epochs, and rows of numbers as images.

Like those of `backhand.draw`: they return a `Picture`, and tell nothing by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._picture import Picture, table
from backhand._validate import Array, as_array, expect_length, expect_shape
from backhand.draw import COLOURS, GREY, LINES, MARKERS, _figure, _tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Runs = Mapping[str, ArrayLike]


def training_curve(losses: ArrayLike | Runs, accuracies: ArrayLike | Runs | None = None) -> Picture:
    """Draw the loss, and the accuracy if there is one, over the epochs of one or several runs.

    Parameters
    ----------
    losses : ndarray, shape (epochs,), or mapping of str to such arrays
        The loss after each epoch; by name where there are several runs. A loss that is not
        finite is left out of the drawing, and said in the table.
    accuracies : the same, optional
        The accuracy after each epoch, from 0 to 1; for each run that has a loss.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there is no run, or losses and accuracies do not belong to the same epochs.

    Derivation: S12.
    """
    lost = _runs("losses", losses)
    right = None if accuracies is None else _runs("accuracies", accuracies)
    if right is not None:
        _same_epochs(lost, right)
    figure = _figure(6.0 if right is None else 9.2, 3.4)
    panels = figure.subplots(1, 1 if right is None else 2, squeeze=False)[0]
    _draw_runs(panels[0], lost, "loss")
    if _spans_decades(lost):
        _logarithmic(panels[0])
    if right is not None:
        _draw_runs(panels[1], right, "accuracy", legend=False)
        panels[1].yaxis.set_major_formatter("{x:.0%}")
    alt = " ".join(_told(name, lost[name], right) for name in lost)
    return Picture(figure, alt, _epoch_table(lost, right), "Training, epoch by epoch")


def weight_images(
    images: ArrayLike,
    titles: Sequence[object] | None = None,
    columns: int = 8,
    caption: str = "Images",
) -> Picture:
    """Draw rows of numbers as small images: a unit's incoming weights, or a handwritten digit.

    Where there are negative numbers, all images share one scale with 0 in its middle, and `+` and
    `-` mark the entries of at least half the largest size; else 0 is white and the largest black.

    Parameters
    ----------
    images : ndarray, shape (n, h, w) or (n, h * h)
        Rows of a weight matrix are folded into squares.
    titles : sequence, length n, optional
        By default the images are numbered from 0.
    columns : int
        How many images stand in a row.
    caption : str
        Names the table.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there is no image, a row does not fold into a square, or titles do not fit.

    Derivation: S3, Y9.
    """
    stack = _folded(images)
    names = [str(title) for title in (range(len(stack)) if titles is None else titles)]
    expect_length("titles", names, len(stack), "image")
    columns = min(columns, len(stack))
    lines = -(-len(stack) // columns)
    signed = bool((stack < 0).any())
    largest = float(np.abs(stack).max()) or 1.0
    figure = _figure(0.3 + 1.15 * columns, 1.42 * lines)
    grid = figure.subplots(lines, columns, squeeze=False).ravel()
    for axes in grid:
        axes.axis("off")
    for axes, image, name in zip(grid, stack, names, strict=False):
        _draw_image(axes, image, name, largest, signed)
    kind = "signed numbers" if signed else "numbers from 0 (white) up (black)"
    shown = ", ".join(names)
    alt = f"{len(stack)} images of {stack.shape[1]} by {stack.shape[2]} {kind}, titled {shown}."
    header = ("image", "smallest", "at", "largest", "at", "mean")
    rows = [(name, *_extremes(image)) for name, image in zip(names, stack, strict=True)]
    return Picture(figure, alt, table(header, rows), caption)


def _runs(name: str, given: ArrayLike | Runs) -> dict[str, Array]:
    named = dict(given) if isinstance(given, Mapping) else {"": given}
    if not named:
        raise ValueError(f"expected at least one run in {name}, got none; likely an empty dict")
    # A run that diverged holds inf or nan: that is what its picture is to show.
    finite = {run: np.asarray(values, dtype=float) for run, values in named.items()}
    for run, values in finite.items():
        as_array(f"{name} {run}".strip(), np.where(np.isfinite(values), values, 0.0), ("epochs",))
        if values.size == 0:
            raise ValueError(f"expected {name} of at least one epoch, got none; likely no training")
    return finite


def _same_epochs(losses: Mapping[str, Array], accuracies: Mapping[str, Array]) -> None:
    if set(losses) != set(accuracies):
        raise ValueError(
            f"expected accuracies of the runs {sorted(losses)}, got {sorted(accuracies)}; "
            "likely a run was left out or misspelled"
        )
    for run, loss in losses.items():
        likely = "one of the two was recorded before the first epoch as well"
        expect_shape(f"accuracies {run}".strip(), accuracies[run], loss.shape, likely)


def _spans_decades(runs: Mapping[str, Array]) -> bool:
    values = np.concatenate([run[np.isfinite(run)] for run in runs.values()])
    return values.size > 0 and bool(values.min() > 0) and values.max() / values.min() > 20


def _draw_runs(axes: Axes, runs: Mapping[str, Array], what: str, legend: bool = True) -> None:
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
    _tidy(axes, legend=legend and any(runs))


def _logarithmic(axes: Axes) -> None:
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())


def _told(name: str, losses: Array, accuracies: Mapping[str, Array] | None) -> str:
    run = f"Run {name}: loss" if name else "Loss"
    first, last = (f"{v:.4g}" if np.isfinite(v) else "not finite" for v in losses[[0, -1]])
    text = f"{run} from {first} after epoch 1 to {last} after epoch {len(losses)}"
    if accuracies is None:
        return f"{text}."
    right = accuracies[name]
    return f"{text}, accuracy from {right[0]:.1%} to {right[-1]:.1%}."


def _epoch_table(losses: Mapping[str, Array], accuracies: Mapping[str, Array] | None) -> Any:
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


def _folded(images: ArrayLike) -> Array:
    stack = as_array("images", images)
    if stack.ndim == 2:
        side = round(stack.shape[1] ** 0.5)
        if side * side != stack.shape[1]:
            raise ValueError(
                f"expected rows of h * h numbers, got {stack.shape[1]} in a row; "
                "likely a transpose, or pass images of shape (n, h, w)"
            )
        stack = stack.reshape(len(stack), side, side)
    if stack.ndim != 3 or stack.size == 0:
        raise ValueError(
            f"expected images of shape (n, h, w) or (n, h * h), got {stack.shape}; "
            "likely a single image: pass image[None]"
        )
    return stack


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
