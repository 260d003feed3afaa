"""The worksheet's network by hand and in code: one neuron, forward, local derivatives, backward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.graphs import (
    COMPUTATIONAL_GRAPH,
    number,
    worksheet_inputs,
)
from autograder.catalogue.computational_graph.worksheet_lines import LINES
from autograder.exercises.declare import Answer, Rng, block_slip
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference import graph_program
from autograder.reference.graph_program import neuron_layer, worksheet_values
from autograder.reference.programs import activation_delta
from autograder.reference.rules import RIGHT, Array, Context, Rules
from autograder.slips.graph import NEURONS, slope_of
from autograder.slips.slip import Slip, at, own_slip
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


_FACTOR_LEFT = "z = Σ ω h. Differentiate with respect to ω: which factor is left?"


@block_slip("weight-as-input", "W1", question=_FACTOR_LEFT)
def _weights_for_inputs(given: Inputs, right: Answer) -> Answer:
    """the weights stand where the inputs belong"""
    return {"dw": right["dh"]}


@block_slip("factors-exchanged", "W1", question=_FACTOR_LEFT)
def _inputs_for_weights(given: Inputs, right: Answer) -> Answer:
    """the inputs stand where the weights belong"""
    return {"dh": right["dw"]}


@block_slip("factors-exchanged", "W1", question=_FACTOR_LEFT)
def _exchanged(given: Inputs, right: Answer) -> Answer:
    """the weights' gradient and the message to the inputs have changed places"""
    return {"dw": right["dh"], "dh": right["dw"]}


def _with_delta(given: Inputs, delta: Any) -> Answer:
    """Both results with another δ."""
    return {"dw": delta * given["h"], "dh": delta * given["w"]}


_DOUBLE = "If g were twice as large, what should happen to both results?"


@own_slip("upstream-replaced-by-output", "W1", question=_DOUBLE)
def _sum_for_adjoint(given: Inputs) -> Answer:
    """the neuron's sum z stands where the adjoint of its output belongs"""
    z = given["w"] @ given["h"]
    return _with_delta(given, z * np.cos(z))


@own_slip("upstream-replaced-by-output", "W1", question=_DOUBLE)
def _output_for_adjoint(given: Inputs) -> Answer:
    """the neuron's output stands where the adjoint of it belongs"""
    z = given["w"] @ given["h"]
    return _with_delta(given, np.sin(z) * np.cos(z))


