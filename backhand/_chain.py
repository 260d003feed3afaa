"""A chain of layers with arguments that were checked, and the checks: what `network` is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import (
    Array,
    as_array,
    as_arrays,
    as_list,
    expect_finite_result,
    expect_length,
    expect_shape,
    expect_vector,
    expect_weight,
    squared_norm,
)
from backhand.activations import Activation, AnyActivation, apply, as_activation, pull

#: One activation for all layers, or one for each.
Activations: TypeAlias = AnyActivation | Sequence[AnyActivation]
#: One array for each layer.
Arrays: TypeAlias = tuple[Array, ...]


class _Kept(NamedTuple):
    """The arrays of a trace."""

    inputs: Array
    pre: tuple[Array, ...]
    post: tuple[Array, ...]


class Trace(_Kept):
    """What the forward pass keeps for the backward pass.

    It also remembers what it was made with, in `activations` and `weights`; a backward pass with
    others is refused. A trace of your own making has none, and is not checked. What nobody can see
    are weights that were changed in place in between.

    Examples
    --------
    >>> import backhand
    >>> trace = backhand.network_forward([[1, 1]], [[[1, 2]], [[3]]], [[0], [1]], "square")
    >>> trace.post
    (array([[9.]]), array([[784.]]))
    >>> trace.activations
    ('square', 'square')
    """

    #: The names of the activations, layer by layer; no field, so not part of the tuple.
    activations: tuple[str, ...] = ()
    #: The weights, layer by layer: the arrays themselves, not copies; no field either.
    weights: tuple[Array, ...] = ()


class Gradients(NamedTuple):
    """What the backward pass returns: one entry per layer, and ∂L/∂X or None.

    Examples
    --------
    >>> import backhand
    >>> trace = backhand.network_forward([[1, 2]], [[[3, 4]]], [[0]], "identity")
    >>> backhand.network_backward([[1]], trace, [[[3, 4]]], "identity").inputs
    array([[3., 4.]])
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    deltas: tuple[Array, ...]
    inputs: Array | None


def forward(
    name: str,
    X: Array,
    weights: Sequence[Array],
    biases: Sequence[Array],
    functions: Sequence[Activation],
    overwrite: bool = False,
) -> Trace:
    """Keep the pre-activations Z_l and the activations A_l of all layers; raise on overflow.

    With `overwrite`, for a backward pass alone, A_l takes the place of Z_l where that is enough.
    `name` is the call that a message names.
    """
    A = X
    pre: list[Array] = []
    post: list[Array] = []
    for W, b, f in zip(weights, biases, functions, strict=True):
        Z = A @ W.T
        if b.dtype == Z.dtype:
            Z += b
        else:  # the complex step probes b alone, or all but b
            Z = Z + b
        expect_finite_result(name, Z)
        A = apply(f, Z, overwrite)
        pre.append(Z)
        post.append(A)
    expect_finite_result(name, A)
    return traced(X, pre, post, functions, weights)


def traced(
    inputs: Array,
    pre: Sequence[Array],
    post: Sequence[Array],
    functions: Sequence[Activation],
    weights: Sequence[Array],
) -> Trace:
    """Return a trace that remembers the names of its activations, and its weights."""
    trace = Trace(inputs, tuple(pre), tuple(post))
    trace.activations = tuple(f.name for f in functions)
    trace.weights = tuple(weights)
    return trace


def as_layers(
    X: Array, weights: Sequence[ArrayLike], biases: Sequence[ArrayLike]
) -> tuple[list[Array], list[Array]]:
    """Return the weights and biases of a chain of layers as arrays, if they fit one another."""
    rows, n_in = X.shape
    matrices = as_arrays("weights", weights, ("n_out", "n_in"))
    if biases is None:
        raise TypeError(
            "expected biases as a list of arrays, one for each layer, got None; likely a network "
            "without biases: pass [np.zeros(len(W)) for W in weights]"
        )
    given = len(as_list("biases", biases, "layer"))
    vectors = as_arrays("biases", biases, ("n_out",)) if given else []
    expect_length("biases", vectors, len(matrices), "layer")
    for k, (W, b) in enumerate(zip(matrices, vectors, strict=True)):
        expect_weight(W, n_in, f"weights[{k}]", ("X", rows) if k == 0 else ("", -1))
        n_in = W.shape[0]
        expect_vector(f"biases[{k}]", b, n_in, "it belongs to another layer")
    return matrices, vectors


