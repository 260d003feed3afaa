"""A chain of layers: forward with a trace, backward by a recursion.

Z_l = A_{l-1} W_lᵀ + b_l and A_l = f_l(Z_l), with A_0 = X. A layer's weights, biases,
pre- and post-activations all sit at index l - 1 of their tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand._chain import (
    Activations,
    as_layers,
    as_trace,
    backward,
    expect_finite_gradients,
    forward,
    one_per_layer,
)
from backhand._chain import Gradients as Gradients
from backhand._chain import Trace as Trace
from backhand._validate import (
    as_array,
    as_arrays,
    as_flag,
    expect_finite_result,
    expect_shape,
    unshared,
)
from backhand.losses import Loss, as_loss, evaluate


def network_forward(
    X: ArrayLike,
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike],
    activations: Activations,
) -> Trace:
    """Run a batch through a chain of layers, and keep all intermediate values.

    Z_l = A_{l-1} W_lᵀ + 1 b_lᵀ,  A_l = f_l(Z_l),  A_0 = X

    Parameters
    ----------
    X : ndarray, shape (N, n_0)
    weights : sequence of ndarray, shapes (n_l, n_{l-1})
    biases : sequence of ndarray, shapes (n_l,)
    activations : str, Activation or a sequence of them
        One for all layers, or one per layer.

    Returns
    -------
    trace : Trace
        `inputs` a copy of X, `pre` (Z_1, …, Z_n), `post` (A_1, …, A_n); the output is
        ``trace.post[-1]``.

    Raises
    ------
    ValueError
        If counts or shapes disagree.

    Examples
    --------
    >>> trace = network_forward([[1, 1]], [[[1, 2]], [[3]]], [[0], [1]], "square")
    >>> trace.post
    (array([[9.]]), array([[784.]]))

    Derivation: M1, M3, B8.
    """
    given, X = X, as_array("X", X, ("N", "n_in"))
    matrices, vectors = as_layers(X, weights, biases)
    functions = one_per_layer(activations, len(matrices))
    X = unshared(X, given)
    with np.errstate(all="ignore"):
        return forward("network_forward(X, weights, biases)", X, matrices, vectors, functions)


def network_backward(
    upstream: ArrayLike,
    trace: Trace,
    weights: Sequence[ArrayLike],
    activations: Activations,
    *,
    inputs: bool = True,
) -> Gradients:
    """Propagate the loss gradient back through a chain of layers.

    Δ_n = G_n ∘ f_n'(Z_n),  Δ_l = (Δ_{l+1} W_{l+1}) ∘ f_l'(Z_l),  ∂L/∂W_l = Δ_lᵀ A_{l-1}

    Parameters
    ----------
    upstream : ndarray, shape (N, n_n)
        G_n = ∂L/∂A_n, after the last activation.
    trace : Trace
        From `network_forward`, at these same weights.
    weights : sequence of ndarray, shapes (n_l, n_{l-1})
    activations : str, Activation or a sequence of them
        The same as in the forward pass.
    inputs : bool
        Whether to compute ∂L/∂X too, which training does not need.

    Returns
    -------
    gradients : Gradients
        `weights`, `biases` and `deltas` (∂L/∂Z_l) per layer, and `inputs` ∂L/∂X or None.

    Raises
    ------
    ValueError
        If counts or shapes disagree, or the trace is one of other activations or weights.

    Examples
    --------
    >>> weights = [[[1, 2]], [[3]]]
    >>> trace = network_forward([[1, 1]], weights, [[0], [1]], ["square", "identity"])
    >>> network_backward([[1]], trace, weights, ["square", "identity"]).weights
    (array([[18., 18.]]), array([[9.]]))

    Derivation: M3, M5, B8.
    """
    matrices = as_arrays("weights", weights, ("n_out", "n_in"))
    functions = one_per_layer(activations, len(matrices))
    trace = as_trace(trace, matrices, functions)
    G = as_array("upstream", upstream, ("N", "n_out"))
    expect_shape("upstream", G, trace.post[-1].shape, "it belongs to another layer or batch")
    inputs = as_flag("inputs", inputs)
    with np.errstate(all="ignore"):
        gradients = backward(G, trace, matrices, functions, inputs)
        expect_finite_gradients("network_backward(upstream, trace, weights)", gradients, trace)
    return gradients


class LossAndGradients(NamedTuple):
    """The loss of a network on a batch, and the gradients of all its parameters.

    Examples
    --------
    >>> network_loss_and_gradients([[1, 1]], [[20]], [[[1, 2]]], [[0]], "square").loss
    60.5
    """

    loss: float
    gradients: Gradients


def network_loss_and_gradients(
    X: ArrayLike,
    Y: ArrayLike,
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike],
    activations: Activations,
    loss: str | Loss | Callable[..., float] = "half_squared_error",
    *,
    inputs: bool = False,
) -> LossAndGradients:
    """Compute the loss of a network on a batch, and its gradients, in one call.

    L = loss(A_n, Y),  G_n = ∂L/∂A_n,  then as `network_backward`

    Parameters
    ----------
    X : ndarray, shape (N, n_0)
    Y : ndarray, shape (N, n_n)
        The targets.
    weights : sequence of ndarray, shapes (n_l, n_{l-1})
    biases : sequence of ndarray, shapes (n_l,)
    activations : str, Activation or a sequence of them
        One for all layers, or one per layer. The cross-entropies take logits: with them, the last
        is "identity".
    loss : str, Loss or function of this library
        A name in `LOSSES`; the docstring of its function states the reduction. The default is a
        sum over samples: its gradient grows with N.
    inputs : bool
        Whether to compute ∂L/∂X too, which training does not need.

    Returns
    -------
    found : LossAndGradients
        `loss`, and `gradients` as from `network_backward`.

    Raises
    ------
    ValueError
        If counts or shapes disagree, or a cross-entropy follows a sigmoid.

    Examples
    --------
    >>> loss, gradients = network_loss_and_gradients([[1, 1]], [[20]], [[[1, 2]]], [[0]], "square")
    >>> loss
    60.5
    >>> gradients.weights
    (array([[-66., -66.]]),)

    Derivation: M3, M9, M10, B8.
    """
    X, loss, inputs = as_array("X", X, ("N", "n_in")), as_loss(loss), as_flag("inputs", inputs)
    if len(X) == 0:
        raise ValueError("expected at least one sample in X, got none; likely an empty slice")
    matrices, vectors = as_layers(X, weights, biases)
    functions = one_per_layer(activations, len(matrices))
    if loss.logits and functions[-1].name == "sigmoid":
        raise ValueError(
            f"expected logits for {loss.name}, got the output of a sigmoid; likely pass "
            f'"identity" as the last activation: {loss.name} squashes them itself'
        )
    with np.errstate(all="ignore"):
        name = "the network(X, weights, biases)"
        trace = forward(name, X, matrices, vectors, functions, overwrite=True)
        # In the loss's own words, the output is Z and the targets are Y.
        value, G = evaluate(loss, trace.post[-1], Y)
        gradients = backward(G, trace, matrices, functions, inputs)
        expect_finite_result("the gradients(X, Y, weights, biases)", value)
        expect_finite_gradients("the gradients(X, Y, weights, biases)", gradients, trace)
    return LossAndGradients(value, gradients)
