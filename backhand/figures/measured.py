"""Numbers in figures that exercises ask for: relative errors and difference quotients.

A grader can leave them out of the process that runs a student's code: the picture then holds what
they are computed from, and they are computed when it is drawn; see `picture.completed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backhand.figures.picture import later, rounded
from backhand.gradcheck import central_difference, entry_errors, relative_error


@later
def errors_of_pair(got: ArrayLike, expected: ArrayLike, tolerance: float) -> dict[str, Any]:
    """The errors of a block's entries, that of the block, and whether it passes."""
    error = relative_error(got, expected)
    return {
        "errors": rounded(entry_errors(got, expected).ravel(), 4),
        "error": rounded(error, 4),
        "passed": bool(error <= tolerance),
    }


@later
def measured_slope(above: float, below: float, width: float) -> dict[str, Any]:
    """The slope of a line through two losses that are `width` apart."""
    return {"measured": rounded((above - below) / width, 4)}


@later
def errors_of_steps(
    h: ArrayLike, here: float, losses: Mapping[str, ArrayLike], slope: float
) -> dict[str, Any]:
    """The errors of difference quotients for each step h, from the losses h above and below."""
    steps, above, below = np.asarray(h), np.asarray(losses["above"]), np.asarray(losses["below"])
    found = {"forward": (above - here) / steps, "central": (above - below) / (2 * steps)}
    if "imaginary" in losses:
        found["complex step"] = np.asarray(losses["imaginary"]) / steps
    errors = {
        name: rounded(np.abs(values - slope) / (np.abs(values) + slope), 4)
        for name, values in found.items()
    }
    return {"errors": errors}


@later
def errors_of_two_uses(
    got: ArrayLike, W: ArrayLike, x: ArrayLike, b: ArrayLike, delta: ArrayLike, tolerance: float
) -> dict[str, Any]:
    """The errors of a gradient of ⟨delta, W(Wx + b) + b⟩, compared with differences of it."""
    given, at, bias = np.asarray(W), np.asarray(x), np.asarray(b)

    @np.errstate(all="ignore")
    def loss(V: Any) -> float:
        return float(np.dot(delta, V @ (V @ at + bias) + bias))

    return errors_of_pair(got, central_difference(loss, given), tolerance)


@later
def errors_of_batch_norm(
    got: ArrayLike, G: ArrayLike, X: ArrayLike, gamma: ArrayLike, eps: float, tolerance: float
) -> dict[str, Any]:
    """The errors of a gradient of ⟨G, batch norm of X⟩, compared with differences of it."""
    scale = np.asarray(G) * np.asarray(gamma)

    @np.errstate(all="ignore")
    def loss(V: Any) -> float:
        return float((scale * (V - V.mean(axis=0)) / np.sqrt(V.var(axis=0) + eps)).sum())

    return errors_of_pair(got, central_difference(loss, np.asarray(X)), tolerance)