def one_per_layer(activations: Activations, layers: int) -> tuple[Activation, ...]:
    """Repeat a single activation for all layers, or check that there is one per layer."""
    if isinstance(activations, Activation) or not isinstance(activations, (list, tuple)):
        return (as_activation(activations),) * layers  # type: ignore[arg-type]  # or refuse it
    expect_length("activations", activations, layers, "layer")
    return tuple(as_activation(activation) for activation in activations)


def backward(
    G: Array,
    trace: Trace,
    weights: Sequence[Array],
    functions: Sequence[Activation],
    inputs: bool,
) -> Gradients:
    """Return the gradients of all layers, from G, the gradient at the last activation."""
    deltas = _deltas(G, trace, weights, functions)
    entering = (trace.inputs, *trace.post[:-1])
    return Gradients(
        weights=tuple(d.T @ A for d, A in zip(deltas, entering, strict=True)),
        biases=tuple(d.sum(axis=0) for d in deltas),
        deltas=deltas,
        inputs=deltas[0] @ weights[0] if inputs else None,
    )


def as_trace(
    trace: Trace, weights: Sequence[Array], functions: Sequence[Activation], shared: str = ""
) -> Trace:
    """Return a trace with checked arrays, if it is one of a network like this one."""
    expect_trace(trace)
    expect_length("pre-activations in the trace", trace.pre, len(weights), "layer")
    expect_length("activations in the trace", trace.post, len(weights), "layer")
    A = as_array("trace.inputs", trace.inputs, ("N", "n_in"))
    pre: list[Array] = []
    post: list[Array] = []
    for k, W in enumerate(weights):
        expect_weight(W, (A if k == 0 else post[-1]).shape[1], shared or f"weights[{k}]")
        for name, kept, found in (("pre", trace.pre, pre), ("post", trace.post, post)):
            found.append(as_array(f"trace.{name}[{k}]", kept[k], ("N", "n_out")))
            likely = "the trace is one of other weights"
            expect_shape(f"trace.{name}[{k}]", found[-1], (len(A), len(W)), likely)
    _expect_same_activations(trace, functions)
    _expect_same_weights(trace, weights, shared)
    return Trace(A, tuple(pre), tuple(post))


def expect_finite_gradients(name: str, found: Gradients, trace: Trace) -> None:
    """Raise ValueError if a gradient has overflowed.

    No entry of Δᵀ A, and no sum on the way to it, is larger than ‖Δ‖ ‖A‖: where these are finite,
    the gradient needs no look, though it may have far more entries than both.
    """
    entering = (trace.inputs, *trace.post[:-1])
    for delta, A, dW, db in zip(found.deltas, entering, found.weights, found.biases, strict=True):
        if not math.isfinite(squared_norm(delta) * squared_norm(A)):
            expect_finite_result(name, (dW, db))
    if found.inputs is not None:
        expect_finite_result(name, found.inputs)


def expect_trace(trace: object) -> None:
    """Raise TypeError unless `trace` is what a forward pass returns."""
    if not isinstance(trace, Trace):
        raise TypeError(
            f"expected trace to be a Trace, got {type(trace).__name__}; likely the output alone: "
            "pass all that the forward pass returns"
        )


def _expect_same_activations(trace: Trace, functions: Sequence[Activation]) -> None:
    """Raise ValueError if a layer's activation is not the one that the trace was made with."""
    # A trace that was built by hand has no names.
    for k, (before, f) in enumerate(zip(trace.activations, functions, strict=False)):
        if f.name != before:
            raise ValueError(
                f"expected activation {before!r} for layer {k}, as in the forward pass, got "
                f"{f.name!r}; likely the trace is one of another network"
            )


def _expect_same_weights(trace: Trace, weights: Sequence[Array], shared: str) -> None:
    """Raise ValueError if a layer's weights are not those that the trace was made with."""
    for k, (before, W) in enumerate(zip(trace.weights, weights, strict=False)):
        if W is not before and not np.array_equal(W, before):
            raise ValueError(
                f"expected {shared or f'weights[{k}]'} as in the forward pass, got others; likely "
                "a step was taken in between: run the forward pass again"
            )


def _deltas(
    G: Array, trace: Trace, weights: Sequence[Array], functions: Sequence[Activation]
) -> Arrays:
    deltas: list[Array] = []
    for layer in reversed(range(len(weights))):
        deltas.append(pull(functions[layer], G, trace.pre[layer], trace.post[layer]))
        if layer:
            G = deltas[-1] @ weights[layer]
    return tuple(reversed(deltas))
