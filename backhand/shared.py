"""One layer used T times: a gradient is the sum over its uses.

H_0 = X, Z_t = H_{t-1} Wᵀ + b, H_t = f(Z_t). W must be square, as its output is its next input.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand._chain import Trace, as_trace, backward, expect_trace, forward
from backhand._validate import (
    Array,
    as_array,
    as_count,
    expect_shape,
    expect_vector,
    expect_weight,
    public,
    unshared,
)
from backhand.activations import AnyActivation, as_activation


class SharedGradients(NamedTuple):
    """Gradients of a shared layer, with what each single use contributed.

    Examples
    --------
    >>> W = [[0, 2], [1, 0]]
    >>> trace = shared_forward([[1, 1]], W, [0, 0], "identity", uses=2)
    >>> shared_backward([[1, 0]], trace, W, "identity").bias
    array([1., 2.])
    """

    weight: Array
    bias: Array
    inputs: Array
    deltas: tuple[Array, ...]
    per_use: tuple[Array, ...]


def shared_forward(
    X: ArrayLike, W: ArrayLike, b: ArrayLike, activation: AnyActivation, uses: int
) -> Trace:
    """Apply the same layer `uses` times.

    Z_t = H_{t-1} Wᵀ + 1 bᵀ,  H_t = f(Z_t),  H_0 = X

    Parameters
    ----------
    X : ndarray, shape (N, n)
    W : ndarray, shape (n, n)
    b : ndarray, shape (n,)
    activation : str, Activation or function of this library
    uses : int
        T, the number of uses.

    Returns
    -------
    trace : Trace
        `inputs` a copy of X, `pre` (Z_1, …, Z_T), `post` (H_1, …, H_T).

    Raises
    ------
    ValueError
        If `W` is not square or shapes disagree.

    Examples
    --------
    >>> W = [[0, 2], [1, 0]]
    >>> trace = shared_forward([[1, 1]], W, [0, 0], "identity", uses=2)
    >>> trace.post
    (array([[2., 1.]]), array([[2., 2.]]))

    Derivation: N1, N10, N11.
    """
    uses, f = as_count("uses", uses), as_activation(activation)
    given, W, X = X, square_weight(W), as_array("X", X, ("N", "n"))
    expect_weight(W, X.shape[1], "W", ("X", len(X)))
    b = as_array("b", b)
    expect_vector("b", b, len(W), "it belongs to another layer")
    X = unshared(X, given)
    with np.errstate(all="ignore"):
        name = "shared_forward(X, W, b)"
        return forward(name, X, (W,) * uses, (b,) * uses, (f,) * uses)


@public
def shared_backward(
    upstream: ArrayLike, trace: Trace, W: ArrayLike, activation: AnyActivation
) -> SharedGradients:
    """Propagate the loss gradient back through every use of a shared layer, and add.

    Δ_t = (Δ_{t+1} W) ∘ f'(Z_t),  ∂L/∂W = Σ_t Δ_tᵀ H_{t-1},  ∂L/∂b = Σ_t Δ_tᵀ 1

    Parameters
    ----------
    upstream : ndarray, shape (N, n)
        ∂L/∂H_T.
    trace : Trace
        From `shared_forward`.
    W : ndarray, shape (n, n)
    activation : str, Activation or function of this library

    Returns
    -------
    gradients : SharedGradients
        `weight`, `bias`, `inputs` ∂L/∂X, `deltas` (Δ_1, …, Δ_T) and
        `per_use` (Δ_1ᵀ H_0, …, Δ_Tᵀ H_{T-1}), which add up to `weight`.

    Raises
    ------
    ValueError
        If `W` is not square, shapes disagree, or the trace is one of another activation
        or other weights.

    Examples
    --------
    >>> W = [[0, 2], [1, 0]]
    >>> trace = shared_forward([[1, 1]], W, [0, 0], "identity", uses=2)
    >>> shared_backward([[1, 0]], trace, W, "identity").weight
    array([[2., 1.],
           [2., 2.]])

    Derivation: N7, N8, N9, N11, N15.
    """
    W, f = square_weight(W), as_activation(activation)
    expect_trace(trace)
    copies, functions = (W,) * len(trace.pre), (f,) * len(trace.pre)
    trace = as_trace(trace, copies, functions, "W")
    G = as_array("upstream", upstream, ("N", "n"))
    expect_shape("upstream", G, trace.inputs.shape, "it belongs to another layer or batch")
    # As if each use had a copy of its own; the gradients of the copies add (N9).
    untied = backward(G, trace, copies, functions, inputs=False)
    return SharedGradients(
        weight=add_up(untied.weights),
        bias=add_up(untied.biases),
        inputs=untied.deltas[0] @ W,
        deltas=untied.deltas,
        per_use=untied.weights,
    )


def square_weight(W: ArrayLike) -> Array:
    """Return the weights W as an array, if they are square.

    Raises
    ------
    ValueError
        If `W` is not square.

    Examples
    --------
    >>> square_weight([[1, 2], [3, 4]])
    array([[1., 2.],
           [3., 4.]])

    Derivation: N1.
    """
    W = as_array("W", W, ("n", "n"))
    if W.shape[0] != W.shape[1]:
        raise ValueError(
            f"expected a square W of shape (n, n), got {W.shape}; likely W is not the shared "
            "matrix: the output of one use is the input of the next"
        )
    return W


def add_up(terms: tuple[Array, ...]) -> Array:
    """Add arrays of one shape: Σ_t terms_t.

    Examples
    --------
    >>> add_up((np.array([1, 2]), np.array([10, 20])))
    array([11, 22])

    Derivation: N9, G5.
    """
    total = terms[0].copy()
    for term in terms[1:]:
        total = total + term
    return total
