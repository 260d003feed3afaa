"""A picture of the way that each maximum takes: which entry a window's output came from."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import as_array, as_count, expect_vector
from backhand.figures.picture import Picture, rounded
from backhand.figures.render_routes import routes_of_maxima


def maximum_routes(
    x: ArrayLike,
    size: int,
    stride: int | None = None,
    g: ArrayLike | None = None,
    dx: ArrayLike | None = None,
) -> Picture:
    """Draw a row, the windows over it, and for each window the entry that is its maximum.

    y_k = max(x_ks, …, x_{ks + size − 1}), with the stride s

    Parameters
    ----------
    x : ndarray, shape (n,)
    size : int
        The length of a window.
    stride : int, optional
        How far one window is from the next; by default, its length.
    g : ndarray, shape (windows,), optional
        ∂L/∂y, shown above the outputs.
    dx : ndarray, shape (n,), optional
        ∂L/∂x, shown below the inputs.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If no window fits, or a shape does not.

    Examples
    --------
    >>> maximum_routes([1, 5, 3, 2], 2, g=[10, 20]).caption
    'The route of each maximum: the heavy line leads to the entry that a window chose'

    Derivation: F8.
    """
    x, size = as_array("x", x, ("n",)), as_count("size", size)
    step = size if stride is None else as_count("stride", stride)
    if size > len(x):
        raise ValueError(
            f"expected a window of at most {len(x)} entries, got size {size}; "
            "likely x and size belong to different rows"
        )
    starts = np.arange(0, len(x) - size + 1, step)
    back: dict[str, Any] = {}
    for name, given, length, per in (("g", g, len(starts), "window"), ("dx", dx, len(x), "input")):
        if given is not None:
            array = as_array(name, given)
            expect_vector(name, array, length, f"there is one per {per}")
            back[name] = rounded(array, 6)
    winners = [int(start + x[start : start + size].argmax()) for start in starts]
    numbers = {"x": rounded(x, 6), "size": size, "starts": starts.tolist(), "winners": winners}
    return Picture(routes_of_maxima, {**numbers, **back})
