"""The backward passes that the course's references consist of; each takes the rules to use.

With the right rules they equal those of `backhand`; a test checks that. With the rules of a slip
they give the numbers of a student who makes that slip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules, need
from backhand.activations import ACTIVATIONS, Activation, softmax

#: How many forward passes are kept; an exercise has few.
KEPT = 8


@dataclass(frozen=True)
class _Network:
    """A network and its input; two are equal if they contain the same numbers."""

    numbers: tuple[object, ...]
    x: Array = field(compare=False)
    weights: Sequence[Array] = field(compare=False)
    biases: Sequence[Array] | None = field(compare=False)
    activations: tuple[str | Activation, ...]


def forward_layers(
    x: Array,
    weights: Sequence[Array],
    biases: Sequence[Array] | None = None,
    activations: Sequence[str | Activation] = (),
) -> tuple[Layer, ...]:
    """Run a network forward and keep the values at each layer (M3). The last may be `softmax`."""
    arrays = (x, *weights, *(biases or ()))
    numbers = (len(weights), *((a.dtype.str, a.shape, a.tobytes()) for a in arrays))
    return _forward(_Network(numbers, x, weights, biases, tuple(activations)))


# Cached because hundreds of slips are tried, and most of them leave the forward pass unchanged.
@lru_cache(KEPT)
def _forward(network: _Network) -> tuple[Layer, ...]:
    layers = []
    x = network.x
    for index, W in enumerate(network.weights):
        b = None if network.biases is None else network.biases[index]
        z = x @ W.T if b is None else x @ W.T + b
        name = network.activations[index] if network.activations else "identity"
        if name == "softmax":
            layers.append(Layer(W, b, x, z, softmax(z)))
        else:
            f = ACTIVATIONS[name] if isinstance(name, str) else name
            layers.append(Layer(W, b, x, z, f.function(z), f))
        x = need(layers[-1].a)
    return tuple(layers)


class Backward(NamedTuple):
    """The gradients that a backward pass found, first layer first, and those of the input."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    deltas: tuple[Array, ...]
    inputs: Array


def output_delta(context: Context, rules: Rules) -> Array:
    """∂L/∂z of the output layer, from the stated loss (S6, S8, S11)."""
    if context.loss.startswith("cross_entropy"):
        return rules.constant(context) * rules.logit_error(context)
    g = rules.constant(context) * rules.residual(context)
    return activation_delta(context, g, rules)


def activation_delta(context: Context, g: Array, rules: Rules) -> Array:
    """∂L/∂z from ∂L/∂a at one layer (S8); also records ∂L/∂a in the adjoints."""
    context.adjoints.g[context.index] = g
    if context.here.f.name == "identity":
        return g
    return rules.through(context, g, rules.slope(context))


def backward(
    layers: tuple[Layer, ...],
    rules: Rules,
    *,
    upstream: Array | None = None,
    y: Array | None = None,
    loss: str = "",
    rate: float | None = None,
) -> Backward:
    """The δ recursion through a network (M3, B8), from a target and a loss, or from ∂L/∂a."""
    adjoints = Adjoints()
    context = Context(layers, len(layers) - 1, y, loss, rate, adjoints)
    biases: dict[int, Array] = {}
    g = upstream
    for index in reversed(range(len(layers))):
        context = context.at(index)
        delta = output_delta(context, rules) if g is None else activation_delta(context, g, rules)
        delta = rules.carry_forward.get(index, delta)
        adjoints.delta[index] = delta
        adjoints.weight[index] = rules.weight(context, delta)
        biases[index] = rules.bias(context, delta)
        g = rules.input(context, delta)
    order = range(len(layers))
    return Backward(
        tuple(adjoints.weight[i] for i in order),
        tuple(biases[i] for i in order),
        tuple(adjoints.delta[i] for i in order),
        np.asarray(g),
    )


class Shared(NamedTuple):
    """Gradients of parameters that several uses share."""

    weight: Array
    bias: Array
    inputs: Array
    deltas: tuple[Array, ...]


def shared_layers(
    x: Array, W: Array, b: Array, activation: str | Activation, uses: int
) -> tuple[Layer, ...]:
    """The same W and b applied `uses` times (N11)."""
    return forward_layers(x, [W] * uses, [b] * uses, [activation] * uses)


def shared_backward(
    layers: tuple[Layer, ...],
    rules: Rules,
    *,
    upstream: Array,
) -> Shared:
    """The gradient of a shared W and b: one term for each use, then their sum (N7, N9, N11)."""
    untied = backward(layers, rules, upstream=upstream)
    deltas, weights = dict(enumerate(untied.deltas)), dict(enumerate(untied.weights))
    adjoints = Adjoints(delta=deltas, weight=weights)
    context = Context(layers, len(layers) - 1, None, "", None, adjoints)
    return Shared(
        rules.uses_weight(context, untied.weights),
        rules.uses_bias(context, untied.biases),
        untied.inputs,
        untied.deltas,
    )


class Recurrent(NamedTuple):
    """Gradients of a recurrent layer; `deltas` has one δ for each step, first step first."""

    W: Array
    U: Array
    b: Array
    h0: Array
    deltas: tuple[Array, ...]


def recurrent_layers(
    h0: Array, inputs: Sequence[Array], W: Array, U: Array, b: Array, activation: str
) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """Run a recurrent layer forward: for each step, the layer of W and the layer of U (N12)."""
    f, h = ACTIVATIONS[activation], h0
    hidden, read = [], []
    for u in inputs:
        z = h @ W.T + u @ U.T + b
        entered, h = h, f.function(z)
        hidden.append(Layer(W, b, entered, z, h, f))
        read.append(Layer(U, b, u, z, h, f))
    return tuple(hidden), tuple(read)


def recurrent_backward(
    hidden: tuple[Layer, ...],
    read: tuple[Layer, ...],
    rules: Rules,
    *,
    upstreams: Sequence[Array],
) -> Recurrent:
    """Backpropagation through time: a state's own loss and the next step add their terms (N12)."""
    adjoints, steps = Adjoints(), range(len(hidden))
    of_W, of_U = (Context(layers, steps[-1], adjoints=adjoints) for layers in (hidden, read))
    for_U: dict[int, Array] = {}
    biases: dict[int, Array] = {}
    g = upstreams[-1]
    for t in reversed(steps):
        here = of_W.at(t)
        if t < steps[-1]:
            g = rules.branches(here, [upstreams[t], g])
        delta = rules.carry_forward.get(t, activation_delta(here, g, rules))
        adjoints.delta[t] = delta
        adjoints.weight[t] = rules.weight(here, delta)
        for_U[t] = rules.weight(of_U.at(t), delta)
        biases[t] = rules.bias(here, delta)
        g = rules.input(here, delta)
    return Recurrent(
        rules.uses_weight(of_W, [adjoints.weight[t] for t in steps]),
        rules.uses_weight(of_U, [for_U[t] for t in steps]),
        rules.uses_bias(of_W, [biases[t] for t in steps]),
        g,
        tuple(adjoints.delta[t] for t in steps),
    )