@own_slip("sum-left-out", "W1", question="How many numbers z does one neuron have?")
def _products_not_summed(given: Inputs) -> Answer:
    """the products ω h are not summed to one z: each input has a slope of its own"""
    return _with_delta(given, given["g"] * np.cos(given["w"] * given["h"]))


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
    own=[
        _weights_for_inputs,
        _inputs_for_weights,
        _exchanged,
        _sum_for_adjoint,
        _output_for_adjoint,
        _products_not_summed,
    ],
)
def one_neuron(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂J/∂w = δ h and ∂J/∂h = δ w, where δ = g cos z."""
    context = Context((neuron_layer(given["w"], given["h"], _SIN),))
    delta = activation_delta(context, np.array([[given["g"]]]), rules)
    return rules.weight(context, delta).ravel(), rules.input(context, delta).ravel()


# ---- by hand ---------------------------------------------------------------------------------

_HAND = INSTANCES["hand"]


def _w12_for_w21(named: Mapping[str, Any]) -> Answer:
    """The same values with those of w12 and w21 exchanged."""
    return {**named, "w12": named["w21"], "w21": named["w12"]}


@own_slip("index-roles-swapped", "W3", question=_FROM_TO)
def _forward_to_from(right: Answer) -> Answer:
    """w₁₂ is read as leading from x₂ to h₁"""
    found = worksheet_values(_w12_for_w21(_HAND.weights), _HAND.x, _HAND.t)
    return {name: found[name] for name in ("h1", "h2")}


_COPY = "Copy the activations exactly as the table states them. What does each do to its z?"


@own_slip("activation-misread", "W3", question=_COPY)
def _without_half(right: Answer) -> Answer:
    """h₂ is z₂ squared, without the ½"""
    return {"h2": 2 * right["h2"]}


@own_slip("activation-misread", "W3", question=_COPY)
def _without_two(right: Answer) -> Answer:
    """h₃ is z₃ itself, without the 2"""
    return {"h3": right["h3"] / 2}


@own_slip("activation-misread", "W3", question=_COPY)
def _without_exp(right: Answer) -> Answer:
    """h₄ is z₄ itself, without the exponential"""
    return {"h4": float(np.log(right["h4"]))}


@own_slip("activation-misread", "W3", question=_COPY)
def _without_sine(right: Answer) -> Answer:
    """o is z_o itself, without the sine"""
    return {"o": worksheet_values(*_HAND)["z_o"]}


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
    minutes=5,
    difficulty=1,
    items="W3",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0, 0.5, 1, 2, 3, 5, 8)],
    partial=True,
    own=[
        _forward_to_from,
        _without_half,
        _without_two,
        _without_exp,
        _without_sine,
        _loss_without_half,
    ],
)
def worksheet_forward() -> Answer:
    """Every unit and the loss, with the weights for pen and paper."""
    found = worksheet_values(*_HAND)
    return {name: found[name] for name in ("h1", "h2", "h3", "h4", "o", "J")}


# ---- local derivatives -----------------------------------------------------------------------


def _locals(rules: Rules) -> Answer:
    """The derivative of each neuron with respect to its inputs and its weights."""
    found: Answer = {}
    layers = graph_program.worksheet_forward(_HAND.weights, _HAND.x)
    for name, incoming, reads, _ in reversed(graph_program.NEURONS):
        context = Context((layers[name],))
        slope = rules.slope(context)
        to_inputs, to_weights = rules.input(context, slope), rules.weight(context, slope)
        units = [unit for unit in reads if unit not in ("x1", "x2")]
        found |= {f"d{name}/d{u}": to_inputs[0, k].item() for k, u in enumerate(units)}
        found |= {f"d{name}/d{w}": to_weights[0, k].item() for k, w in enumerate(incoming)}
    return found


def _with_slope(activation: str, formula: Any) -> Rules:
    """The right rules, but for the slope of one activation."""
    return at("slope", slope_of(activation, formula))(RIGHT)


def _changed(right: Answer, found: Mapping[str, Any]) -> Answer:
    """Those of the entries found that differ from the right ones."""
    return {name: found[name] for name in right if abs(found[name] - right[name]) > 1e-9}


_OWN_SLOPE = "Between z and the output sits f. What is its slope, and where is it in the product?"
#: Slug, words, activation and the slope taken; without a product that belongs to another unit.
_WRONG_SLOPES = (
    ("output-fprime-missing", "the slope of o = sin z_o is not there", "sin", None),
    (
        "f-for-fprime",
        "at the output the sine stands where its slope belongs",
        "sin",
        lambda z, a: a,
    ),
    ("hidden-fprime-missing", "the slope of h₄ = exp(z₄) is not there", "exp", None),
    ("hidden-fprime-missing", "the slope of h₃ = 2z₃ is not there", "double", None),
    ("hidden-fprime-missing", "the slope of h₂ = ½z₂² is not there", "half_square", None),
    (
        "f-for-fprime",
        "at h₂ the value ½z₂² stands where its slope belongs",
        "half_square",
        lambda z, a: a,
    ),
)


def _slope_slips(of: Callable[[Rules], Answer], item: str) -> list[Slip]:
    """A slip for each wrong slope; `of` computes the entries with given rules."""

    def slip(slug: str, words: str, activation: str, formula: Any) -> Slip:
        rules = _with_slope(activation, formula or (lambda z, a: np.ones_like(z)))
        declare = own_slip(slug, item, question=_OWN_SLOPE, clause=words)
        return declare(lambda right: _changed(right, of(rules)))

    return [slip(*wrong) for wrong in _WRONG_SLOPES]


@own_slip(
    "factors-exchanged",
    "W4",
    question="z_o = u₁h₃ + u₂h₄. Differentiate with respect to h₃: what is left?",
)
def _locals_exchanged(right: Answer) -> Answer:
    """at the output, the derivative for a unit is taken for that of its weight"""
    return {
        "do/dh3": right["do/du1"],
        "do/dh4": right["do/du2"],
        "do/du1": right["do/dh3"],
        "do/du2": right["do/dh4"],
    }


@own_slip("index-roles-swapped", "W6", question=_FROM_TO)
def _inputs_exchanged(right: Answer) -> Answer:
    """a weight is multiplied by an input that it does not lead from"""
    return {
        "dh1/dw11": right["dh1/dw21"],
        "dh1/dw21": right["dh1/dw11"],
        "dh2/dw12": right["dh2/dw22"],
        "dh2/dw22": right["dh2/dw12"],
    }


@COMPUTATIONAL_GRAPH.entries(
    "worksheet",
    points=3,
    minutes=8,
    difficulty=2,
    items="W4 W5 W6",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0, 1, 2, 3, 5, 12)],
    partial=True,
    own=[*_slope_slips(_locals, "W5"), _locals_exchanged, _inputs_exchanged],
)
def local_blanks() -> Answer:
    """The fourteen local derivatives that the worksheet asks for, with the weights for paper."""
    return _locals(RIGHT)


# ---- backward --------------------------------------------------------------------------------

_MESSAGES = ("o", "h3", "h4", "h1 via h3", "h1 via h4", "h1", "h2")
_HAND_ORDER = ("u1", "u2", "v11", "v12", "v22", "w11", "w21", "w12", "w22")


def _backward(rules: Rules) -> Answer:
    found = graph_program.worksheet_backward(*_HAND, rules)
    return {f"dJ/d{name}": found[name] for name in (*_MESSAGES, *_HAND_ORDER)}


def _one_term(right: Answer, unit: str) -> Answer:
    """What follows if h1 receives the message through that unit alone."""
    h1 = right[f"dJ/dh1 via {unit}"]
    x1, x2 = _HAND.x
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
    """of what comes back to h₁ only the part through h₄ is counted"""
    return _one_term(right, "h4")


@own_slip("index-roles-swapped", "W6", question=_FROM_TO)
def _names_exchanged(right: Answer) -> Answer:
    """the gradients of w₁₂ and w₂₁ stand under each other's names"""
    return {"dJ/dw12": right["dJ/dw21"], "dJ/dw21": right["dJ/dw12"]}


@COMPUTATIONAL_GRAPH.entries(
    "worksheet",
    points=4,
    minutes=10,
    difficulty=2,
    items="W2 W4 W5 W6",
    errata="C-02 C-05",
    guesses=lambda right: [
        dict.fromkeys(right, n) for n in (-1, 0, 1, right["dJ/do"], right["dJ/dh1"])
    ],
    partial=True,
    # Each gradient comes from that of the unit it leads to; h1 feeds two units, and two terms add.
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
        *_slope_slips(_backward, "W5"),
    ],
)
def worksheet_backward() -> Answer:
    """What comes back to every unit and every weight, with the weights for pen and paper."""
    return _backward(RIGHT)


