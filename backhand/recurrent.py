"""A recurrent layer: a shared layer with an input and a loss at every step.

Z_t = H_{t-1} Wᵀ + U_t Uᵀ + b, H_t = f(Z_t). W is square, U need not be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, expect_length, expect_shape
from backhand.activations import Activation, as_activation, elementwise_vjp
from backhand.affine import affine, bias_gradient, input_gradient, weight_gradient
from backhand.network import Trace
from backhand.shared import add_up, square_weight


class RecurrentGradients(NamedTuple):
    """Gradients of a recurrent layer; `inputs` stacks ∂L/∂U_t over the steps."""

    W: Array
    U: Array
    b: Array
    h0: Array
    inputs: Array
    deltas: tuple[Array, ...]


def recurrent_forward(
    h0: ArrayLike,
    inputs: ArrayLike | Sequence[ArrayLike],
    W: ArrayLike,
    U: ArrayLike,
    b: ArrayLike,
    activation: str | Activation,
) -> Trace:
    """Run a recurrent layer over T steps.

    Z_t = H_{t-1} Wᵀ + U_t Uᵀ + 1 bᵀ,  H_t = f(Z_t)

    Parameters
    ----------
    h0 : ndarray, shape (N, n)
    inputs : ndarray, shape (T, N, n_u), or a sequence of T arrays (N, n_u)
    W : ndarray, shape (n, n)
    U : ndarray, shape (n, n_u)
    b : ndarray, shape (n,)
    activation : str or Activation

    Returns
    -------
    trace : Trace
        `inputs` h0, `pre` (Z_1, …, Z_T), `post` (H_1, …, H_T).

    Raises
    ------
    ValueError
        If shapes disagree or there is no step.

    Derivation: N12.
    """
    h0, W = as_array("h0", h0, ("N", "n")), square_weight(W)
    steps = _steps(inputs, "inputs", ("T", "N", "n_u"))
    f = as_activation(activation)
    no_bias = np.zeros(W.shape[0])
    pre: list[Array] = []
    post: list[Array] = [h0]
    for step in steps:
        Z = affine(post[-1], W, b) + _same_rows(affine(step, U, no_bias), h0)
        pre.append(Z)
        post.append(f.function(Z))
    return Trace(h0, tuple(pre), tuple(post[1:]))


def recurrent_backward(
    upstreams: ArrayLike | Sequence[ArrayLike],
    trace: Trace,
    inputs: ArrayLike | Sequence[ArrayLike],
    W: ArrayLike,
    U: ArrayLike,
    activation: str | Activation,
) -> RecurrentGradients:
    """Propagate the loss gradients of all steps back through time.

    Δ_t = (G_t + Δ_{t+1} W) ∘ f'(Z_t),  Δ_{T+1} = 0,  ∂L/∂W = Σ_t Δ_tᵀ H_{t-1}

    Parameters
    ----------
    upstreams : ndarray, shape (T, N, n), or a sequence of T arrays (N, n)
        G_t, the derivative of step t's own loss with respect to H_t.
    trace : Trace
        From `recurrent_forward`.
    inputs : ndarray, shape (T, N, n_u), or a sequence of T arrays (N, n_u)
    W : ndarray, shape (n, n)
    U : ndarray, shape (n, n_u)
    activation : str or Activation

    Returns
    -------
    gradients : RecurrentGradients
        `W`, `U`, `b`, `h0`, `inputs` of shape (T, N, n_u), `deltas` (Δ_1, …, Δ_T).

    Raises
    ------
    ValueError
        If shapes disagree or counts of steps differ.

    Derivation: N12.
    """
    W, U = square_weight(W), as_array("U", U, ("n", "n_u"))
    G = _steps(upstreams, "upstreams", ("T", "N", "n"))
    steps = _steps(inputs, "inputs", ("T", "N", "n_u"))
    expect_length("upstreams", G, len(trace.pre), "step")
    expect_length("inputs", steps, len(trace.pre), "step")
    from_later = np.zeros_like(trace.inputs)
    deltas: list[Array] = []
    for g, Z in zip(reversed(G), reversed(trace.pre), strict=True):
        expect_shape("upstreams[t]", g, Z.shape, "it belongs to another batch or layer")
        # H_t has two children, its own loss and step t + 1: their contributions add.
        deltas.insert(0, elementwise_vjp(g + from_later, Z, activation))
        from_later = input_gradient(deltas[0], W)
    entering = (trace.inputs, *trace.post[:-1])
    return RecurrentGradients(
        W=add_up(tuple(weight_gradient(d, h) for d, h in zip(deltas, entering, strict=True))),
        U=add_up(tuple(weight_gradient(d, u) for d, u in zip(deltas, steps, strict=True))),
        b=add_up(tuple(bias_gradient(d) for d in deltas)),
        h0=from_later,
        inputs=np.stack([input_gradient(d, U) for d in deltas]),
        deltas=tuple(deltas),
    )


def _steps(value: ArrayLike | Sequence[ArrayLike], name: str, axes: Sequence[str]) -> list[Array]:
    array = as_array(name, value, axes)  # type: ignore[arg-type]  # a sequence of arrays stacks
    if len(array) == 0:
        raise ValueError(f"expected at least one step in {name}, got none; likely an empty list")
    return list(array)


def _same_rows(from_input: Array, h0: Array) -> Array:
    if len(from_input) != len(h0):
        raise ValueError(
            f"expected {len(h0)} rows per step as in h0, got {len(from_input)}; likely inputs are "
            "ordered (N, T, n_u): pass inputs.swapaxes(0, 1)"
        )
    return from_input
