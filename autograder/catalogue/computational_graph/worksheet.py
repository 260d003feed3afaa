"""The worksheet's network by hand and in code: one neuron, forward, backward, the output's sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.graphs import (
    COMPUTATIONAL_GRAPH,
    cancels,
    number,
    target,
    worksheet_inputs,
)
from autograder.exercises.declare import Answer, OwnSlip, Rng, block_slip
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference import graph_program
from autograder.reference.graph_program import neuron_layer, worksheet_values
from autograder.reference.programs import activation_delta, output_delta
from autograder.reference.rules import RIGHT, Array, Context, Rules
from autograder.slips.graph import NEURONS
from autograder.slips.slip import own_slip
from backhand.activations import ACTIVATIONS
from backhand.worksheet import INSTANCES, WEIGHT_NAMES

_SIN = ACTIVATIONS["sin"]
_FROM_TO = "From which unit, and to which unit, does the weight w₁₂ lead?"

# ---- one neuron ------------------------------------------------------------------------------


def _draw_neuron(rng: Rng, s: Sizes) -> Answer:
    while True:
        w, h = weights(rng, 1, s.n_in)[0], values(rng, s.n_in)
        if 0.5 < abs(w @ h) < 1.3:  # the sine bends, and is not flat
            return {"g": number(rng), "w": w, "h": h}


@block_slip(
    "factors-exchanged",
    "W1",
    question="z′ = Σ ω h. Differentiated by ω, which factor is left standing?",
)
def _exchanged(given: Inputs, right: Answer) -> Answer:
    """the weights' gradient and the message to the inputs have changed places"""
    return {"dw": right["dh"], "dh": right["dw"]}


