"""A picture of a matrix whose entries are shared: which weight stands where."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import as_array
from backhand.figures.picture import Picture
from backhand.figures.render_matrix import matrix_by_weight

#: Rows and columns that fit on a page.
MOST = 13


def shared_matrix(matrix: ArrayLike, weights: ArrayLike) -> Picture:
    """Draw a matrix with a colour for each weight, to show where the same weight stands.

    Z = C x, where each entry of C is one of a few weights, or 0

    Parameters
    ----------
    matrix : ndarray, shape (n_out, n_in)
        C.
    weights : ndarray, shape (k,)
        w; an entry of C that equals w_a is shown as w_a.

    Returns
    -------
    picture : Picture
        Zeros are left empty, and an entry that is no weight is shown as a number.

    Raises
    ------
    ValueError
        If two weights are equal or one is 0, or the matrix is too large for a page.

    Examples
    --------
    >>> shared_matrix([[1, 2, 0], [0, 1, 2]], weights=[1, 2]).caption
    'The matrix of z = C x + b, by weight: equal colours are one and the same weight'

    Derivation: F1.
    """
    C, w = as_array("matrix", matrix, ("n_out", "n_in")), as_array("weights", weights, ("k",))
    if len(np.unique(w)) < len(w) or not w.all():
        raise ValueError(
            "expected weights that differ from each other and from 0, got "
            f"{', '.join(f'{v:g}' for v in w)}; likely a small case that hides which is which"
        )
    if max(C.shape) > MOST:
        raise ValueError(
            f"expected at most {MOST} rows and columns, got shape {C.shape}; "
            "likely a whole input: take a small case"
        )
    entries = [[_name(float(value), w.tolist()) for value in row] for row in C]
    return Picture(matrix_by_weight, {"entries": entries, "weights": len(w)})


def _name(value: float, weights: list[float]) -> int | str:
    """The number of the weight that an entry is; otherwise the entry itself, empty for 0."""
    for a, w in enumerate(weights):
        if np.isclose(value, w, rtol=1e-9, atol=0):
            return a
    return "" if abs(value) < 1e-12 else f"{value:.2g}"
