"""Part F: a student's own modules, each with what it keeps, and a network made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER, NETWORK_INPUT
from autograder.exercises.declare import Answer, OwnSlip, block_slip
from autograder.exercises.draws import positive, values, weights
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import activation_delta, backward, forward_layers
from autograder.reference.rules import Array, Context, Layer, Rules, need
from autograder.slips.forward import Network, forward_slips
from autograder.slips.loss_value import Compared, loss_value_slips
from autograder.slips.slip import own_slip
from backhand.activations import ACTIVATIONS

# ---- the linear module -----------------------------------------------------------------------


def _forward(slug: str, clause: str, value: Callable[[Inputs], Array]) -> OwnSlip:
    """A slip of Z alone."""
    question = "Does this forward pass do, line by line, what is stated?"

    def wrong(given: Inputs, right: Answer) -> Answer:
        return {"Z": value(given)}

    return block_slip(slug, "S1", question=question, clause=clause)(wrong)


_OF_Z = (
    _forward(
        "bias-left-out",
        "the bias is left out of the forward pass",
        lambda g: g["X"] @ g["W"].T,
    ),
    _forward(
        "bias-subtracted",
        "the bias is subtracted in the forward pass",
        lambda g: g["X"] @ g["W"].T - g["b"],
    ),
    _forward(
        "bias-multiplied",
        "the bias is multiplied in, where it is added",
        lambda g: g["X"] @ g["W"].T * g["b"],
    ),
    _forward(
        "forward-transposed",
        "the input goes through W transposed on the way forward",
        lambda g: g["X"] @ g["W"] + g["b"],
    ),
    _forward(
        "other-activation",
        "there is a tanh in the linear module",
        lambda g: np.tanh(g["X"] @ g["W"].T + g["b"]),
    ),
    _forward(
        "other-activation",
        "there is a sigmoid in the linear module",
        lambda g: ACTIVATIONS["sigmoid"].function(g["X"] @ g["W"].T + g["b"]),
    ),
)


@MULTI_LAYER.computed(
    "implement",
    points=3,
    minutes=7,
    difficulty=2,
    items="M3 B8",
    errata="B-14",
    takes="X: N n_in, W: n_out n_in, b: n_out, delta: N n_out",
    gives="Z: N n_out, dX: N n_in, dW: n_out n_in, db: n_out",
    draw={"W": weights},
    own=_OF_Z,
    requires=[ONE_SAMPLE],
)
def linear_module(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """Z = X Wᵀ + b forward; dX, dW and db backward, from δ and the X that was kept."""
    Z = given["X"] @ given["W"].T + given["b"]
    context = Context((Layer(given["W"], given["b"], given["X"], Z, Z),))
    delta = given["delta"]
    return (
        Z,
        rules.input(context, delta),
        rules.weight(context, delta),
        rules.bias(context, delta),
    )


# ---- the sigmoid and the loss ----------------------------------------------------------------


def _sigmoid(given: Inputs) -> Network:
    """The sigmoid as a network: its only matrix is the identity."""
    return Network(given["Z"], [np.eye(given["Z"].shape[1])], None, ["sigmoid"])


@block_slip(
    "loss-factor-two", "B12", question="Write the loss of one entry, ½ included, and differentiate."
)
def _two_left_over(given: Inputs, right: Answer) -> Answer:
    """a factor 2 is left over from the derivative of the square"""
    return {"dA": 2 * right["dA"], "dZ": 2 * right["dZ"]}


def _of_sigmoid(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    (layer,) = layers
    context = Context((Layer(z=layer.z, a=layer.a, f=layer.f),), 0, given["Y"], "half_mean")
    A = need(layer.a)
    L = np.sum((A - given["Y"]) ** 2) / (2 * len(A))
    dA = rules.carry_forward.get("dA", rules.constant(context) * rules.residual(context))
    dZ = activation_delta(context, np.asarray(dA), rules)
    return {"A": A, "L": np.asarray(L), "dA": np.asarray(dA), "dZ": dZ}


def _sigmoid_and_target(given: Inputs) -> Compared:
    A = ACTIVATIONS["sigmoid"].function(given["Z"])
    return Compared(A, given["Y"], given["Z"], 0.5 / len(A))


@MULTI_LAYER.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    items="B4 B12",
    takes="Z: N n_out, Y: N n_out",
    gives={"A": "N n_out", "L": "", "dA": "N n_out", "dZ": "N n_out"},
    draw={"Y": positive},
    carry_forward={"dA": "dA"},
    own=[
        _two_left_over,
        *loss_value_slips(_sigmoid_and_target, mean=True),
        *(
            slip
            for slip in forward_slips("B4", _sigmoid, _of_sigmoid, ["sigmoid"])
            if slip.slug != "forward-transposed"
        ),
    ],
    requires=[ONE_SAMPLE],
)
def sigmoid_and_loss(given: Inputs, rules: Rules) -> Answer:
    """A = σ(Z) and L forward; ∂L/∂A and ∂L/∂Z backward, with half the mean squared error."""
    return _of_sigmoid(given, forward_layers(*_sigmoid(given)), rules)


# ---- the network -----------------------------------------------------------------------------


def _draw_weights(rng: Any, s: Any) -> list[Array]:
    widths = (s.n_in, s.n_hidden, s.n_more, s.n_out)
    return [weights(rng, n_to, n_from) for n_from, n_to in pairwise(widths)]


def _draw_biases(rng: Any, s: Any) -> list[Array]:
    return [values(rng, n) for n in (s.n_hidden, s.n_more, s.n_out)]


def _network(given: Inputs) -> Network:
    return Network(given["X"], given["weights"], given["biases"], ["sigmoid"] * 3)


def _layers(given: Inputs) -> tuple[Layer, ...]:
    return forward_layers(*_network(given))


def _loss(layers: Sequence[Layer], Y: Array) -> Array:
    return np.asarray(np.sum((need(layers[-1].a) - Y) ** 2) / (2 * len(Y)))


def _blocks(loss: Array, dWs: Sequence[Array], dbs: Sequence[Array], dX: Array) -> Answer:
    named = {f"dW{k}": dW for k, dW in enumerate(dWs, start=1)}
    named |= {f"db{k}": db for k, db in enumerate(dbs, start=1)}
    return {"L": loss, **named, "dX": dX}


def _of_network(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    found = backward(layers, rules, y=given["Y"], loss="half_mean")
    return _blocks(_loss(layers, given["Y"]), found.weights, found.biases, found.inputs)


@own_slip(
    "modules-in-forward-order",
    "M3",
    question="Which module gave the loss its input? Which one gave that module its own?",
)
def _forward_order(given: Inputs) -> Answer:
    """the modules are called on the way back in the order of the way forward"""
    layers = _layers(given)
    g = (need(layers[-1].a) - given["Y"]) / len(given["Y"])
    dWs, dbs = [], []
    for layer in layers:
        dWs.append(g.T @ need(layer.x))
        dbs.append(g.sum(axis=0))
        g = (g @ need(layer.W)) * layer.slope
    return _blocks(_loss(layers, given["Y"]), dWs, dbs, g)


@own_slip(
    "cache-shared",
    "M3",
    question="Call `forward` of two modules of one class. Does each still know its own input?",
)
def _one_cache(given: Inputs) -> Answer:
    """all modules of a class keep their values in one place, so that the last one's are found"""
    layers = _layers(given)
    last = layers[-1]
    g = (need(last.a) - given["Y"]) / len(given["Y"])
    dWs, dbs = list[Array](), list[Array]()
    for layer in reversed(layers):
        delta = g * last.slope
        dWs.insert(0, delta.T @ need(last.x))
        dbs.insert(0, delta.sum(axis=0))
        g = delta @ need(layer.W)
    return _blocks(_loss(layers, given["Y"]), dWs, dbs, g)


