"""Slips of the forward pass: every line of the backward pass is right, but for another network.

Exercises whose reference runs a network forward list these among their `own` slips.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.reference.rules import RIGHT, Array, Layer, Rules, need
from autograder.slips.slip import Slip
from backhand.activations import ACTIVATIONS, Activation

Reference = Callable[[Any, Rules], dict[str, Any]]


def other_forward(slug: str, clause: str, item: str, values: Any) -> Slip:
    """A slip of the forward pass; `values` computes what the right rules give after it."""
    return Slip(
        slug,
        clause,
        "Does this forward pass do, line by line, what the exercise states?",
        item,
        values=values,
    )


def biases_left_out(item: str, *names: str) -> Callable[[Reference], Slip]:
    """The slip that leaves out the biases, whose names among the inputs are `names`."""

    def of(reference: Reference) -> Slip:
        return other_forward(
            "bias-left-out",
            "the bias is left out of the forward pass",
            item,
            lambda given: reference({**given, **{n: 0 * given[n] for n in names}}, RIGHT),
        )

    return of


class Network(NamedTuple):
    """What a forward pass starts from, first layer first."""

    x: Array
    weights: Sequence[Array]
    biases: Sequence[Array] | None
    activations: Sequence[str]


#: The value of a layer's z, and its activation, from its input, W, b and the right activation.
WrongLayer = Callable[[Array, Array, Array | float, Activation], tuple[Array, Activation]]

#: The slope as a function of a: what the line of the backward pass goes on saying.
_CLOSED: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
}


def _right(x: Array, W: Array, b: Array | float) -> Array:
    return np.asarray(x @ W.T + b)


def _put(function: Callable[[Any], Array]) -> WrongLayer:
    """Another activation in the forward pass alone."""

    def wrong(x: Array, W: Array, b: Array | float, f: Activation) -> tuple[Array, Activation]:
        closed = _CLOSED[f.name]
        return _right(x, W, b), Activation(f.name, function, lambda z: closed(function(z)))

    return wrong


def _swap(name: str) -> WrongLayer:
    """Another activation, forward and backward."""
    return lambda x, W, b, f: (_right(x, W, b), ACTIVATIONS[name])


def _other(f: str) -> str:
    return "tanh" if f == "sigmoid" else "sigmoid"


def _of_activation(f: str, layers: int) -> Iterator[tuple[str, str, WrongLayer]]:
    """Slug, words and layer of each slip of one activation, in so many layers."""
    other = _other(f)
    yield "other-activation", f"a {other} stands for the {f}", _swap(other)
    yield (
        "other-activation",
        f"a {other} stands for the {f} in the forward pass, but not in the slope",
        _put(ACTIVATIONS[other].function),
    )
    yield "activation-left-out", f"there is no {f}, forward and backward", _swap("identity")
    yield (
        "activation-left-out",
        f"there is no {f} in the forward pass, but its slope is there",
        _put(lambda z: z),
    )
    if f == "sigmoid" and layers < 3:
        # In more layers its numbers grow without bounds.
        yield "sigmoid-mistyped", "e^z stands where the sigmoid of z belongs", _put(np.exp)
    if f == "sigmoid":
        yield (
            "sigmoid-mistyped",
            "the sign of the exponent is turned in the sigmoid",
            _put(lambda z: 1 / (1 + np.exp(z))),
        )


def _of_layer(biases: bool) -> Iterator[tuple[str, str, WrongLayer]]:
    """Slug, words and layer of each slip of W x + b."""
    if biases:
        yield "bias-left-out", "the bias is left out", lambda x, W, b, f: (_right(x, W, 0.0), f)
        yield "bias-subtracted", "the bias is subtracted", lambda x, W, b, f: (_right(x, W, -b), f)
    yield (
        "forward-transposed",
        "the input meets the weights transposed on the way forward",
        lambda x, W, b, f: (np.asarray(x @ W + b), f),
    )


def run(network: Network, wrong: WrongLayer | None = None, at: Sequence[int] = ()) -> Any:
    """The layers of a forward pass, with the layers numbered `at` replaced by a wrong one."""
    layers, x = [], network.x
    for k, (W, name) in enumerate(zip(network.weights, network.activations, strict=True)):
        b = network.biases[k] if network.biases else None
        c, f = 0.0 if b is None else b, ACTIVATIONS[name]
        z, f = wrong(x, W, c, f) if wrong and k in at else (_right(x, W, c), f)
        layers.append(Layer(W, b, x, z, f.function(z), f))
        x = need(layers[-1].a)
    return tuple(layers)


def _places(count: int, output: bool) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Words for the layers that go wrong together, and their numbers."""
    if count == 1:
        yield "", (0,)
        return
    if output:
        yield " (in every layer)", tuple(range(count))
        yield " (at the output layer alone)", (count - 1,)
    below = " (in the hidden layer alone)" if count == 2 else " (below the output layer)"
    yield below, tuple(range(count - 1))


def forward_slips(
    item: str,
    network: Callable[[Any], Network],
    answer: Callable[[Any, tuple[Layer, ...], Rules], dict[str, Any]],
    activations: Sequence[str],
    *,
    biases: bool = False,
    output: bool = True,
) -> list[Slip]:
    """The slips of a network's forward pass, each at every layer and at some of them only.

    Parameters
    ----------
    network : callable
        `inputs -> Network`.
    answer : callable
        `(inputs, layers, rules) -> blocks`: the backward pass.
    activations : sequence of str
        Those of the network. Layers that differ do not go wrong together.
    biases : bool
        Whether it has biases.
    output : bool
        Whether the answer depends on what the last layer puts out.
    """

    def slip(slug: str, words: str, wrong: WrongLayer, at: tuple[int, ...]) -> Slip:
        return other_forward(
            slug, words, item, lambda given: answer(given, run(network(given), wrong, at), RIGHT)
        )

    found = []
    for where, at in _places(len(activations), output):
        names = {activations[k] for k in at}
        kinds = list(_of_layer(biases))
        if len(names) == 1 and names <= set(_CLOSED):
            kinds += _of_activation(names.pop(), len(at))
        found += [slip(slug, words + where, wrong, at) for slug, words, wrong in kinds]
    return found
