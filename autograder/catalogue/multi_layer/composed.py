"""Part F: a student's own modules, each with what it keeps, and a network made of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER, NETWORK_INPUT
from autograder.exercises.declare import Answer, block_slip
from autograder.exercises.draws import positive, values, weights
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import activation_delta, backward, forward_layers
from autograder.reference.rules import Array, Context, Layer, Rules, need
from autograder.slips.slip import own_slip
from backhand.activations import ACTIVATIONS

# ---- the linear module -----------------------------------------------------------------------


@block_slip(
    "bias-left-out", "S1", question="Does this forward pass do, line by line, what is stated?"
)
def _no_bias(given: Inputs, right: Answer) -> Answer:
    """the bias is left out of the forward pass"""
    return {"Z": right["Z"] - given["b"]}


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
    own=[_no_bias],
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


@block_slip(
    "loss-factor-two", "B12", question="Copy the loss exactly as stated, constant included."
)
def _no_half(given: Inputs, right: Answer) -> Answer:
    """the ½ of the loss is not there when its value is calculated"""
    return {"L": 2 * right["L"]}


@block_slip("batch-sum-for-mean", "B12", question="Is the loss a sum or a mean over the samples?")
def _sum(given: Inputs, right: Answer) -> Answer:
    """the loss is added up over the samples when its value is calculated"""
    return {"L": right["L"] * len(given["Z"])}


@block_slip(
    "mean-over-all-entries", "B12", question="By what is the sum divided: samples, or entries?"
)
def _mean_of_entries(given: Inputs, right: Answer) -> Answer:
    """the loss is divided by the number of all entries when its value is calculated"""
    return {"L": right["L"] / given["Z"].shape[1]}


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
    own=[_no_half, _sum, _mean_of_entries],
    requires=[ONE_SAMPLE],
)
def sigmoid_and_loss(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """A = σ(Z) and L forward; ∂L/∂A and ∂L/∂Z backward, with half the mean squared error."""
    f = ACTIVATIONS["sigmoid"]
    A = f.function(given["Z"])
    context = Context((Layer(z=given["Z"], a=A, f=f),), 0, given["Y"], "half_mean")
    L = np.sum((A - given["Y"]) ** 2) / (2 * len(A))
    dA = rules.carry_forward.get("dA", rules.constant(context) * rules.residual(context))
    return A, np.asarray(L), np.asarray(dA), activation_delta(context, np.asarray(dA), rules)


# ---- the network -----------------------------------------------------------------------------


def _draw_weights(rng: Any, s: Any) -> list[Array]:
    widths = (s.n_in, s.n_hidden, s.n_more, s.n_out)
    return [weights(rng, n_to, n_from) for n_from, n_to in pairwise(widths)]


def _draw_biases(rng: Any, s: Any) -> list[Array]:
    return [values(rng, n) for n in (s.n_hidden, s.n_more, s.n_out)]


def _layers(given: Inputs) -> tuple[Layer, ...]:
    return forward_layers(given["X"], given["weights"], given["biases"], ["sigmoid"] * 3)


def _loss(layers: Sequence[Layer], Y: Array) -> Array:
    return np.asarray(np.sum((need(layers[-1].a) - Y) ** 2) / (2 * len(Y)))


def _blocks(loss: Array, dWs: Sequence[Array], dbs: Sequence[Array], dX: Array) -> Answer:
    named = {f"dW{k}": dW for k, dW in enumerate(dWs, start=1)}
    named |= {f"db{k}": db for k, db in enumerate(dbs, start=1)}
    return {"L": loss, **named, "dX": dX}


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


def _loss_slip(slug: str, clause: str, question: str, factor: Any) -> Any:
    """A slip of the value of the loss alone."""

    def wrong(given: Inputs, right: Answer) -> Answer:
        return {"L": right["L"] * factor(given["Y"])}

    return block_slip(slug, "B12", question=question, clause=clause)(wrong)


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
        _forward_order,
        _one_cache,
        _loss_slip(
            "loss-factor-two",
            "the ½ of the loss is not there when its value is calculated",
            "Copy the loss exactly as stated, constant included.",
            lambda Y: 2,
        ),
        _loss_slip(
            "batch-sum-for-mean",
            "the loss is added up over the samples when its value is calculated",
            "Is the loss a sum or a mean over the samples?",
            len,
        ),
    ],
    requires=[ONE_SAMPLE],
)
def network_by_modules(given: Inputs, rules: Rules) -> Answer:
    """The loss and all gradients of a network of three sigmoid layers, for a batch."""
    layers = _layers(given)
    found = backward(layers, rules, y=given["Y"], loss="half_mean")
    return _blocks(_loss(layers, given["Y"]), found.weights, found.biases, found.inputs)