def _output_and_target(given: Inputs) -> Compared:
    top, Y = _layers(given)[-1], given["Y"]
    return Compared(need(top.a), Y, need(top.z), 0.5 / len(Y))


@MULTI_LAYER.computed(
    "implement",
    points=4,
    minutes=7,
    difficulty=3,
    items="M3 B8",
    needs="linear_module sigmoid_and_loss",
    errata="B-13 B-14",
    takes="X: N n_in, Y: N n_out, weights, biases",
    gives={
        "L": "",
        "dW1": "n_hidden n_in",
        "dW2": "n_more n_hidden",
        "dW3": "n_out n_more",
        "db1": "n_hidden",
        "db2": "n_more",
        "db3": "n_out",
        "dX": "N n_in",
    },
    draw={"Y": positive, "weights": _draw_weights, "biases": _draw_biases},
    own=[
        *NETWORK_INPUT,
        *forward_slips("M3", _network, _of_network, ["sigmoid"] * 3, biases=True),
        _forward_order,
        _one_cache,
        *loss_value_slips(_output_and_target, mean=True),
    ],
    requires=[ONE_SAMPLE],
)
def network_by_modules(given: Inputs, rules: Rules) -> Answer:
    """The loss and all gradients of a network of three sigmoid layers, for a batch."""
    return _of_network(given, _layers(given), rules)
