"""Train a network with one hidden layer from a given start, and record its hidden units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import (
    Array,
    as_array,
    as_count,
    as_finite,
    as_number,
    expect_function,
    expect_length,
    expect_shape,
    expect_vector,
    expect_weight,
    is_finite,
    public,
)
from backhand.activations import AnyActivation
from backhand.losses import Loss, half_squared_error, half_squared_error_gradient
from backhand.network import network_loss_and_gradients

HALF_MEAN = Loss(
    "half_squared_error",
    lambda Z, Y: half_squared_error(Z, Y, "mean"),
    lambda Z, Y: half_squared_error_gradient(Z, Y, "mean"),
)


class History(NamedTuple):
    """Loss and parameters before the first step and after each one.

    Examples
    --------
    >>> history = train([[0.5], [0.5]], [[1, 1]], [[1]], [[3]], 2, rate=0.1, activation="identity")
    >>> history.incoming.shape
    (3, 2, 1)
    """

    losses: Array
    incoming: Array
    outgoing: Array
    b1: Array
    b2: Array


def train(
    W1: ArrayLike,
    W2: ArrayLike,
    X: ArrayLike,
    Y: ArrayLike,
    steps: int,
    rate: float | tuple[float, float],
    activation: AnyActivation,
    b1: ArrayLike | None = None,
    b2: ArrayLike | None = None,
) -> History:
    """Descend the full-batch gradient of the half squared error, averaged over samples.

    O = g(g(X W1ᵀ + b1) W2ᵀ + b2),  L = ½ ‖O - Y‖² / N,  W ← W - η ∂L/∂W

    Both layers use g. Both gradients are taken at the old weights.

    Parameters
    ----------
    W1 : ndarray, shape (n_hidden, n_in)
        Row i holds the incoming weights of hidden unit i.
    W2 : ndarray, shape (n_out, n_hidden)
        Column i holds the outgoing weights of hidden unit i.
    X : ndarray, shape (N, n_in)
    Y : ndarray, shape (N, n_out)
    steps : int
    rate : float or (float, float)
        η, or one for each layer.
    activation : str, Activation or function of this library
        g.
    b1 : ndarray, shape (n_hidden,), optional
        A bias that is left out is zero and stays zero.
    b2 : ndarray, shape (n_out,), optional

    Returns
    -------
    history : History
        `losses` (steps + 1,), `incoming` (steps + 1, n_hidden, n_in), `outgoing`
        (steps + 1, n_out, n_hidden), `b1` (steps + 1, n_hidden), `b2` (steps + 1, n_out).

    Raises
    ------
    ValueError
        If shapes disagree, or the weights overflow.

    Examples
    --------
    >>> history = train([[0.5], [0.5]], [[1, 1]], [[1]], [[3]], 2, rate=0.1, activation="identity")
    >>> history.losses
    array([2.        , 1.0658    , 0.43316952])

    Derivation: Y1, Y2, Y3, Y4, Y5.
    """
    weights = _weights(W1, W2)
    biases = [_bias("b1", b1, len(weights[0])), _bias("b2", b2, len(weights[1]))]
    X, Y = _expect_two_layers(weights, X, Y)
    first, second = _rates(rate)
    rates = (first, second, first * (b1 is not None), second * (b2 is not None))
    parameters = (*weights, *biases)
    seen: list[tuple[float | Array, ...]] = []
    for step in range(as_count("steps", steps, least=0) + 1):
        loss, gradients = _step(parameters, X, Y, activation, step)
        seen.append((loss, *parameters))
        # A new tuple, not an update in place: no gradient is taken at half-updated weights.
        parameters = tuple(p - r * g for p, r, g in zip(parameters, rates, gradients, strict=True))
    return History(*(np.array(record) for record in zip(*seen, strict=True)))


def descend(
    gradients: Callable[[Array, Array], tuple[ArrayLike, ArrayLike]],
    loss: Callable[[Array, Array], float],
    W1: ArrayLike,
    W2: ArrayLike,
    steps: int,
    rate: float | tuple[float, float],
) -> History:
    """Descend with gradients that someone else has written, and record every step.

    W ← W - η gradients(W1, W2), both taken at the old weights

    Parameters
    ----------
    gradients : callable
        `(W1, W2) -> (dW1, dW2)`.
    loss : callable
        `(W1, W2) -> number`, to be recorded.
    W1 : ndarray, shape (n_hidden, n_in)
    W2 : ndarray, shape (n_out, n_hidden)
    steps : int
    rate : float or (float, float)
        η, or one for each layer.

    Returns
    -------
    history : History
        As from `train`; there are no biases, so these are zero.

    Raises
    ------
    ValueError
        If shapes disagree.

    Examples
    --------
    >>> def gradients(W1, W2):
    ...     return W2.T, W1.T
    >>> def loss(W1, W2):
    ...     return (W2 @ W1).item()
    >>> history = descend(gradients, loss, [[1], [2]], [[3, 4]], steps=1, rate=0.1)
    >>> history.losses
    array([11.  ,  8.11])

    Derivation: Y5.
    """
    incoming, outgoing = _weights(W1, W2)
    first, second = _rates(rate)
    expect_function("gradients", gradients)
    expect_function("loss", loss)
    seen = [(_number_of(loss, incoming, outgoing, 0), incoming, outgoing)]
    for step in range(1, as_count("steps", steps, least=0) + 1):
        dW1, dW2 = _pair_of(gradients, incoming, outgoing)
        with np.errstate(all="ignore"):
            incoming, outgoing = incoming - first * dW1, outgoing - second * dW2
            finite = is_finite(incoming) and is_finite(outgoing)
        if not finite:
            raise ValueError(
                f"expected finite weights at step {step}, got an overflow; "
                "likely the rate is too large"
            )
        seen.append((_number_of(loss, incoming, outgoing, step), incoming, outgoing))
    losses, rows, columns = (np.array(record) for record in zip(*seen, strict=True))
    none = np.zeros((len(seen), len(incoming))), np.zeros((len(seen), len(outgoing)))
    return History(losses, rows, columns, *none)


@overload
def spread(W1: History) -> Array: ...


@overload
def spread(W1: ArrayLike, W2: ArrayLike) -> float: ...


@public
def spread(W1: History | ArrayLike, W2: ArrayLike | None = None) -> Array | float:
    """Measure how far the hidden units are from being copies of one another.

    max over pairs (i, j) of hidden units of max(|W1_i - W1_j|_∞, |W2_·i - W2_·j|_∞)

    Parameters
    ----------
    W1 : History or ndarray, shape (n_hidden, n_in)
        A history gives one number per recorded step; its biases b1 count as well.
    W2 : ndarray, shape (n_out, n_hidden)
        Left out for a history.

    Returns
    -------
    spread : float, or ndarray, shape (steps + 1,)
        0 if all units agree. Compare with a tolerance: rounding may separate them by 1e-16.

    Raises
    ------
    ValueError
        If `W2` is missing or shapes disagree.

    Examples
    --------
    >>> spread([[1, 2], [1, 2]], [[3, 3.5]])
    0.5

    Derivation: Y5, Y9.
    """
    if isinstance(W1, History):
        apart = np.maximum(_apart(W1.incoming, -2), _apart(W1.outgoing, -1))
        return np.maximum(apart, np.ptp(W1.b1, axis=-1))
    if W2 is None:
        raise ValueError(
            "expected W2 as well, got W1 alone; likely the outgoing weights are missing"
        )
    incoming, outgoing = _weights(W1, W2)
    if np.iscomplexobj(incoming) or np.iscomplexobj(outgoing):
        raise TypeError(
            "expected real W1 and W2, got complex; likely a complex step through a maximum, which "
            "is not analytic"
        )
    return float(max(_apart(incoming, -2), _apart(outgoing, -1)))


@public
def different_units(W1: ArrayLike, W2: ArrayLike, tolerance: float = 1e-6) -> int:
    """Count the hidden units that are not copies of one counted before.

    Two units are copies if max(|W1_i - W1_j|_∞, |W2_·i - W2_·j|_∞) ≤ tolerance

    Parameters
    ----------
    W1 : ndarray, shape (n_hidden, n_in)
    W2 : ndarray, shape (n_out, n_hidden)
    tolerance : float
        Larger than what rounding leaves between copies.

    Returns
    -------
    count : int

    Raises
    ------
    ValueError
        If shapes disagree.

    Examples
    --------
    >>> different_units([[1, 2], [1, 2]], [[3, 3]])
    1

    Derivation: Y5, Y15.
    """
    incoming, outgoing = _weights(W1, W2)
    tolerance = as_number("tolerance", tolerance)
    different: list[Array] = []
    for unit in np.hstack([incoming, outgoing.T]):
        if all(np.abs(unit - other).max() > tolerance for other in different):
            different.append(unit)
    return len(different)


@public
def rank_one(p: ArrayLike, q: ArrayLike, n_hidden: int) -> tuple[Array, Array]:
    """Make a network whose hidden units are all alike.

    W1 = 1 pᵀ (equal rows),  W2 = q 1ᵀ (equal columns)

    Parameters
    ----------
    p : ndarray, shape (n_in,)
        The incoming weights of every unit.
    q : ndarray, shape (n_out,)
        The outgoing weights of every unit.
    n_hidden : int

    Returns
    -------
    W1 : ndarray, shape (n_hidden, n_in)
    W2 : ndarray, shape (n_out, n_hidden)

    Raises
    ------
    ValueError
        If `p` or `q` has other axes, or `n_hidden` is less than 1.

    Examples
    --------
    >>> W1, W2 = rank_one([1, 2], [5], n_hidden=3)
    >>> W1
    array([[1., 2.],
           [1., 2.],
           [1., 2.]])
    >>> W2
    array([[5., 5., 5.]])

    Derivation: Y4, Y7.
    """
    ones = np.ones(as_count("n_hidden", n_hidden))
    p, q = as_array("p", p, ("n_in",)), as_array("q", q, ("n_out",))
    return np.outer(ones, p), np.outer(q, ones)


@public
def permute_units(W1: ArrayLike, W2: ArrayLike, order: ArrayLike) -> tuple[Array, Array]:
    """Renumber the hidden units; the function computed stays the same.

    W1 ← P W1,  W2 ← W2 Pᵀ

    Parameters
    ----------
    W1 : ndarray, shape (n_hidden, n_in)
    W2 : ndarray, shape (n_out, n_hidden)
    order : array_like of int, shape (n_hidden,)
        New unit i is old unit ``order[i]``.

    Returns
    -------
    W1, W2 : ndarray, shapes as given

    Raises
    ------
    ValueError
        If `order` is not a permutation of the units.
    TypeError
        If `order` does not consist of whole numbers.

    Examples
    --------
    >>> W1, W2 = permute_units([[1], [2], [3]], [[4, 5, 6]], [2, 0, 1])
    >>> W2
    array([[6., 4., 5.]])

    Derivation: Y6, Y14.
    """
    incoming, outgoing = _weights(W1, W2)
    units = as_array("order", order, ("n_hidden",))
    kind = np.asarray(order).dtype
    if kind.kind not in "iuf":
        raise TypeError(
            f"expected order as the numbers of units, got dtype {kind}; likely a mask: "
            "pass the number of each unit"
        )
    if not np.array_equal(np.sort(units), np.arange(len(incoming))):
        raise ValueError(
            f"expected an order of the units 0 to {len(incoming) - 1}, got {units.tolist()}; "
            "likely a unit is missing or listed twice"
        )
    units = units.astype(int)
    return incoming[units], outgoing[:, units]


@public
def twin_units(W1: ArrayLike, W2: ArrayLike, unit: int, copy: int) -> tuple[Array, Array]:
    """Make hidden unit `copy` an exact copy of `unit`, and leave the others as they are.

    W1_copy ← W1_unit,  W2_·copy ← W2_·unit

    Parameters
    ----------
    W1 : ndarray, shape (n_hidden, n_in)
    W2 : ndarray, shape (n_out, n_hidden)
    unit, copy : int
        Indices of hidden units.

    Returns
    -------
    W1, W2 : ndarray, shapes as given

    Raises
    ------
    ValueError
        If a unit does not exist.

    Examples
    --------
    >>> W1, W2 = twin_units([[1], [2]], [[4, 5]], unit=0, copy=1)
    >>> W2
    array([[4., 4.]])

    Derivation: Y15.
    """
    incoming, outgoing = (W.copy() for W in _weights(W1, W2))
    for name, index in (("unit", unit), ("copy", copy)):
        as_count(name, index, least=0)
        if not 0 <= index < len(incoming):
            raise ValueError(
                f"expected a hidden unit from 0 to {len(incoming) - 1}, got {index}; "
                "likely units were counted from 1"
            )
    incoming[copy], outgoing[:, copy] = incoming[unit], outgoing[:, unit]
    return incoming, outgoing


def _pair_of(gradients: Callable[..., Any], W1: Array, W2: Array) -> tuple[Array, Array]:
    """What someone else's gradients return, if it is one array for each of the weights."""
    found = gradients(W1, W2)
    if not isinstance(found, (tuple, list)) or len(found) != 2:
        raise ValueError(
            f"expected gradients to return (dW1, dW2), got {type(found).__name__}; "
            "likely a return statement is missing, or there are more gradients than weights"
        )
    dW1, dW2 = as_array("dW1", found[0]), as_array("dW2", found[1])
    expect_shape("dW1", dW1, W1.shape, "the gradients are in another order, or transposed")
    expect_shape("dW2", dW2, W2.shape, "the gradients are in another order, or transposed")
    return dW1, dW2


