"""A chain of layers: forward with a trace, backward by a recursion.

Z_l = A_{l-1} W_lᵀ + b_l and A_l = f_l(Z_l), with A_0 = X. A layer's weights, biases,
pre- and post-activations all sit at index l - 1 of their tuples.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, expect_length
from backhand.activations import Activation, as_activation, elementwise_vjp
from backhand.affine import affine, bias_gradient, input_gradient, weight_gradient

Activations = str | Activation | Sequence[str | Activation]


class Trace(NamedTuple):
    """What the forward pass keeps for the backward pass."""

    inputs: Array
    pre: tuple[Array, ...]
    post: tuple[Array, ...]


class Gradients(NamedTuple):
    """What the backward pass returns: one entry per layer, and ∂L/∂X."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    deltas: tuple[Array, ...]
    inputs: Array


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
        `inputs` X, `pre` (Z_1, …, Z_n), `post` (A_1, …, A_n); the output is ``trace.post[-1]``.

    Raises
    ------
    ValueError
        If counts or shapes disagree.

    Derivation: M1, M3, B8.
    """
    functions = _one_per_layer(activations, len(weights))
    expect_length("biases", biases, len(weights), "layer")
    A = X = as_array("X", X, ("N", "n_in"))
    pre: list[Array] = []
    post: list[Array] = []
    for W, b, f in zip(weights, biases, functions, strict=True):
        Z = affine(A, W, b)
        A = f.function(Z)
        pre.append(Z)
        post.append(A)
    return Trace(X, tuple(pre), tuple(post))


def network_backward(
    upstream: ArrayLike,
    trace: Trace,
    weights: Sequence[ArrayLike],
    activations: Activations,
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

    Returns
    -------
    gradients : Gradients
        `weights`, `biases` and `deltas` (∂L/∂Z_l) per layer, and `inputs` ∂L/∂X.

    Raises
    ------
    ValueError
        If counts or shapes disagree.

    Derivation: M3, M5, B8.
    """
    functions = _one_per_layer(activations, len(weights))
    expect_length("pre-activations in the trace", trace.pre, len(weights), "layer")
    entering = (trace.inputs, *trace.post[:-1])
    G = as_array("upstream", upstream, ("N", "n_out"))
    deltas: list[Array] = []
    for W, Z, f in zip(reversed(weights), reversed(trace.pre), reversed(functions), strict=True):
        delta = elementwise_vjp(G, Z, f)
        G = input_gradient(delta, W)
        deltas.insert(0, delta)
    return Gradients(
        weights=tuple(weight_gradient(d, A) for d, A in zip(deltas, entering, strict=True)),
        biases=tuple(bias_gradient(d) for d in deltas),
        deltas=tuple(deltas),
        inputs=G,
    )


def _one_per_layer(activations: Activations, layers: int) -> tuple[Activation, ...]:
    """Repeat a single activation for all layers, or check that there is one per layer."""
    if layers == 0:
        raise ValueError("expected at least one layer, got none; likely an empty list of weights")
    if isinstance(activations, (str, Activation)):
        return (as_activation(activations),) * layers
    expect_length("activations", activations, layers, "layer")
    return tuple(as_activation(activation) for activation in activations)
