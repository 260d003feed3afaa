"""Compare the gradients of a two-layer network with what nudging every parameter measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import (
    Array,
    as_array,
    as_number,
    expect_named,
    expect_shape,
    expect_vector,
    expect_weight,
)
from backhand.figures.measured import errors_of_pair
from backhand.figures.picture import Picture, later
from backhand.figures.render_errors import errors_of_blocks
from backhand.gradcheck import central_difference

PARAMETERS = ("W1", "b1", "W2", "b2")


def nudged_network(
    gradients: Mapping[str, ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    tolerance: float = 1e-6,
) -> Picture:
    """Draw the errors of gradients of a network, compared with central differences of its loss.

    A₁ = tanh(XW₁ᵀ + b₁),  A₂ = σ(A₁W₂ᵀ + b₂),  L = ‖A₂ − Y‖² / 2N

    Parameters
    ----------
    gradients : mapping of str to ndarray
        Those to examine: some of dW1, db1, dW2, db2, each of its parameter's shape.
    X : ndarray, shape (N, n_in)
    Y : ndarray, shape (N, n_out)
    W1, b1 : ndarray, shapes (n_hidden, n_in) and (n_hidden,)
    W2, b2 : ndarray, shapes (n_out, n_hidden) and (n_out,)
    tolerance : float
        A block passes if its `relative_error` is at most this.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there is no gradient, one has another name or another shape.

    Examples
    --------
    >>> import numpy as np
    >>> X, Y, W1, b1, W2, b2 = [[1, 2]], [[0, 1]], [[1, 0]], [0], [[1], [2]], [0, 0]
    >>> shapes = {"dW1": (1, 2), "db1": (1,), "dW2": (2, 1), "db2": (2,)}
    >>> gradients = {name: np.ones(shape) for name, shape in shapes.items()}
    >>> nudged_network(gradients, X, Y, W1, b1, W2, b2).caption
    'Relative error of every entry, |got − expected| / (|got| + |expected|)'

    Derivation: B8, G13.
    """
    expect_named("gradients", gradients)
    tolerance = as_number("tolerance", tolerance)
    if not gradients:
        raise ValueError("expected at least one gradient, got none; likely an empty dict")
    given = _network(X, Y, W1, b1, W2, b2)
    blocks = []
    for name, block in gradients.items():
        if name not in (f"d{parameter}" for parameter in PARAMETERS):
            raise ValueError(
                f"expected some of dW1, db1, dW2, db2, got {name} in gradients; likely misspelt"
            )
        got, shape = as_array(name, block), given[2 + PARAMETERS.index(name[1:])].shape
        expect_shape(name, got, shape, "a transpose, or an axis was summed over")
        errors = errors_of_nudges(name[1:], got, *given, tolerance)
        blocks.append({"name": name, "shape": list(shape), **errors})
    return Picture(errors_of_blocks, {"blocks": blocks, "tolerance": float(tolerance)})


def _network(
    X: ArrayLike, Y: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> list[Array]:
    """The arrays of a network with two layers, if they fit one another."""
    X, Y = as_array("X", X, ("N", "n_in")), as_array("Y", Y, ("N", "n_out"))
    W1, W2 = as_array("W1", W1, ("n_hidden", "n_in")), as_array("W2", W2, ("n_out", "n_hidden"))
    b1, b2 = as_array("b1", b1), as_array("b2", b2)
    expect_weight(W1, X.shape[1], "W1", ("X", len(X)))
    expect_weight(W2, len(W1), "W2")
    expect_vector("b1", b1, len(W1), "it belongs to the other layer")
    expect_vector("b2", b2, len(W2), "it belongs to the other layer")
    expect_shape("Y", Y, (len(X), len(W2)), "Y belongs to another batch")
    if len(X) == 0:
        raise ValueError("expected at least one sample in X, got none; likely an empty slice")
    return [X, Y, W1, b1, W2, b2]


@later
def errors_of_nudges(parameter: str, got: ArrayLike, *given: Any) -> dict[str, Any]:
    """The errors of the gradient of one parameter; `given` is X, Y, W1, b1, W2, b2, tolerance."""
    *arrays, tolerance = given
    X, Y, *at = (np.asarray(array) for array in arrays)
    place = PARAMETERS.index(parameter)

    @np.errstate(all="ignore")
    def loss(value: Any) -> float:
        W1, b1, W2, b2 = (value if k == place else array for k, array in enumerate(at))
        A2 = 1 / (1 + np.exp(-(np.tanh(X @ W1.T + b1) @ W2.T + b2)))
        return float(np.sum((A2 - Y) ** 2) / (2 * len(X)))

    return errors_of_pair(got, central_difference(loss, at[place]), tolerance)
