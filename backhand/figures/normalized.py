"""A figure that compares gradients of batch normalisation with differences of a loss."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from backhand._validate import as_array, as_number, expect_named, expect_shape, expect_vector
from backhand.figures.measured import errors_of_batch_norm
from backhand.figures.picture import Picture
from backhand.figures.render_errors import errors_of_blocks


def batch_norms_compared(
    candidates: Mapping[str, ArrayLike],
    G: ArrayLike,
    X: ArrayLike,
    gamma: ArrayLike,
    eps: float,
    tolerance: float = 1e-6,
) -> Picture:
    """Compare candidates for ∂L/∂X of batch normalisation with differences of the loss.

    L = ⟨G, γ (X − μ) / √(v + ε)⟩, with the mean μ and the variance v of the columns of X

    Parameters
    ----------
    candidates : mapping of str to ndarray, shape (N, n)
        By the names under which they are shown.
    G, X : ndarray, shape (N, n)
    gamma : ndarray, shape (n,)
    eps : float
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
    >>> X, G = [[1], [2], [4]], [[1], [0], [0]]
    >>> batch_norms_compared({"nothing": [[0], [0], [0]]}, G, X, gamma=[1], eps=0.1).caption
    'Relative error of every entry, |got − expected| / (|got| + |expected|)'

    Derivation: F10, G13.
    """
    expect_named("candidates", candidates)
    eps, tolerance = as_number("eps", eps), as_number("tolerance", tolerance)
    if eps < 0:
        raise ValueError(f"expected eps >= 0, got {eps:g}; likely two arguments were swapped")
    X, G, gamma = as_array("X", X, ("N", "n")), as_array("G", G), as_array("gamma", gamma)
    expect_shape("G", G, X.shape, "it belongs to another batch")
    expect_vector("gamma", gamma, X.shape[1], "there is one per feature")
    shown = []
    for name, candidate in candidates.items():
        got = as_array(name, candidate)
        expect_shape(name, got, X.shape, "it was summed over the samples")
        found = errors_of_batch_norm(got, G, X, gamma, eps, tolerance)
        shown.append({"name": name, "shape": list(X.shape), **found})
    return Picture(errors_of_blocks, {"blocks": shown, "tolerance": float(tolerance)})
