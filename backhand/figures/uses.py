"""Figures about weights that are used several times, drawn from a student's own gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, expect_shape
from backhand.figures.measured import errors_of_two_uses
from backhand.figures.picture import Picture, rounded
from backhand.figures.render_errors import errors_of_blocks
from backhand.figures.render_uses import sizes_by_step


def uses_compared(
    candidates: Mapping[str, ArrayLike],
    W: ArrayLike,
    x: ArrayLike,
    b: ArrayLike,
    delta: ArrayLike,
    tolerance: float = 1e-6,
) -> Picture:
    """Compare candidates for ∂L/∂W of two linear uses with differences of the loss.

    L = ⟨delta, W(Wx + b) + b⟩

    Parameters
    ----------
    candidates : mapping of str to ndarray, shape (n, n)
        By the names under which they are shown.
    W : ndarray, shape (n, n)
    x, b, delta : ndarray, shape (n,)
    tolerance : float
        As in `draw.error_by_block`.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If a shape does not fit.

    Derivation: N7, G13.
    """
    W = as_array("W", W, ("n", "n"))
    vectors = [as_array(name, v) for name, v in (("x", x), ("b", b), ("delta", delta))]
    shown = []
    for name, candidate in candidates.items():
        got = as_array(name, candidate)
        expect_shape(name, got, W.shape, "it belongs to another parameter")
        found = errors_of_two_uses(got, W, *vectors, tolerance)
        shown.append({"name": name, "shape": list(W.shape), **found})
    return Picture(errors_of_blocks, {"blocks": shown, "tolerance": float(tolerance)})


def contributions(runs: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Picture:
    """Draw how much each use of a shared W contributes to its gradient.

    ‖δ_t‖ ‖h_{t−1}‖, the size of δ_t h_{t−1}ᵀ

    Parameters
    ----------
    runs : mapping of str to (deltas, inputs)
        By name, the δ of each use, shape (T, n_out), and what entered it, shape (T, n_in).

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If a run has not as many δs as inputs.

    Derivation: N9, N12.
    """
    shown = {name: _sizes(name, *run) for name, run in runs.items()}
    return Picture(sizes_by_step, {"runs": shown})


def _sizes(name: str, deltas: ArrayLike, inputs: ArrayLike) -> Any:
    d, v = as_array(f"deltas of {name}", deltas, ("T", "n_out")), as_array("inputs", inputs)
    expect_shape(f"inputs of {name}", v, (len(d), *v.shape[1:]), "a state too many or too few")
    both: Array = np.linalg.norm(d, axis=1) * np.linalg.norm(v, axis=1)
    return rounded(both, 6)
