"""A table of rows, read by number: its forward map and the gradient of the table.

Row v of the table E belongs to id v. Each reading of a row is a use of it: gradients add.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backhand._validate import Array, as_array, as_count, expect_shape, public

Ids = NDArray[np.integer[Any]]


@public
def embedding(ids: ArrayLike, E: ArrayLike) -> Array:
    """Read one row of a table for each id.

    z_s = E[ids_s], row ids_s of E   (Z = S E, where row s of S is one-hot at ids_s)

    Parameters
    ----------
    ids : ndarray of int, shape (...)
        Row numbers, from 0 to n_rows - 1; often (N,), or (N, T) for N sequences of T ids.
    E : ndarray, shape (n_rows, d)

    Returns
    -------
    Z : ndarray, shape (..., d)

    Raises
    ------
    ValueError
        If an id is negative or E has no such row, or an entry of E is not finite.
    TypeError
        If `ids` are not integers.

    Examples
    --------
    >>> embedding([2, 0, 2], [[1, 10], [2, 20], [3, 30]])
    array([[ 3., 30.],
           [ 1., 10.],
           [ 3., 30.]])

    Derivation: F7.
    """
    E = as_array("E", E, ("n_rows", "d"))
    rows: Array = E[_as_ids(ids, len(E))]
    return rows


@public
def embedding_vjp(G: ArrayLike, ids: ArrayLike, rows: int) -> Array:
    """Pull ∂L/∂Z back to the table: a scatter-add.

    ∂L/∂E[v] = Σ_s [ids_s = v] G_s   (Sᵀ G); a row that is never read gets 0

    Parameters
    ----------
    G : ndarray, shape (..., d)
        ∂L/∂Z.
    ids : ndarray of int, shape (...)
    rows : int
        n_rows, the number of rows of the table.

    Returns
    -------
    dE : ndarray, shape (n_rows, d)

    Raises
    ------
    ValueError
        If shapes disagree, or an id is negative or the table has no such row.
    TypeError
        If `ids` are not integers.

    Examples
    --------
    >>> embedding_vjp([[1, 2], [3, 4], [5, 6]], [2, 0, 2], rows=3)
    array([[3., 4.],
           [0., 0.],
           [6., 8.]])

    Derivation: F7.
    """
    G, ids = as_array("G", G), _as_ids(ids, as_count("rows", rows))
    d = G.shape[-1] if G.ndim else 1
    expect_shape("G", G, (*ids.shape, d), "G belongs to another batch: one row of G for each id")
    dE = np.zeros((rows, d), G.dtype)
    np.add.at(dE, ids, G)  # dE[ids] += G would keep only one of several uses of a row
    return dE


def _as_ids(ids: ArrayLike, rows: int) -> Ids:
    as_array("ids", ids)  # in particular, not ragged
    array: Array = np.asarray(ids)
    if array.size == 0:
        return np.zeros(array.shape, np.intp)  # NumPy makes floats of an empty list
    if array.dtype.kind not in "iu":
        raise TypeError(
            f"expected ids of integers, got dtype {array.dtype}; "
            "likely ids went through arithmetic or were swapped with another argument"
        )
    outside = (array < 0) | (array >= rows)
    if outside.any():
        raise ValueError(
            f"expected ids from 0 to {rows - 1}, got {array[outside][0]}; "
            "likely ids that count from 1, or a table with too few rows"
        )
    return array
