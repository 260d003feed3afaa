"""Losses, each beside its gradient with respect to the predictions or logits Z.

Rows are samples. A loss is a Python float (complex while the complex step probes it).
Every docstring states the reduction: its constant enters here, once, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from backhand import _losses as kernels
from backhand._validate import (
    Array,
    as_array,
    expect_function,
    expect_shape,
    likely_name,
    public,
)

Reduction: TypeAlias = Literal["sum", "mean"]


@public
def half_squared_error(Z: ArrayLike, Y: ArrayLike, reduction: Reduction = "sum") -> float:
    """Half the squared distance, summed or averaged over samples.

    L = ½ Σ_s Σ_i (z_si - y_si)², divided by N if `reduction` is "mean"

    Parameters
    ----------
    Z, Y : ndarray, shape (N, m)
        Predictions and targets.
    reduction : {"sum", "mean"}
        "mean" averages over the N samples; coordinates are summed in both cases.

    Returns
    -------
    L : float

    Raises
    ------
    ValueError
        If shapes differ or `reduction` is unknown.

    Examples
    --------
    >>> half_squared_error([[1, 2], [3, 4]], [[0, 0], [3, 5]], "mean")
    1.5

    Derivation: S6, B12.
    """
    Z, Y = _pair(Z, Y)
    return kernels.half_squared_error(Z, Y, _divisor(Z, reduction))


@public
def half_squared_error_gradient(Z: ArrayLike, Y: ArrayLike, reduction: Reduction = "sum") -> Array:
    """Return the gradient of `half_squared_error`.

    ∂L/∂Z = Z - Y, divided by N if `reduction` is "mean"

    Parameters
    ----------
    Z, Y : ndarray, shape (N, m)
    reduction : {"sum", "mean"}
        "mean" averages over the N samples.

    Returns
    -------
    dZ : ndarray, shape (N, m)

    Raises
    ------
    ValueError
        As `half_squared_error`.

    Examples
    --------
    >>> half_squared_error_gradient([[1, 2], [3, 4]], [[0, 0], [3, 5]], "mean")
    array([[ 0.5,  1. ],
           [ 0. , -0.5]])

    Derivation: S6, B6, B12.
    """
    Z, Y = _pair(Z, Y)
    return kernels.half_squared_error_gradient(Z, Y, _divisor(Z, reduction))


@public
def squared_error(Z: ArrayLike, Y: ArrayLike) -> float:
    """Squared distance, without a ½, summed over samples and coordinates.

    L = Σ_s Σ_i (z_si - y_si)²

    Parameters
    ----------
    Z, Y : ndarray, shape (N, m)

    Returns
    -------
    L : float

    Raises
    ------
    ValueError
        If shapes differ, there is no sample or an entry is not finite.

    Examples
    --------
    >>> squared_error([[1, 2], [3, 4]], [[0, 0], [3, 5]])
    6.0

    Derivation: M4, B12.
    """
    return kernels.squared_error(*_pair(Z, Y))


@public
def squared_error_gradient(Z: ArrayLike, Y: ArrayLike) -> Array:
    """Return the gradient of `squared_error` (a sum).

    ∂L/∂Z = 2 (Z - Y)

    Parameters
    ----------
    Z, Y : ndarray, shape (N, m)

    Returns
    -------
    dZ : ndarray, shape (N, m)

    Raises
    ------
    ValueError
        If shapes differ, there is no sample or an entry is not finite.

    Examples
    --------
    >>> squared_error_gradient([[1, 2], [3, 4]], [[0, 0], [3, 5]])
    array([[ 2.,  4.],
           [ 0., -2.]])

    Derivation: M4, B12.
    """
    return kernels.squared_error_gradient(*_pair(Z, Y))


@public
def mean_squared_error(Z: ArrayLike, Y: ArrayLike) -> float:
    """Squared error averaged over all N·m entries, samples and coordinates alike.

    L = Σ_s Σ_i (z_si - y_si)² / (N m)

    Parameters
    ----------
    Z, Y : ndarray, shape (N, m)

    Returns
    -------
    L : float

    Raises
    ------
    ValueError
        If shapes differ, there is no sample or an entry is not finite.

    Examples
    --------
    >>> mean_squared_error([[1, 2], [3, 4]], [[0, 0], [3, 5]])
    1.5

    Derivation: B12.
    """
    return kernels.mean_squared_error(*_pair(Z, Y))


@public
def mean_squared_error_gradient(Z: ArrayLike, Y: ArrayLike) -> Array:
    """Return the gradient of `mean_squared_error` (a mean over all N·m entries).

    ∂L/∂Z = 2 (Z - Y) / (N m)

    Parameters
    ----------
    Z, Y : ndarray, shape (N, m)

    Returns
    -------
    dZ : ndarray, shape (N, m)

    Raises
    ------
    ValueError
        If shapes differ, there is no sample or an entry is not finite.

    Examples
    --------
    >>> mean_squared_error_gradient([[1, 2], [3, 4]], [[0, 0], [3, 5]])
    array([[ 0.5,  1. ],
           [ 0. , -0.5]])

    Derivation: B12.
    """
    return kernels.mean_squared_error_gradient(*_pair(Z, Y))


@public
def binary_cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """Cross-entropy of independent yes/no outputs with logits Z, averaged over samples.

    L = (1/N) Σ_s Σ_i [softplus(z_si) - y_si z_si]

    Parameters
    ----------
    Z : ndarray, shape (N, m) or (N,)
        Logits; a vector is N samples of one logit each.
    Y : ndarray, shape of Z
        Targets in [0, 1].

    Returns
    -------
    L : float

    Raises
    ------
    ValueError
        If shapes differ or a target lies outside [0, 1].

    Examples
    --------
    >>> round(binary_cross_entropy([0, 800], [1, 1]), 6)
    0.346574

    Derivation: Y10.
    """
    return kernels.binary_cross_entropy(*_binary(Z, Y))


@public
def binary_cross_entropy_gradient(Z: ArrayLike, Y: ArrayLike) -> Array:
    """Return the gradient of `binary_cross_entropy` (a mean over the N samples).

    ∂L/∂Z = (sigmoid(Z) - Y) / N

    Parameters
    ----------
    Z : ndarray, shape (N, m) or (N,)
        Logits.
    Y : ndarray, shape of Z

    Returns
    -------
    dZ : ndarray, shape of Z

    Raises
    ------
    ValueError
        As `binary_cross_entropy`.

    Examples
    --------
    >>> binary_cross_entropy_gradient([0, 800], [1, 1])
    array([-0.25,  0.  ])

    Derivation: Y10.
    """
    return kernels.binary_cross_entropy_gradient(*_binary(Z, Y))


@public
def softmax_cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """Cross-entropy of softmax with logits Z, averaged over samples.

    L = -(1/N) Σ_s Σ_k y_sk log softmax(z_s)_k

    Parameters
    ----------
    Z : ndarray, shape (N, K)
        Logits.
    Y : ndarray, shape (N, K)
        Targets whose rows sum to 1: one-hot, or any distribution.

    Returns
    -------
    L : float

    Raises
    ------
    ValueError
        If shapes differ or a row of `Y` does not sum to 1.

    Examples
    --------
    >>> round(softmax_cross_entropy([[0, 0], [800, 0]], [[1, 0], [1, 0]]), 6)
    0.346574

    Derivation: S11.
    """
    return kernels.softmax_cross_entropy(*_classes(Z, Y))


@public
def softmax_cross_entropy_gradient(Z: ArrayLike, Y: ArrayLike) -> Array:
    """Return the gradient of `softmax_cross_entropy` (a mean over the N samples).

    ∂L/∂Z = (softmax(Z) - Y) / N, as the rows of Y sum to 1

    Parameters
    ----------
    Z : ndarray, shape (N, K)
        Logits.
    Y : ndarray, shape (N, K)

    Returns
    -------
    dZ : ndarray, shape (N, K)

    Raises
    ------
    ValueError
        As `softmax_cross_entropy`.

    Examples
    --------
    >>> softmax_cross_entropy_gradient([[0, 0], [800, 0]], [[1, 0], [1, 0]])
    array([[-0.25,  0.25],
           [ 0.  ,  0.  ]])

    Derivation: S11, Y13.
    """
    return kernels.softmax_cross_entropy_gradient(*_classes(Z, Y))


class Loss(NamedTuple):
    """A loss and its gradient, both of the network's output Z and the targets Y.

    Examples
    --------
    >>> cubic = Loss("cubic", lambda Z, Y: ((Z - Y) ** 3).sum(), lambda Z, Y: 3 * (Z - Y) ** 2)
    >>> cubic.gradient(np.array([[3.0]]), np.array([[1.0]]))
    array([[12.]])
    """

    name: str
    function: Callable[[ArrayLike, ArrayLike], float]
    gradient: Callable[[ArrayLike, ArrayLike], Array]
    #: Whether Z are logits: then the last layer has no activation of its own.
    logits: bool = False


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        loss.name: loss
        for loss in (
            Loss("half_squared_error", half_squared_error, half_squared_error_gradient),
            Loss("squared_error", squared_error, squared_error_gradient),
            Loss("mean_squared_error", mean_squared_error, mean_squared_error_gradient),
            Loss("binary_cross_entropy", binary_cross_entropy, binary_cross_entropy_gradient, True),
            Loss(
                "softmax_cross_entropy", softmax_cross_entropy, softmax_cross_entropy_gradient, True
            ),
        )
    }
)


#: What others call them.
SHORT = {
    "mse": "mean_squared_error",
    "sse": "squared_error",
    "bce": "binary_cross_entropy",
    "cross_entropy": "softmax_cross_entropy",
    "categorical_crossentropy": "softmax_cross_entropy",
}


def as_loss(loss: str | Loss | Callable[..., float]) -> Loss:
    """Look up a loss by its name or its function; a `Loss` is returned as is.

    Raises
    ------
    TypeError
        If `loss` is none of these.
    ValueError
        If there is no loss of that name.

    Examples
    --------
    >>> as_loss(squared_error).name
    'squared_error'
    """
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, str) and loss in LOSSES:
        return LOSSES[loss]
    if isinstance(loss, str):
        likely = likely_name(loss, {name: name for name in LOSSES} | SHORT, "a misspelling")
        raise ValueError(f"expected loss to be one of {', '.join(LOSSES)}, got {loss!r}; {likely}")
    for known in LOSSES.values():
        if loss is known.function:
            return known
    raise TypeError(
        f"expected the name of a loss or a Loss, got {type(loss).__name__}; "
        f"likely {_likely_loss(loss)}"
    )


def _likely_loss(given: object) -> str:
    for known in LOSSES.values():
        if given is known.gradient:
            return f'a gradient: pass "{known.name}", and its gradient is found by itself'
    if callable(given):
        return "a function of your own: wrap it as Loss(name, function, gradient)"
    return "two arguments were swapped, or one was left out"


def evaluate(loss: Loss, Z: Array, Y: ArrayLike) -> tuple[float, Array]:
    """Return the value and the gradient of a loss, which may be the caller's own.

    `Z` was checked; one of this library's losses checks `Y` once for both.

    Raises
    ------
    TypeError
        If an entry of `loss` is no function.
    ValueError
        If its value is not one number, or its gradient has not the shape of `Z`.

    Examples
    --------
    >>> evaluate(as_loss("squared_error"), np.array([[3.0]]), [[1]])
    (4.0, array([[4.]]))

    Derivation: M3, B12.
    """
    expect_function(f"the function of the loss {loss.name}", loss.function)
    expect_function(f"the gradient of the loss {loss.name}", loss.gradient)
    if loss is LOSSES.get(loss.name):
        Y = _TARGETS[loss.name](Z, Y)
        if loss.name == "softmax_cross_entropy":
            return kernels.softmax_cross_entropy_and_gradient(Z, Y)
        known, gradient = (getattr(kernels, loss.name + ending) for ending in ("", "_gradient"))
        return known(Z, Y), gradient(Z, Y)
    value = as_array(f"what the loss {loss.name} returns", loss.function(Z.copy(), Y))
    if value.size != 1:
        raise ValueError(
            f"expected one number from the loss {loss.name}, got shape {value.shape}; "
            "likely the sum or mean over samples is missing"
        )
    name = f"the gradient of the loss {loss.name}"
    G = as_array(name, loss.gradient(Z.copy(), Y))
    expect_shape(name, G, Z.shape, "it is another loss's, or an axis was summed over")
    return value.item(), G


def _pair(Z: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
    Z = as_array("Z", Z)
    _expect_table("Z", Z, Z)
    return Z, _values(Z, Y)


def _values(Z: Array, Y: ArrayLike) -> Array:
    Y = as_array("Y", Y)
    _expect_table("Y", Y, Z)
    if Y.shape != Z.shape:
        stored = "Y is stored as columns: pass Y.T"
        likely = stored if Y.T.shape == Z.shape else "Y belongs to another batch"
        expect_shape("Y", Y, Z.shape, likely)
    _not_empty(Z)
    return Y


def _expect_table(name: str, array: Array, Z: Array) -> None:
    if array.ndim != 2:
        raise ValueError(
            f"expected {name} of shape (N, m), got shape {array.shape}; likely "
            f"{_likely_rows(name, array, Z)}"
        )


def _likely_rows(name: str, array: Array, Z: Array) -> str:
    """What a `Z` or `Y` that is no table is likely to be."""
    if array.ndim != 1:
        return "a number was passed instead" if array.ndim == 0 else "an axis was added on the way"
    column = f"one number for each sample: pass {name}[:, None]"
    row = f"a single sample: pass {name}[None, :]"
    if Z.ndim == 2:
        return column if len(array) == len(Z) else row
    return f"{column}; or {row}"


def _binary(Z: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
    Z = as_array("Z", Z)
    if Z.ndim not in (1, 2):
        raise ValueError(
            f"expected Z of shape (N, m) or (N,), got {Z.shape}; "
            "likely an axis was dropped or added"
        )
    return Z, _answers(Z, Y)


def _answers(Z: Array, Y: ArrayLike) -> Array:
    Y = as_array("Y", Y)
    expect_shape("Y", Y, Z.shape, "one of them kept an axis of length 1")
    _not_empty(Z)
    if Y.real.min() < 0 or Y.real.max() > 1:
        raise ValueError(
            f"expected targets Y in [0, 1], got {Y.real.min():g} to {Y.real.max():g}; "
            "likely labels in {-1, 1}: pass (Y + 1) / 2"
        )
    return Y


def _classes(Z: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
    Z = as_array("Z", Z, ("N", "K"))
    return Z, _distributions(Z, Y)


def _distributions(Z: Array, Y: ArrayLike) -> Array:
    _not_empty(Z)
    Y = as_array("Y", Y)
    if Y.shape != Z.shape:
        _refuse_labels(Z, Y)
    if Y.real.min() < 0:
        raise ValueError(
            f"expected targets Y of at least 0, got {Y.real.min():g}; likely logits, or Z and Y "
            "were swapped"
        )
    # As a product with BLAS, in a fraction of the time of a sum along short rows.
    off = np.abs(Y @ np.ones(Y.shape[1]) - 1.0)
    if off.max() > 1e-6:
        worst = int(off.argmax())
        raise ValueError(
            f"expected rows of Y to sum to 1, got {Y[worst].real.sum():g} in row {worst}; "
            "likely counts or several labels: divide by the sum of the row"
        )
    return Y


def _refuse_labels(Z: Array, Y: Array) -> None:
    likely = "class numbers in place of one-hot rows: pass np.eye(K)[labels]"
    if Y.ndim == 2:
        stored = "Y is stored as columns: pass Y.T"
        likely = stored if Y.T.shape == Z.shape else "Y belongs to another batch"
    expect_shape("Y", Y, Z.shape, likely)


def _divisor(Z: Array, reduction: Reduction) -> int:
    if not isinstance(reduction, str) or reduction not in ("sum", "mean"):
        raise ValueError(
            f"expected reduction 'sum' or 'mean', got {reduction!r}; likely a misspelling"
        )
    return len(Z) if reduction == "mean" else 1


def _not_empty(Z: Array) -> None:
    if Z.size == 0:
        raise ValueError(
            f"expected at least one sample, got Z of shape {Z.shape}; likely an empty slice"
        )


#: By the name of the loss: what checks the targets.
_TARGETS: dict[str, Callable[[Array, ArrayLike], Array]] = {
    "half_squared_error": _values,
    "squared_error": _values,
    "mean_squared_error": _values,
    "binary_cross_entropy": _answers,
    "softmax_cross_entropy": _distributions,
}