def _number_of(loss: Callable[..., Any], W1: Array, W2: Array, step: int) -> float:
    found = as_array(f"what loss returns at step {step}", loss(W1, W2))
    if found.size != 1:
        raise ValueError(
            f"expected loss to return one number, got shape {found.shape}; "
            "likely it returns the output of the network"
        )
    return found.item()


def _weights(W1: ArrayLike, W2: ArrayLike) -> list[Array]:
    first = as_array("W1", W1, ("n_hidden", "n_in"))
    second = as_array("W2", W2, ("n_out", "n_hidden"))
    expect_weight(second, len(first), "W2")
    return [first, second]


def _bias(name: str, b: ArrayLike | None, size: int) -> Array:
    if b is None:
        return np.zeros(size)
    bias = as_array(name, b)
    expect_vector(name, bias, size, "it belongs to the other layer")
    return bias


def _apart(weights: Array, axis: int) -> Array:
    # The largest difference over all pairs of units is the largest minus the smallest.
    return np.ptp(weights, axis=axis).max(axis=-1)


def _rates(rate: float | tuple[float, float]) -> tuple[float, float]:
    """One rate for each of the two layers."""
    if isinstance(rate, (list, tuple)) or (isinstance(rate, np.ndarray) and rate.ndim == 1):
        expect_length("numbers in rate", rate, 2, "layer")
        return as_finite("rate[0]", rate[0]), as_finite("rate[1]", rate[1])
    number = as_finite("rate", rate)
    return number, number


def _step(
    parameters: tuple[Array, ...], X: ArrayLike, Y: ArrayLike, f: AnyActivation, step: int
) -> tuple[float, tuple[Array, ...]]:
    """Return the loss at a step, and the gradients of all parameters."""
    try:
        loss, gradients = network_loss_and_gradients(
            X, Y, parameters[:2], parameters[2:], f, HALF_MEAN
        )
    except ValueError as problem:
        if step == 0:
            raise
        # The shapes were right at step 0, so the numbers have overflowed since.
        raise ValueError(
            f"expected finite numbers at step {step}, got an overflow; likely the rate is too large"
        ) from problem
    return loss, (*gradients.weights, *gradients.biases)


def _expect_two_layers(weights: Sequence[Array], X: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
    """Return X and Y as arrays, or say in the names of `train` what does not fit."""
    X, Y = as_array("X", X, ("N", "n_in")), as_array("Y", Y, ("N", "n_out"))
    expect_weight(weights[0], X.shape[1], "W1", ("X", len(X)))
    likely = "Y belongs to another batch, or has its samples as columns"
    expect_shape("Y", Y, (len(X), len(weights[1])), likely)
    return X, Y
