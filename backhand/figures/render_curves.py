"""Draw curves: a loss along a line, errors by step size, weights over training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from backhand._validate import Array
from backhand.figures.blank import part
from backhand.figures.canvas import (
    BLUE,
    COLOURS,
    INK,
    LINES,
    MARKERS,
    ORANGE,
    TEXT,
    legend,
    plots_in_rows,
    signed,
    tidy,
)
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Numbers = Sequence[float]
CAPTION = "Relative error of numerical derivatives, by the size of the step"


@renderer
def loss_and_tangent(
    s: Numbers, loss: Numbers, here: float, slope: float, measured: float, name: str = "loss"
) -> Drawing:
    """Draw losses, or another quantity, along a line, and the tangent at s = 0."""
    at, losses = np.asarray(s), np.asarray(loss)
    labels = (name, signed(f"tangent, slope {slope:.4g}"), signed(f"here, {here:.4g}"))
    figure, (axes,) = plots_in_rows(1, labels, 5.4, 2.7)
    axes.plot(at, losses, color=BLUE, linewidth=2, label=labels[0])
    axes.plot(at, here + slope * at, color=ORANGE, linewidth=1.6, linestyle="--", label=labels[1])
    axes.plot([0], [here], "o", color=INK, markersize=6, label=labels[2])
    axes.set(xlabel="s, distance along d", ylabel=name)
    axes.locator_params(nbins=5)
    margin = 0.15 * max(float(np.ptp(losses)), 1e-12)
    axes.set_ylim(losses.min() - margin, losses.max() + margin)
    tidy(axes)
    legend(figure, axes)
    picked = np.unique(np.linspace(0, len(at) - 1, 9).astype(int))
    rows = [(float(at[i]), float(losses[i]), float(here + slope * at[i])) for i in picked]
    alt = (
        f"Along one direction: {name} {losses[0]:.4g} at s = {at[0]:g}, {here:.4g} at s = 0 and "
        f"{losses[-1]:.4g} at s = {at[-1]:g}. The tangent has slope {slope:.4g} by "
        f"the gradient; a central difference measures {measured:.4g}."
    )
    caption = f"Along the direction d: {name}, and the tangent that the gradient gives"
    return Drawing(figure, alt, table(("s", name, "tangent"), rows), caption)


@renderer
def errors_by_step(h: Numbers, errors: Mapping[str, Numbers]) -> Drawing:
    """Draw the errors of several numerical derivatives against the step, on logarithmic axes."""
    ticker = part("ticker")

    figure, (axes,) = plots_in_rows(1, list(errors), 5.4, 2.7)
    for i, (name, error) in enumerate(errors.items()):
        # An error of exactly 0 has no logarithm; it is drawn at the size of rounding.
        style: dict[str, Any] = {"color": COLOURS[i], "marker": MARKERS[i], "linestyle": LINES[i]}
        axes.loglog(h, np.maximum(error, 1e-17), label=name, markersize=5, **style)
    for axis in (axes.xaxis, axes.yaxis):
        # Numbers as in the table: typeset powers take longer than the rest of the figure.
        axis.set_major_formatter(lambda value, _: f"{value:.0e}")
        axis.set_major_locator(ticker.LogLocator(numticks=7))
        axis.set_minor_locator(ticker.NullLocator())
    axes.invert_xaxis()
    axes.set(xlabel="step h (smaller to the right)", ylabel="relative error")
    tidy(axes)
    legend(figure, axes)
    best = {name: int(np.argmin(error)) for name, error in errors.items()}
    said = "; ".join(f"{n} {errors[n][i]:.1e} at h = {h[i]:.0e}" for n, i in best.items())
    rows = [[f"{step:.0e}", *(f"{e[i]:.1e}" for e in errors.values())] for i, step in enumerate(h)]
    alt = (
        f"Relative error of numerical derivatives along the gradient, by the step h, from "
        f"{h[0]:.0e} to {h[-1]:.0e}, on logarithmic axes. Smallest errors: {said}."
    )
    return Drawing(figure, alt, table(("step h", *errors), rows), CAPTION)


@renderer
def weights_over_steps(
    weights: Sequence[Sequence[Numbers]], inputs: Sequence[int], losses: Numbers, spread: Numbers
) -> Drawing:
    """Draw the hidden units' incoming weights over the steps, one plot for each input."""
    # Axes: step, unit, input.
    incoming = np.asarray(weights)
    steps, units = incoming.shape[:2]
    picked = np.unique(np.linspace(0, steps - 1, min(steps, 6)).astype(int))
    header = (
        "step",
        "loss",
        "spread",
        *(f"unit {i}, input {j}" for i in range(units) for j in inputs),
    )
    rows = [
        (int(k), float(losses[k]), f"{spread[k]:.1e}", *map(float, incoming[k].ravel()))
        for k in picked
    ]
    verdict = (
        "The units are still copies of one another" if spread[-1] < 1e-9 else "The units differ"
    )
    alt = (
        f"Incoming weights of {units} hidden units over {steps - 1} steps. {verdict}: their "
        f"spread goes from {spread[0]:.1e} to {spread[-1]:.1e}, the loss from "
        f"{losses[0]:.4g} to {losses[-1]:.4g}."
    )
    caption = "Incoming weights of the hidden units, step by step"
    return Drawing(_panels(incoming, inputs), alt, table(header, rows), caption)


def _panels(incoming: Array, inputs: Sequence[int]) -> Figure:
    """Plots of equal scale, one for each input, with a line for each unit."""
    names = [f"unit {i}" for i in range(incoming.shape[1])]
    figure, panels = plots_in_rows(len(inputs), names, 2.75, 2.4, titled=True)
    low, high = incoming.min(), incoming.max()
    # Lines at the border stay whole.
    margin = 0.06 * max(float(high - low), 1e-12)
    for k, (axes, j) in enumerate(zip(panels, inputs, strict=True)):
        for i in range(len(names)):
            _draw_unit(axes, incoming[:, i, k], i)
        axes.set(xlabel="step", ylim=(low - margin, high + margin))
        axes.set_title(f"weights from input {j}", fontsize=TEXT, color=INK, y=1.0)
        axes.locator_params(nbins=6)
        tidy(axes)
        if k % 3 == 0:
            axes.set_ylabel("incoming weight")
        else:
            axes.tick_params(labelleft=False)
    legend(figure, panels[0])
    return figure


def _draw_unit(axes: Axes, weights: Any, unit: int) -> None:
    k = len(weights)
    # Later units are drawn thinner, so that the earlier ones stay visible where all coincide.
    style: dict[str, Any] = {
        "color": COLOURS[unit % len(COLOURS)],
        "linestyle": LINES[unit % len(LINES)],
        "marker": MARKERS[unit % len(MARKERS)],
        "linewidth": max(1.2, 4.0 - 0.9 * unit),
        "markevery": (unit * max(1, k // 30), max(1, k // 6)),
    }
    axes.plot(range(k), weights, markersize=5, label=f"unit {unit}", **style)