@COMPUTATIONAL_GRAPH.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="W1",
    errata="C-11",
    takes="g, w: n_in, h: n_in",
    gives="dw: n_in, dh: n_in",
    draw=_draw_neuron,
    own=[_exchanged],
)
def one_neuron(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂J/∂w = δ h and ∂J/∂h = δ w, where δ = g cos z."""
    context = Context((neuron_layer(given["w"], given["h"], _SIN),))
    delta = activation_delta(context, np.array([[given["g"]]]), rules)
    return rules.weight(context, delta).ravel(), rules.input(context, delta).ravel()


# ---- by hand ---------------------------------------------------------------------------------

_INTEGER = INSTANCES["integer"]


def _w12_for_w21(named: Mapping[str, Any]) -> Answer:
    """The same values with those of w12 and w21 exchanged."""
    return {**named, "w12": named["w21"], "w21": named["w12"]}


@own_slip("index-roles-swapped", "W3", question=_FROM_TO)
def _forward_to_from(right: Answer) -> Answer:
    """w₁₂ is read as leading from x₂ to h₁"""
    found = worksheet_values(_w12_for_w21(_INTEGER.weights), _INTEGER.x, _INTEGER.t)
    return {name: found[name] for name in ("h1", "h2")}


@own_slip("exp-of-zero", "W3", question="What is the exponential at 0?")
def _exp_of_zero(right: Answer) -> Answer:
    """e⁰ is taken to be 0"""
    return {"h4": 0.0}


@own_slip(
    "activation-misread",
    "W3",
    question="Copy f₂ exactly as it is stated. What is it at z₂ = 2?",
)
def _without_half(right: Answer) -> Answer:
    """h₂ is z₂ squared, without the ½"""
    return {"h2": 2 * right["h2"]}


@own_slip(
    "loss-factor-two",
    "W3",
    question="Copy the loss exactly as it is stated, constant included.",
)
def _loss_without_half(right: Answer) -> Answer:
    """the loss is the squared error, without the ½"""
    return {"J": 2 * right["J"]}


@COMPUTATIONAL_GRAPH.entries(
    "worksheet",
    points=1,
    minutes=3,
    difficulty=1,
    items="W3",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0, 0.5, 1, 2, 3)],
    partial=True,
    own=[_forward_to_from, _exp_of_zero, _without_half, _loss_without_half],
)
def worksheet_forward() -> Answer:
    """Every unit and the loss, with the integer weights."""
    found = worksheet_values(*_INTEGER)
    return {name: found[name] for name in ("h1", "h2", "h3", "h4", "o", "J")}


_MESSAGES = ("o", "h3", "h4", "h1 via h3", "h1 via h4", "h1", "h2")
_HAND_ORDER = ("u1", "u2", "v11", "v12", "v22", "w11", "w21", "w12", "w22")


def _one_term(right: Answer, unit: str) -> Answer:
    """What follows if h1 receives the message through that unit alone."""
    h1 = right[f"dJ/dh1 via {unit}"]
    x1, x2 = _INTEGER.x
    return {"dJ/dh1": h1, "dJ/dw11": h1 * x1, "dJ/dw21": h1 * x2}


@own_slip(
    "sign-flipped-error",
    "W4",
    question="If the output is too high, should ∂J/∂o be positive or negative?",
)
def _error_turned(right: Answer) -> Answer:
    """the error at the output is target minus output"""
    return {name: -value for name, value in right.items()}


@own_slip(
    "path-missing",
    "W2",
    question="How many arrows leave h₁, and what does each of them send back?",
)
def _through_h3_alone(right: Answer) -> Answer:
    """of what comes back to h₁ only the part through h₃ is counted"""
    return _one_term(right, "h3")


@own_slip(
    "path-missing",
    "W2",
    question="How many arrows leave h₁, and how do their messages combine?",
)
def _through_h4_alone(right: Answer) -> Answer:
    """what comes back to h₁ through h₃ is not added: it is left out, or multiplied"""
    return _one_term(right, "h4")


@own_slip("index-roles-swapped", "W6", question=_FROM_TO)
def _names_exchanged(right: Answer) -> Answer:
    """the gradients of w₁₂ and w₂₁ stand under each other's names"""
    return {"dJ/dw12": right["dJ/dw21"], "dJ/dw21": right["dJ/dw12"]}


@own_slip(
    "hidden-fprime-missing",
    "W6",
    question="Between h₂ and z₂ sits f₂. Where is its slope in this product?",
)
def _slope_of_h2_missing(right: Answer) -> Answer:
    """the slope of h₂ = ½z₂² is not there"""
    x1, x2 = _INTEGER.x
    return {"dJ/dw12": right["dJ/dh2"] * x1, "dJ/dw22": right["dJ/dh2"] * x2}


@own_slip(
    "hidden-fprime-missing",
    "W5",
    question="Between h₃ and z₃ sits f₃. Where is its slope in this product?",
)
def _slope_of_h3_missing(right: Answer) -> Answer:
    """the slope of h₃ = 2z₃ is not there"""
    return {"dJ/dv11": right["dJ/dv11"] / 2}


@COMPUTATIONAL_GRAPH.entries(
    "worksheet",
    points=4,
    minutes=8,
    difficulty=2,
    items="W2 W4 W5 W6",
    errata="C-02 C-05",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (-9, -6, -3, -1, 0, 1, 3, 6, 7)],
    partial=True,
    # Each gradient comes from that of the unit behind it; h1 feeds two units, and two terms add.
    follows={
        **dict.fromkeys(("dJ/dh3", "dJ/dh4", "dJ/du1", "dJ/du2"), ("dJ/do",)),
        **dict.fromkeys(("dJ/dh1 via h3", "dJ/dv11"), ("dJ/dh3",)),
        **dict.fromkeys(("dJ/dh1 via h4", "dJ/dh2", "dJ/dv12", "dJ/dv22"), ("dJ/dh4",)),
        "dJ/dh1": ("dJ/dh1 via h3", "dJ/dh1 via h4"),
        **dict.fromkeys(("dJ/dw11", "dJ/dw21"), ("dJ/dh1",)),
        **dict.fromkeys(("dJ/dw12", "dJ/dw22"), ("dJ/dh2",)),
    },
    own=[
        _error_turned,
        _through_h3_alone,
        _through_h4_alone,
        _names_exchanged,
        _slope_of_h2_missing,
        _slope_of_h3_missing,
    ],
)
def worksheet_backward() -> Answer:
    """What comes back to every unit and every weight, with the integer weights."""
    found = graph_program.worksheet_backward(*_INTEGER, RIGHT)
    return {f"dJ/d{name}": found[name] for name in (*_MESSAGES, *_HAND_ORDER)}


# ---- the output layer, repaired --------------------------------------------------------------


def _draw_output(rng: Rng, s: Sizes) -> Answer:
    while True:
        given = {name: number(rng, 0.3, 0.9) for name in ("h3", "h4", "u1", "u2")}
        if not cancels(np.array([given["u1"] * given["h3"], given["u2"] * given["h4"]])):
            return {**given, "t": target(rng, s)}