# ---- printed lines, measured -----------------------------------------------------------------


def _measured_over_printed() -> Answer:
    """The true derivative over the printed line, at the instance without special values."""
    generic = INSTANCES["generic"]
    v = worksheet_values(*generic)
    w, (x1, _) = generic.weights, generic.x
    true = graph_program.worksheet_backward(*generic, RIGHT)
    turned, c = generic.t - v["o"], np.cos(v["z_o"])
    h4_via = (v["o"] - generic.t) * c * w["u2"] * v["h4"] * w["v12"] * x1
    printed = {
        "dJ/do": v["o"] - generic.t,
        "dJ/dh3": turned * c * w["u1"],
        "dJ/du2": turned * c * v["h4"],
        "dJ/dv11": 2 * v["h1"] * turned * c * w["u1"],
        "dJ/dv22": true["h4"] * v["h4"] * v["h2"],
        "dJ/dh1": true["h3"] * 2 * w["v11"],
        "dJ/dw12": true["h2"] * v["z2"] * x1,
        "dJ/dw11": true["h3"] * c * w["u1"] * 2 * w["v11"] * x1 + h4_via,
    }
    return {name: float(true[name[4:]] / value) for name, value in printed.items()}


@own_slip(
    "fraction-inverted",
    "W4",
    question="Which of the two numbers is divided by which?",
)
def _printed_over_measured(right: Answer) -> Answer:
    """the printed line is divided by the measured derivative, and not the other way round"""
    return _changed(right, {name: 1 / value for name, value in right.items()})


@own_slip(
    "path-missing",
    "W2",
    question="If h₁ is nudged, which units change with it? Does h₄ in your measurement?",
)
def _one_way_measured(right: Answer) -> Answer:
    """∂J/∂h₁ is measured with h₄ held fixed"""
    return {"dJ/dh1": 1.0}


@COMPUTATIONAL_GRAPH.entries(
    "counterexample",
    points=3,
    minutes=8,
    difficulty=2,
    items="W4 W2",
    errata="C-01 C-03 C-04 C-05",
    guesses=lambda right: (
        [dict.fromkeys(right, n) for n in (-1, 0, 1)]
        + [{**dict.fromkeys(right, -1), "dJ/do": 1}]
        + [{name: np.sign(value) for name, value in right.items()}]
    ),
    tolerance=1e-4,  # a difference to one side is exact enough
    own=[_printed_over_measured, _one_way_measured],
)
def printed_lines() -> Answer:
    """By what factor each of eight printed lines misses the measured derivative."""
    return _measured_over_printed()


# ---- all gradients ---------------------------------------------------------------------------

_NAMES = (*WEIGHT_NAMES, "x1", "x2")


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
    minutes=10,
    difficulty=2,
    advice=(
        "Follow the arrows of the drawing from J back to {block}, write the factor at each, and "
        "compare with your line."
    ),
    items="W2 W4 W5 W6 W14",
    errata="C-09",
    takes="weights, x, t",
    gives=", ".join(_NAMES),
    draw=worksheet_inputs,
    own=[
        *NEURONS,
        _labels_swapped,
        _read_to_from,
        _units_added,
        _row_for_column,
        *LINES,
    ],
)
def worksheet_gradients(given: Inputs, rules: Rules) -> Answer:
    """∂J/∂ every weight and both inputs."""
    found = graph_program.worksheet_backward(**given, rules=rules)
    return {name: np.asarray(found[name]) for name in _NAMES}
