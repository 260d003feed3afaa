"""Figures about weights that are used several times, drawn from a student's own gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import (
    Array,
    as_array,
    as_count,
    as_number,
    expect_named,
    expect_shape,
    expect_vector,
)
from backhand.figures.measured import errors_of_two_uses
from backhand.figures.picture import Picture, rounded
from backhand.figures.render_errors import errors_of_blocks
from backhand.figures.render_row import uses_of_row
from backhand.figures.render_uses import sizes_by_step

#: How many reads of a table fit side by side.
MOST_READS = 8


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

    Examples
    --------
    >>> W, x, b, delta = [[1, 2], [3, 4]], [1, 0], [0, 0], [1, 1]
    >>> uses_compared({"nothing": [[0, 0], [0, 0]]}, W, x, b, delta).caption
    'Relative error of every entry, |got − expected| / (|got| + |expected|)'

    Derivation: N7, G13.
    """
    expect_named("candidates", candidates)
    W, tolerance = as_array("W", W, ("n", "n")), as_number("tolerance", tolerance)
    expect_shape("W", W, (len(W), len(W)), "the weights of a layer that is used once")
    for name, v in (("x", x), ("b", b), ("delta", delta)):
        expect_vector(name, as_array(name, v), len(W), "it belongs to another layer")
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

    Examples
    --------
    >>> contributions({"a run": ([[1, 0], [0, 1]], [[1, 2], [3, 4]])}).caption
    'Size of what each step contributes to the gradient of the shared W'

    Derivation: N9, N12.
    """
    expect_named("runs", runs)
    for name, run in runs.items():
        if not isinstance(run, (tuple, list)) or len(run) != 2:
            raise ValueError(
                f"expected runs of (deltas, inputs), got {type(run).__name__} for {name}; "
                "likely the inputs were left out"
            )
    shown = {name: _sizes(name, *run) for name, run in runs.items()}
    return Picture(sizes_by_step, {"runs": shown})


def row_uses(ids: ArrayLike, G: ArrayLike, gradient: ArrayLike, row: int) -> Picture:
    """Draw which reads of a table are of one row, and how what they send back adds up.

    (∂L/∂E)_v = Σ_n [ids_n = v] G_n

    Parameters
    ----------
    ids : ndarray of int, shape (N,)
        The row that each sample reads; eight at the most.
    G : ndarray, shape (N, d)
        ∂L/∂H, for H = E[ids].
    gradient : ndarray, shape (rows, d)
        ∂L/∂E, right or wrong; its row stands below the sum.
    row : int
        v, counted from 0.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If shapes do not fit, a row does not exist, or there are more reads than can be drawn.

    Examples
    --------
    >>> row_uses([0, 1, 0], [[1], [2], [3]], gradient=[[4], [2]], row=0).caption
    'The uses of row 0 of the table: what its reads send back adds up'

    Derivation: F7.
    """
    read, sent = as_array("ids", ids, ("N",)), as_array("G", G, ("N", "d"))
    found = as_array("gradient", gradient, ("rows", "d"))
    expect_shape("G", sent, (len(read), sent.shape[1]), "a read without a row of G")
    expect_shape("gradient", found, (len(found), sent.shape[1]), "it is transposed")
    if not 1 <= len(read) <= MOST_READS:
        raise ValueError(
            f"expected 1 to {MOST_READS} reads, got {len(read)} ids; likely a whole batch"
        )
    row = as_count("row", row, least=0)
    places = [*read.tolist(), row]
    if any(place not in range(len(found)) for place in places):
        raise ValueError(
            f"expected ids and row from 0 to {len(found) - 1}, got {places}; likely counted from 1"
        )
    total = sent[read == row].sum(axis=0)
    numbers = {name: rounded(v, 6) for name, v in (("sent", sent), ("total", total))}
    shown = {"row": int(row), "ids": [int(place) for place in read], **numbers}
    agrees = bool(np.allclose(found[row], total, rtol=1e-6, atol=1e-9))
    return Picture(uses_of_row, {**shown, "gradient": rounded(found[row], 6), "agrees": agrees})


def _sizes(name: str, deltas: ArrayLike, inputs: ArrayLike) -> Any:
    d = as_array(f"deltas of {name}", deltas, ("T", "n_out"))
    v = as_array(f"inputs of {name}", inputs, ("T", "n_in"))
    expect_shape(f"inputs of {name}", v, (len(d), v.shape[1]), "a state too many or too few")
    both: Array = np.linalg.norm(d, axis=1) * np.linalg.norm(v, axis=1)
    return rounded(both, 6)
