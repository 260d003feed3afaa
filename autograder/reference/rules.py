"""The steps of a backward pass, each a rule that a slip can replace.

A *context* is the state of the pass at one layer, with everything that the next line of code could
use there. A *rule* maps a context, and the quantities that have arrived there, to the next
quantity. The right rules compute what `backhand` does. Samples are rows: `x (N, n_in)`,
`W (n_out, n_in)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backhand.activations import ACTIVATIONS, Activation, slopes, softmax, softmax_vjp

Array = NDArray[Any]


class NotApplicable(Exception):
    """A rule needs something its context lacks, so the slip does not apply to the exercise."""


@dataclass(frozen=True)
class Layer:
    """The forward values of one layer; None for those that the exercise does not have."""

    W: Array | None = None
    b: Array | None = None
    x: Array | None = None
    z: Array | None = None
    a: Array | None = None
    f: Activation = ACTIVATIONS["identity"]

    @cached_property
    def slope(self) -> Array:
        """f'(z)."""
        return slopes(self.f, need(self.z))


@dataclass
class Adjoints:
    """What the backward pass has found so far, by layer; a slip may use a wrong one of these."""

    delta: dict[int, Array] = field(default_factory=dict)
    g: dict[int, Array] = field(default_factory=dict)
    weight: dict[int, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """The state of the backward pass at one layer.

    Attributes
    ----------
    layers : tuple of Layer
        All layers, first layer first.
    index : int
        The number of the current layer.
    y : ndarray, optional
        The targets.
    loss : str
        `half_sum`, `half_mean`, `squared_sum`, `mean_entries`, `cross_entropy_sum` or
        `cross_entropy_mean`; empty if the exercise gives an upstream gradient instead.
    rate : float, optional
        The learning rate, if a step is taken.
    adjoints : Adjoints
        What the pass has found so far.
    """

    layers: tuple[Layer, ...]
    index: int = 0
    y: Array | None = None
    loss: str = ""
    rate: float | None = None
    adjoints: Adjoints = field(default_factory=Adjoints)

    @property
    def here(self) -> Layer:
        """The current layer."""
        return self.layers[self.index]

    @property
    def above(self) -> Layer:
        """The next layer of the forward pass."""
        return self._layer(self.index + 1)

    @property
    def below(self) -> Layer:
        """The layer before this one."""
        return self._layer(self.index - 1)

    @property
    def last(self) -> bool:
        """Whether this is the output layer."""
        return self.index == len(self.layers) - 1

    @property
    def samples(self) -> int:
        """The number of samples in the batch."""
        layer = self.here
        return len(next(v for v in (layer.x, layer.z, layer.a, self.y) if v is not None))

    def at(self, index: int) -> Context:
        """The same pass, at another layer."""
        return Context(self.layers, index, self.y, self.loss, self.rate, self.adjoints)

    def _layer(self, index: int) -> Layer:
        if not 0 <= index < len(self.layers):
            raise NotApplicable(f"no layer {index}")
        return self.layers[index]


def need(value: Array | None) -> Array:
    """`value`; raises `NotApplicable` if the exercise does not have it."""
    if value is None:
        raise NotApplicable("the exercise does not have this value")
    return value


LOSS_CONSTANTS: dict[str, Callable[[Context], float]] = {
    "half_sum": lambda p: 1.0,
    "half_mean": lambda p: 1.0 / p.samples,
    "squared_sum": lambda p: 2.0,
    "mean_entries": lambda p: 2.0 / need(p.y).size,
    "cross_entropy_sum": lambda p: 1.0,
    "cross_entropy_mean": lambda p: 1.0 / p.samples,
}


def _constant(p: Context) -> float:
    if p.loss not in LOSS_CONSTANTS:
        raise NotApplicable("no loss is stated here")
    return LOSS_CONSTANTS[p.loss](p)


# The gradients of `backhand.losses` and `backhand.affine` without their checks, which cost a
# quarter of the time of a long diagnosis.
def _residual(p: Context) -> Array:
    a, y = need(p.here.a), need(p.y)
    if a.shape != y.shape:
        raise NotApplicable("the output has another shape")
    return np.asarray(a - y)


def _logit_error(p: Context) -> Array:
    return softmax(need(p.here.z)) - need(p.y)


def _slope(p: Context) -> Array:
    return p.here.slope


def _through(p: Context, g: Array, slope: Array) -> Array:
    return g * slope


def _softmax(p: Context, g: Array) -> Array:
    return softmax_vjp(g, need(p.here.z))


def _weight(p: Context, delta: Array) -> Array:
    return np.asarray(delta.T @ need(p.here.x))


def _bias(p: Context, delta: Array) -> Array:
    return np.asarray(delta.sum(axis=0))


def _input(p: Context, delta: Array) -> Array:
    return np.asarray(delta @ need(p.here.W))


def _total(p: Context, terms: Sequence[Array]) -> Array:
    return np.asarray(sum(terms))


def _step(p: Context, W: Array, gradient: Array) -> Array:
    if p.rate is None:
        raise NotApplicable("no step is taken here")
    return W - p.rate * gradient


def _edge(p: Context, adjoint: Array, local: Array) -> Array:
    return np.asarray(adjoint * local)


@dataclass(frozen=True)
class Rules:
    """One rule for each step. A slip replaces one or more of them (see `with_`).

    residual : a − y at the output (S6)
    constant : the loss's constant: ½ and 2, 1/N, 1/(N·K) (B12)
    logit_error : p − y, softmax and cross-entropy as one step (S11)
    slope : f'(z) (S7, S8)
    through : g and slope to δ (S8)
    softmax : g to δ through a softmax (S11)
    weight, bias, input : δ to dW, db and the gradient of the layer's input (S3, S5, S4)
    uses_weight, uses_bias : the terms of a shared parameter to its gradient (N9)
    branches : the terms arriving at a node with several children to their sum (G5)
    step : one step of gradient descent (S12)
    edge : the adjoint of a node and the local derivative of an edge to the term sent along it (G3)

    `carry_forward` is not a rule. It holds the student's own values from which a pass continues: a
    δ by the number of its layer or step, other values by name.
    """

    residual: Callable[[Context], Array] = _residual
    constant: Callable[[Context], float] = _constant
    logit_error: Callable[[Context], Array] = _logit_error
    slope: Callable[[Context], Array] = _slope
    through: Callable[[Context, Array, Array], Array] = _through
    softmax: Callable[[Context, Array], Array] = _softmax
    weight: Callable[[Context, Array], Array] = _weight
    bias: Callable[[Context, Array], Array] = _bias
    input: Callable[[Context, Array], Array] = _input
    uses_weight: Callable[[Context, Sequence[Array]], Array] = _total
    uses_bias: Callable[[Context, Sequence[Array]], Array] = _total
    branches: Callable[[Context, Sequence[Array]], Array] = _total
    step: Callable[[Context, Array, Array], Array] = _step
    edge: Callable[[Context, Array, Array], Array] = _edge
    carry_forward: Mapping[int | str, Array] = field(default_factory=dict)

    def with_(self, **changed: Any) -> Rules:
        """These rules with some of them replaced."""
        # Faster than `dataclasses.replace`, which matters: one answer needs thousands of copies.
        made = object.__new__(Rules)
        made.__dict__.update(self.__dict__, **changed)
        return made


RIGHT = Rules()
#: The steps of a backward pass: the names of the rules.
STEPS = tuple(name for name in vars(RIGHT) if name != "carry_forward")
