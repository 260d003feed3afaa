"""The affine layer: its forward map and its three gradients.

Samples are rows: X is (N, n_in), W is (n_out, n_in), Z = X Wᵀ + b is (N, n_out).
`delta` is always ∂L/∂Z, with any 1/N of a mean loss already inside it.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, expect_shape, expect_vector, expect_weight, public


@public
def affine(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """Apply one affine layer to a batch of rows.

    Z = X Wᵀ + 1 bᵀ

    Parameters
    ----------
    X : ndarray, shape (N, n_in)
    W : ndarray, shape (n_out, n_in)
        Row i holds the incoming weights of unit i.
    b : ndarray, shape (n_out,)

    Returns
    -------
    Z : ndarray, shape (N, n_out)

    Raises
    ------
    ValueError
        If shapes disagree or an entry is not finite.
    TypeError
        If an argument does not consist of numbers.

    Examples
    --------
    >>> affine([[1, 2]], W=[[3, 4], [5, 6], [7, 8]], b=[0, 0, 1])
    array([[11., 17., 24.]])

    Derivation: S1, B3.
    """
    X, W = as_array("X", X, ("N", "n_in")), as_array("W", W, ("n_out", "n_in"))
    b = as_array("b", b)
    expect_weight(W, X.shape[1], "W", ("X", len(X)))
    expect_vector("b", b, W.shape[0], "b belongs to another layer")
    return X @ W.T + b


@public
def weight_gradient(delta: ArrayLike, X: ArrayLike) -> Array:
    """Return the gradient of the loss with respect to the weights.

    ∂L/∂W = Δᵀ X = Σ_s δ_s x_sᵀ

    Parameters
    ----------
    delta : ndarray, shape (N, n_out)
        ∂L/∂Z.
    X : ndarray, shape (N, n_in)
        The input of the layer on the forward pass.

    Returns
    -------
    dW : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If `delta` and `X` hold different numbers of samples.

    Examples
    --------
    >>> weight_gradient([[1], [10]], [[1, 2], [3, 4]])
    array([[31., 42.]])

    Derivation: S2, S3, B6.
    """
    delta, X = _delta_and_input(delta, X)
    return delta.T @ X


@public
def input_gradient(delta: ArrayLike, W: ArrayLike) -> Array:
    """Return the gradient of the loss with respect to the layer's input.

    ∂L/∂X = Δ W   (row s: Wᵀ δ_s)

    Parameters
    ----------
    delta : ndarray, shape (N, n_out)
        ∂L/∂Z.
    W : ndarray, shape (n_out, n_in)

    Returns
    -------
    dX : ndarray, shape (N, n_in)

    Raises
    ------
    ValueError
        If `delta` does not have one column per row of `W`.

    Examples
    --------
    >>> input_gradient([[1, 10, 100]], [[3, 4], [5, 6], [7, 8]])
    array([[753., 864.]])

    Derivation: S4, M1.
    """
    delta = as_array("delta", delta, ("N", "n_out"))
    W = _weight_of(delta, W)
    return delta @ W


@public
def bias_gradient(delta: ArrayLike) -> Array:
    """Return the gradient of the loss with respect to the bias.

    ∂L/∂b = Δᵀ 1 = Σ_s δ_s

    Parameters
    ----------
    delta : ndarray, shape (N, n_out)
        ∂L/∂Z.

    Returns
    -------
    db : ndarray, shape (n_out,)

    Raises
    ------
    ValueError
        If `delta` has other axes or an entry that is not finite.

    Examples
    --------
    >>> bias_gradient([[1, 2], [10, 20]])
    array([11., 22.])

    Derivation: S5, B7.
    """
    return as_array("delta", delta, ("N", "n_out")).sum(axis=0)


@public
def affine_vjp(delta: ArrayLike, X: ArrayLike, W: ArrayLike) -> tuple[Array, Array, Array]:
    """Pull ∂L/∂Z back through one affine layer.

    Δ ↦ (Δ W, Δᵀ X, Δᵀ 1)

    Parameters
    ----------
    delta : ndarray, shape (N, n_out)
        ∂L/∂Z.
    X : ndarray, shape (N, n_in)
    W : ndarray, shape (n_out, n_in)

    Returns
    -------
    dX : ndarray, shape (N, n_in)
    dW : ndarray, shape (n_out, n_in)
    db : ndarray, shape (n_out,)

    Raises
    ------
    ValueError
        If shapes disagree or an entry is not finite.

    Examples
    --------
    >>> dX, dW, db = affine_vjp([[1, 10]], [[3, 4]], W=[[1, 2], [5, 6]])
    >>> dX
    array([[51., 62.]])
    >>> dW
    array([[ 3.,  4.],
           [30., 40.]])

    Derivation: S3, S4, S5, B8.
    """
    delta, X = _delta_and_input(delta, X)
    W = _weight_of(delta, W)
    expect_shape("X", X, (len(delta), W.shape[1]), "X is the input of another layer")
    return delta @ W, delta.T @ X, delta.sum(axis=0)


def _delta_and_input(delta: ArrayLike, X: ArrayLike) -> tuple[Array, Array]:
    delta, X = as_array("delta", delta, ("N", "n_out")), as_array("X", X, ("N", "n_in"))
    if delta.shape[0] != X.shape[0]:
        raise ValueError(
            f"expected delta and X with the same number of rows, got {delta.shape} and {X.shape}; "
            "likely one of them holds samples as columns: pass its transpose"
        )
    return delta, X


def _weight_of(delta: Array, W: ArrayLike) -> Array:
    W = as_array("W", W, ("n_out", "n_in"))
    if delta.shape[1] != W.shape[0]:
        stored = "W is stored (n_in, n_out): pass W.T"
        other = "delta or W belongs to another layer"
        raise ValueError(
            f"expected delta of shape (N, {W.shape[0]}) for W of shape {W.shape}, "
            f"got {delta.shape}; likely {stored if delta.shape[1] == W.shape[1] else other}"
        )
    return W
