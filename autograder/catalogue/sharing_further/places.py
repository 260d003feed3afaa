"""A convolution as one small layer at each place: its kernel is a weight with as many uses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules


class Places(NamedTuple):
    """Which input each weight of a kernel meets at each place.

    Attributes
    ----------
    met : ndarray of int, shape (places, weights)
        The number of an input; -1 stands for a zero of the padding.
    inputs : int
        How many inputs there are.
    """

    met: Array
    inputs: int


def in_a_row(inputs: int, weights: int, stride: int = 1, padding: int = 0) -> Places:
    """The places of a kernel on a row of inputs: weight a of place i meets x_{stride·i+a−padding}.

    Derivation: F1, F4.
    """
    count = (inputs + 2 * padding - weights) // stride + 1
    met = stride * np.arange(count)[:, None] + np.arange(weights) - padding
    return Places(np.where((met >= 0) & (met < inputs), met, -1), inputs)


def in_a_plane(shape: Sequence[int], kernel: Sequence[int]) -> Places:
    """The places of a kernel on a plane of inputs, all numbered row by row.

    Derivation: F5.
    """
    (high, wide), (down, across) = shape, kernel
    corners = [wide * i + j for i, j in product(range(high - down + 1), range(wide - across + 1))]
    window = [wide * a + b for a, b in product(range(down), range(across))]
    return Places(np.add.outer(corners, window), high * wide)


def seen(places: Places, x: Array) -> Array:
    """What the kernel meets at each place, shape (places, weights); 0 in the padding."""
    return np.append(x, 0.0)[places.met]


def uses(places: Places, delta: Array, x: Array, w: Array) -> Context:
    """The kernel at each place as a layer with one output, and its δ; stands at the last place."""
    layers = tuple(Layer(W=w[None], x=window[None]) for window in seen(places, x))
    found = Adjoints(delta={i: d.reshape(1, 1) for i, d in enumerate(delta)})
    return Context(layers, len(layers) - 1, adjoints=found)


def gradients(places: Places, last: Context, rules: Rules) -> tuple[Array, Array]:
    """∂L/∂w and ∂L/∂x: a term for each use of a weight, and for each input what arrives there.

    ∂L/∂w_a = Σ_i δ_i x_{s i+a−p},  ∂L/∂x_j = Σ δ_i w_a, where s i + a − p = j

    Derivation: F2, F3, F4.
    """
    found, sent = last.adjoints, []
    for i, delta in found.delta.items():
        here = last.at(i)
        found.weight[i] = rules.weight(here, delta)
        sent.append(rules.input(here, delta)[0])
    dw = rules.uses_weight(last, list(found.weight.values()))
    return np.reshape(dw, places.met.shape[1]), _arrived(places, last, sent, rules)


def bias_gradient(last: Context, rules: Rules) -> Array:
    """∂L/∂b = Σ_i δ_i, a number.

    Derivation: F2.
    """
    terms = [rules.bias(last.at(i), delta) for i, delta in last.adjoints.delta.items()]
    return np.reshape(rules.uses_bias(last, terms), ())


def _arrived(places: Places, last: Context, sent: Sequence[Array], rules: Rules) -> Array:
    """What arrives at each input from the places that it is met at; 0 where there is none."""
    arriving: list[list[Array]] = [[] for _ in range(places.inputs)]
    for row, terms in zip(places.met, sent, strict=True):
        for j, term in zip(row, terms, strict=True):
            if j >= 0:
                arriving[j].append(term)
    return np.array([float(rules.branches(last, terms)) if terms else 0.0 for terms in arriving])
