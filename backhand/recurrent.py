"""A recurrent layer: a shared layer with an input and a loss at every step.

Z_t = H_{t-1} Wᵀ + U_t Uᵀ + b, H_t = f(Z_t). W is square, U need not be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand._chain import Trace, as_trace, expect_trace, traced
from backhand._validate import (
    Array,
    as_array,
    expect_finite_result,
    expect_length,
    expect_shape,
    expect_vector,
    expect_weight,
    public,
    unshared,
)
from backhand.activations import Activation, AnyActivation, apply, as_activation, pull
from backhand.shared import add_up, square_weight


class RecurrentGradients(NamedTuple):
    """Gradients of a recurrent layer; `inputs` stacks ∂L/∂U_t over the steps.

    Examples
    --------
    >>> inputs = [[[1]], [[0]]]
    >>> trace = recurrent_forward([[0]], inputs, W=[[2]], U=[[1]], b=[0], activation="identity")
    >>> recurrent_backward([[[0]], [[1]]], trace, inputs, [[2]], [[1]], "identity").W
    array([[1.]])
    """

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
    activation: AnyActivation,
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
    activation : str, Activation or function of this library

    Returns
    -------
    trace : Trace
        `inputs` a copy of h0, `pre` (Z_1, …, Z_T), `post` (H_1, …, H_T).

    Raises
    ------
    ValueError
        If shapes disagree or there is no step.

    Examples
    --------
    >>> inputs = [[[1]], [[0]]]
    >>> trace = recurrent_forward([[0]], inputs, W=[[2]], U=[[1]], b=[0], activation="identity")
    >>> trace.post
    (array([[1.]]), array([[2.]]))

    Derivation: N12.
    """
    given, h0 = h0, as_array("h0", h0, ("N", "n"))
    W, U = square_weight(W), as_array("U", U, ("n", "n_u"))
    expect_weight(W, h0.shape[1], "W", ("h0", len(h0)))
    _expect_rows(U, W)
    steps = _steps(inputs, "inputs", ("T", "N", "n_u"))
    _expect_same_rows(steps, h0)
    expect_weight(U, steps.shape[2], "U")
    b = as_array("b", b)
    expect_vector("b", b, len(W), "it belongs to another layer")
    f, h0 = as_activation(activation), unshared(h0, given)
    pre: list[Array] = []
    post: list[Array] = [h0]
    with np.errstate(all="ignore"):
        for step in steps:
            pre.append(post[-1] @ W.T + step @ U.T + b)
            post.append(apply(f, pre[-1]))
        expect_finite_result("recurrent_forward(h0, inputs, W, U, b)", (*pre, *post))
    return traced(h0, pre, post[1:], (f,) * len(pre), (W,) * len(pre))


@public
def recurrent_backward(
    upstreams: ArrayLike | Sequence[ArrayLike],
    trace: Trace,
    inputs: ArrayLike | Sequence[ArrayLike],
    W: ArrayLike,
    U: ArrayLike,
    activation: AnyActivation,
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
    activation : str, Activation or function of this library

    Returns
    -------
    gradients : RecurrentGradients
        `W`, `U`, `b`, `h0`, `inputs` of shape (T, N, n_u), `deltas` (Δ_1, …, Δ_T).

    Raises
    ------
    ValueError
        If shapes disagree, counts of steps differ, or the trace is one of another
        activation or other weights.

    Examples
    --------
    >>> inputs = [[[1]], [[0]]]
    >>> trace = recurrent_forward([[0]], inputs, W=[[2]], U=[[1]], b=[0], activation="identity")
    >>> recurrent_backward([[[0]], [[1]]], trace, inputs, [[2]], [[1]], "identity").inputs
    array([[[2.]],
    <BLANKLINE>
           [[1.]]])

    Derivation: N12.
    """
    W, U, f = square_weight(W), as_array("U", U, ("n", "n_u")), as_activation(activation)
    _expect_rows(U, W)
    expect_trace(trace)
    uses = len(trace.pre)
    trace = as_trace(trace, (W,) * uses, (f,) * uses, "W")
    G = _steps(upstreams, "upstreams", ("T", "N", "n"))
    steps = _steps(inputs, "inputs", ("T", "N", "n_u"))
    expect_length("upstreams", list(G), uses, "step")
    expect_length("inputs", list(steps), uses, "step")
    expect_shape("upstreams[t]", G[0], trace.inputs.shape, "it belongs to another batch or layer")
    _expect_same_rows(steps, trace.inputs)
    expect_weight(U, steps.shape[2], "U")
    deltas = _deltas(G, trace, W, f)
    entering = (trace.inputs, *trace.post[:-1])
    return RecurrentGradients(
        W=add_up(tuple(d.T @ h for d, h in zip(deltas, entering, strict=True))),
        U=add_up(tuple(d.T @ u for d, u in zip(deltas, steps, strict=True))),
        b=add_up(tuple(d.sum(axis=0) for d in deltas)),
        h0=deltas[0] @ W,
        inputs=np.stack([d @ U for d in deltas]),
        deltas=deltas,
    )


def _deltas(G: Array, trace: Trace, W: Array, f: Activation) -> tuple[Array, ...]:
    from_later: Array | float = 0.0
    deltas: list[Array] = []
    for g, Z, H in zip(reversed(G), reversed(trace.pre), reversed(trace.post), strict=True):
        # H_t has two children, its own loss and step t + 1: their contributions add.
        deltas.append(pull(f, g + from_later, Z, H))
        from_later = deltas[-1] @ W
    return tuple(reversed(deltas))


def _steps(value: ArrayLike | Sequence[ArrayLike], name: str, axes: Sequence[str]) -> Array:
    array = as_array(name, value, axes)
    if len(array) == 0:
        raise ValueError(f"expected at least one step in {name}, got none; likely an empty list")
    return array


def _expect_rows(U: Array, W: Array) -> None:
    if len(U) != len(W):
        likely = (
            "U is stored (n_u, n): pass U.T"
            if U.shape[1] == len(W)
            else "U or W belongs to another layer"
        )
        raise ValueError(
            f"expected U of shape (n, n_u) with n = {len(W)}, as W has, got {U.shape}; "
            f"likely {likely}"
        )


def _expect_same_rows(steps: Array, h0: Array) -> None:
    if steps.shape[1] != len(h0):
        likely = (
            "inputs are ordered (N, T, n_u): pass inputs.swapaxes(0, 1)"
            if len(steps) == len(h0)
            else "inputs are those of another batch"
        )
        raise ValueError(
            f"expected inputs of shape (T, N, n_u) with N = {len(h0)}, as the first state has, "
            f"got {steps.shape}; likely {likely}"
        )
