"""Train a network with one hidden layer from a given start, and record its hidden units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, as_count, expect_vector, expect_weight
from backhand.activations import Activation
from backhand.losses import half_squared_error, half_squared_error_gradient
from backhand.network import network_backward, network_forward


class History(NamedTuple):
    """Loss and parameters before the first step and after each one."""

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
    activation: str | Activation,
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
    activation : str or Activation
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

    Derivation: Y1, Y2, Y3, Y4, Y5.
    """
    weights = _weights(W1, W2)
    biases = [_bias("b1", b1, len(weights[0])), _bias("b2", b2, len(weights[1]))]
    first, second = rate if isinstance(rate, Sequence) else (rate, rate)
    rates = (first, second, first * (b1 is not None), second * (b2 is not None))
    parameters = (*weights, *biases)
    seen: list[tuple[float | Array, ...]] = []
    for step in range(as_count("steps", steps, least=0) + 1):
        loss, gradients = _loss_and_gradients(parameters, X, Y, activation, step)
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

    Derivation: Y5.
    """
    incoming, outgoing = _weights(W1, W2)
    first, second = rate if isinstance(rate, Sequence) else (rate, rate)
    seen = [(loss(incoming, outgoing), incoming, outgoing)]
    for _ in range(as_count("steps", steps, least=0)):
        dW1, dW2 = gradients(incoming, outgoing)
        incoming = incoming - first * np.asarray(dW1)
        outgoing = outgoing - second * np.asarray(dW2)
        seen.append((loss(incoming, outgoing), incoming, outgoing))
    losses, rows, columns = (np.array(record) for record in zip(*seen, strict=True))
    none = np.zeros((len(seen), len(incoming))), np.zeros((len(seen), len(outgoing)))
    return History(losses, rows, columns, *none)


@overload
def spread(W1: History) -> Array: ...


@overload
def spread(W1: ArrayLike, W2: ArrayLike) -> float: ...


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
    return float(max(_apart(incoming, -2), _apart(outgoing, -1)))


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

    Derivation: Y5, Y15.
    """
    incoming, outgoing = _weights(W1, W2)
    different: list[Array] = []
    for unit in np.hstack([incoming, outgoing.T]):
        if all(np.abs(unit - other).max() > tolerance for other in different):
            different.append(unit)
    return len(different)


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

    Derivation: Y4, Y7.
    """
    ones = np.ones(as_count("n_hidden", n_hidden))
    p, q = as_array("p", p, ("n_in",)), as_array("q", q, ("n_out",))
    return np.outer(ones, p), np.outer(q, ones)


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

    Derivation: Y6, Y14.
    """
    incoming, outgoing = _weights(W1, W2)
    units = np.asarray(order)
    if not np.array_equal(np.sort(units), np.arange(len(incoming))):
        raise ValueError(
            f"expected an order of the units 0 to {len(incoming) - 1}, got {units.tolist()}; "
            "likely a unit is missing or listed twice"
        )
    return incoming[units], outgoing[:, units]


def twin_units(W1: ArrayLike, W2: ArrayLike, unit: int, copy: int) -> tuple[Array, Array]:
    """Make hidden unit `copy` an exact copy of `unit`, and leave the others as they are.

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

    Derivation: Y15.
    """
    incoming, outgoing = (W.copy() for W in _weights(W1, W2))
    for index in (unit, copy):
        if not 0 <= index < len(incoming):
            raise ValueError(
                f"expected a hidden unit from 0 to {len(incoming) - 1}, got {index}; "
                "likely units were counted from 1"
            )
    incoming[copy], outgoing[:, copy] = incoming[unit], outgoing[:, unit]
    return incoming, outgoing


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


def _loss_and_gradients(
    parameters: tuple[Array, ...],
    X: ArrayLike,
    Y: ArrayLike,
    activation: str | Activation,
    step: int,
) -> tuple[float, tuple[Array, ...]]:
    weights, biases = parameters[:2], parameters[2:]
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            trace = network_forward(X, weights, biases, activation)
            loss = half_squared_error(trace.post[-1], Y, "mean")
            upstream = half_squared_error_gradient(trace.post[-1], Y, "mean")
            gradients = network_backward(upstream, trace, weights, activation)
    except ValueError as problem:
        if step == 0:
            raise
        # The shapes were right at step 0, so the numbers have overflowed since.
        raise ValueError(
            f"expected finite numbers at step {step}, got an overflow; likely the rate is too large"
        ) from problem
    return loss, (*gradients.weights, *gradients.biases)