@COMPUTATIONAL_GRAPH.computed(
    "repair",
    points=1,
    minutes=3,
    difficulty=1,
    items="W4",
    errata="C-01",
    takes="h3, h4, u1, u2, t",
    gives="dh3, dh4, du1, du2",
    draw=_draw_output,
    own=NEURONS,
)
def output_layer(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂J/∂h = δ u and ∂J/∂u = δ h, where δ = (o − t) cos z."""
    layer = neuron_layer([given["u1"], given["u2"]], [given["h3"], given["h4"]], _SIN)
    context = Context((layer,), 0, np.array([[given["t"]]]), "half_sum")
    delta = output_delta(context, rules)
    return *rules.input(context, delta).ravel(), *rules.weight(context, delta).ravel()


# ---- all gradients ---------------------------------------------------------------------------

_NAMES = (*WEIGHT_NAMES, "x1", "x2")


# A wrong sign or a factor of 2 in one number alone does not show where in its product it arose.


def _sign_turned(name: str) -> OwnSlip:
    return block_slip(
        "sign-flipped",
        "W4",
        question="Does the same error o − t stand in all of these products?",
        clause=f"the sign of {name} alone is turned",
    )(lambda given, right: {name: -right[name]})


def _doubled(name: str) -> OwnSlip:
    return block_slip(
        "factor-two",
        "W5",
        question="Which of the five activations brings a factor 2, and for whom?",
        clause=f"a factor 2 is in {name} alone that does not belong",
    )(lambda given, right: {name: 2 * right[name]})


@block_slip("index-roles-swapped", "W6", question=_FROM_TO)
def _labels_swapped(given: Inputs, right: Answer) -> Answer:
    """the gradients of w₁₂ and w₂₁ stand under each other's names"""
    return _w12_for_w21(right)


@own_slip("index-roles-swapped", "W3", question=_FROM_TO)
def _read_to_from(given: Inputs) -> Answer:
    """w₁₂ is read as leading from x₂ to h₁, forward and backward"""
    turned = {**given, "weights": _w12_for_w21(given["weights"])}
    found = _w12_for_w21(graph_program.worksheet_backward(**turned, rules=RIGHT))
    return {name: found[name] for name in _NAMES}


@own_slip(
    "sum-over-units",
    "W2",
    question="What does the sum run over: units of one layer, or arrows that leave one unit?",
)
def _units_added(given: Inputs) -> Answer:
    """∂J/∂h₁ and ∂J/∂h₂ are added, not the messages that arrive at h₁"""
    right = graph_program.worksheet_backward(**given, rules=RIGHT)
    w, total = given["weights"], right["h1"] + right["h2"]
    x1, x2 = (float(v) for v in given["x"])
    return {
        "w11": total * x1,
        "w21": total * x2,
        "x1": total * w["w11"] + right["x1 via h2"],
        "x2": total * w["w21"] + right["x2 via h2"],
    }


@own_slip(
    "missing-transpose-w",
    "W14",
    question="Which two weights does x₁ meet on the way forward?",
)
def _row_for_column(given: Inputs) -> Answer:
    """an input collects over the weights into one unit, not over its own"""
    right = graph_program.worksheet_backward(**given, rules=RIGHT)
    w = given["weights"]
    delta1, delta2 = right["h1"], right["x1 via h2"] / w["w12"]
    return {
        "x1": delta1 * w["w11"] + delta2 * w["w21"],
        "x2": delta1 * w["w12"] + delta2 * w["w22"],
    }


@COMPUTATIONAL_GRAPH.computed(
    "implement",
    points=4,
    minutes=8,
    difficulty=2,
    items="W2 W4 W5 W6 W14",
    errata="C-09",
    takes="weights, x, t",
    gives=", ".join(_NAMES),
    draw=worksheet_inputs,
    own=[
        *NEURONS,
        *map(_sign_turned, _NAMES),
        *map(_doubled, _NAMES),
        _labels_swapped,
        _read_to_from,
        _units_added,
        _row_for_column,
    ],
)
def worksheet_gradients(given: Inputs, rules: Rules) -> Answer:
    """∂J/∂ every weight and both inputs."""
    found = graph_program.worksheet_backward(**given, rules=rules)
    return {name: np.asarray(found[name]) for name in _NAMES}
