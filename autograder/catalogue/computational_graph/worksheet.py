"""The worksheet's network by hand and in code: one neuron, forward, backward, the output's sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.drawn import (
    cancels,
    exercise,
    number,
    target,
    worksheet_inputs,
)
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Block, Computed, Entries, Inputs, Sizes
from autograder.reference.graph_program import neuron_layer, worksheet_backward, worksheet_values
from autograder.reference.programs import activation_delta, output_delta
from autograder.reference.rules import RIGHT, Context, Rules
from autograder.slips import Slip
from autograder.slips.graph import NEURONS
from backhand.activations import ACTIVATIONS
from backhand.worksheet import INSTANCES, WEIGHT_NAMES

SIN = ACTIVATIONS["sin"]
_FROM_TO = "From which unit, and to which unit, does the weight w₁₂ lead?"

# ---- one neuron ------------------------------------------------------------------------------


def _one_neuron(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = Context((neuron_layer(given["w"], given["h"], SIN),))
    delta = activation_delta(context, np.array([[given["g"]]]), rules)
    return {"dw": rules.weight(context, delta).ravel(), "dh": rules.input(context, delta).ravel()}


def _draw_neuron(rng: np.random.Generator, s: Sizes) -> dict[str, Any]:
    while True:
        w, h = weights(rng, 1, s.n_in)[0], values(rng, s.n_in)
        if 0.5 < abs(w @ h) < 1.3:  # the sine bends, and is not flat
            return {"g": number(rng), "w": w, "h": h}


def _exchanged(given: Inputs) -> dict[str, Any]:
    right = _one_neuron(given, RIGHT)
    return {"dw": right["dh"], "dh": right["dw"]}


ONE_NEURON = exercise(
    id="one_neuron",
    kind="implement",
    points=2,
    minutes=4,
    difficulty=1,
    items=("W1",),
    errata=("C-11",),
    task=Computed(
        "one_neuron(g, w, h)",
        (Block("dw", ("n_in",)), Block("dh", ("n_in",))),
        draw=_draw_neuron,
        reference=_one_neuron,
        own=(
            Slip(
                "factors-exchanged",
                "the weights' gradient and the message to the inputs have changed places",
                "z′ = Σ ω h. Differentiated by ω, which factor is left standing?",
                "W1",
                values=_exchanged,
            ),
        ),
    ),
)

# ---- by hand ---------------------------------------------------------------------------------

INTEGER = INSTANCES["integer"]
FORWARD = ("h1", "h2", "h3", "h4", "o", "J")


def _forward_by_hand() -> dict[str, Any]:
    found = worksheet_values(*INTEGER)
    return {name: found[name] for name in FORWARD}


def _to_from(right: Any) -> dict[str, Any]:
    """As if w12 led from x2 to h1."""
    w = dict(INTEGER.weights)
    w["w12"], w["w21"] = w["w21"], w["w12"]
    found = worksheet_values(w, INTEGER.x, INTEGER.t)
    return {name: found[name] for name in ("h1", "h2")}


FORWARD_BY_HAND = exercise(
    id="worksheet_forward",
    kind="worksheet",
    points=1,
    minutes=3,
    difficulty=1,
    items=("W3",),
    task=Entries(
        _forward_by_hand,
        guesses=lambda: [dict.fromkeys(FORWARD, n) for n in (0, 0.5, 1, 2, 3)],
        partial=True,
        own=(
            Slip(
                "index-roles-swapped",
                "w₁₂ is read as leading from x₂ to h₁",
                _FROM_TO,
                "W3",
                values=_to_from,
            ),
            Slip(
                "exp-of-zero",
                "e⁰ is taken to be 0",
                "What is the exponential at 0?",
                "W3",
                values=lambda right: {"h4": 0.0},
            ),
            Slip(
                "activation-misread",
                "h₂ is z₂ squared, without the ½",
                "Copy f₂ exactly as it is stated. What is it at z₂ = 2?",
                "W3",
                values=lambda right: {"h2": 2 * right["h2"]},
            ),
            Slip(
                "loss-factor-two",
                "the loss is the squared error, without the ½",
                "Copy the loss exactly as it is stated, constant included.",
                "W3",
                values=lambda right: {"J": 2 * right["J"]},
            ),
        ),
    ),
)

MESSAGES = ("dJ/do", "dJ/dh3", "dJ/dh4", "dJ/dh1 via h3", "dJ/dh1 via h4", "dJ/dh1", "dJ/dh2")
_HAND_ORDER = ("u1", "u2", "v11", "v12", "v22", "w11", "w21", "w12", "w22")
BACKWARD = (*MESSAGES, *(f"dJ/d{name}" for name in _HAND_ORDER))


#: Each gradient comes from that of the unit behind it; h1 feeds two units, and two terms add.
_GOES_ON = {
    **dict.fromkeys(("dJ/dh3", "dJ/dh4", "dJ/du1", "dJ/du2"), ("dJ/do",)),
    **dict.fromkeys(("dJ/dh1 via h3", "dJ/dv11"), ("dJ/dh3",)),
    **dict.fromkeys(("dJ/dh1 via h4", "dJ/dh2", "dJ/dv12", "dJ/dv22"), ("dJ/dh4",)),
    "dJ/dh1": ("dJ/dh1 via h3", "dJ/dh1 via h4"),
    **dict.fromkeys(("dJ/dw11", "dJ/dw21"), ("dJ/dh1",)),
    **dict.fromkeys(("dJ/dw12", "dJ/dw22"), ("dJ/dh2",)),
}


def _backward_by_hand() -> dict[str, Any]:
    found = worksheet_backward(*INTEGER, RIGHT)
    return {name: found[name.removeprefix("dJ/d")] for name in BACKWARD}


def _one_term(term: str) -> Callable[[Any], dict[str, Any]]:
    def values_of(right: Any) -> dict[str, Any]:
        h1 = right[f"dJ/dh1 via {term}"]
        x1, x2 = INTEGER.x
        return {"dJ/dh1": h1, "dJ/dw11": h1 * x1, "dJ/dw21": h1 * x2}

    return values_of


BACKWARD_BY_HAND = exercise(
    id="worksheet_backward",
    kind="worksheet",
    points=4,
    minutes=8,
    difficulty=2,
    items=("W2", "W4", "W5", "W6"),
    errata=("C-02", "C-05"),
    task=Entries(
        _backward_by_hand,
        guesses=lambda: [dict.fromkeys(BACKWARD, n) for n in (-9, -6, -3, -1, 0, 1, 3, 6, 7)],
        partial=True,
        follows=_GOES_ON,
        own=(
            Slip(
                "sign-flipped-error",
                "the error at the output is target minus output",
                "If the output is too high, should ∂J/∂o be positive or negative?",
                "W4",
                values=lambda right: {n: -v for n, v in right.items()},
            ),
            Slip(
                "path-missing",
                "of what comes back to h₁ only the part through h₃ is counted",
                "How many arrows leave h₁, and what does each of them send back?",
                "W2",
                values=_one_term("h3"),
            ),
            Slip(
                "path-missing",
                "what comes back to h₁ through h₃ is not added: it is left out, or multiplied",
                "How many arrows leave h₁, and how do their messages combine?",
                "W2",
                values=_one_term("h4"),
            ),
            Slip(
                "index-roles-swapped",
                "the gradients of w₁₂ and w₂₁ stand under each other's names",
                _FROM_TO,
                "W6",
                values=lambda right: {
                    "dJ/dw12": right["dJ/dw21"],
                    "dJ/dw21": right["dJ/dw12"],
                },
            ),
            Slip(
                "hidden-fprime-missing",
                "the slope of h₂ = ½z₂² is not there",
                "Between h₂ and z₂ sits f₂. Where is its slope in this product?",
                "W6",
                values=lambda right: {
                    "dJ/dw12": right["dJ/dh2"] * INTEGER.x[0],
                    "dJ/dw22": right["dJ/dh2"] * INTEGER.x[1],
                },
            ),
            Slip(
                "hidden-fprime-missing",
                "the slope of h₃ = 2z₃ is not there",
                "Between h₃ and z₃ sits f₃. Where is its slope in this product?",
                "W5",
                values=lambda right: {"dJ/dv11": right["dJ/dv11"] / 2},
            ),
        ),
    ),
)

# ---- the output layer, repaired --------------------------------------------------------------


def _output_layer(given: Inputs, rules: Rules) -> dict[str, Any]:
    layer = neuron_layer([given["u1"], given["u2"]], [given["h3"], given["h4"]], SIN)
    context = Context((layer,), 0, np.array([[given["t"]]]), "half_sum")
    delta = output_delta(context, rules)
    (du1, du2), (dh3, dh4) = (
        rules.weight(context, delta).ravel(),
        rules.input(context, delta).ravel(),
    )
    return {"dh3": dh3, "dh4": dh4, "du1": du1, "du2": du2}


def _draw_output(rng: np.random.Generator, s: Sizes) -> dict[str, Any]:
    while True:
        given = {name: number(rng, 0.3, 0.9) for name in ("h3", "h4", "u1", "u2")}
        terms = np.array([given["u1"] * given["h3"], given["u2"] * given["h4"]])
        if not cancels(terms):
            break
    return {**given, "t": target(rng, s)}


OUTPUT_LAYER = exercise(
    id="output_layer",
    kind="repair",
    points=1,
    minutes=3,
    difficulty=1,
    items=("W4",),
    errata=("C-01",),
    task=Computed(
        "output_layer(h3, h4, u1, u2, t)",
        (Block("dh3"), Block("dh4"), Block("du1"), Block("du2")),
        draw=_draw_output,
        reference=_output_layer,
        own=tuple(NEURONS),
    ),
)

# ---- all gradients ---------------------------------------------------------------------------

NAMES = (*WEIGHT_NAMES, "x1", "x2")


def _worksheet(given: Inputs, rules: Rules) -> dict[str, Any]:
    found = worksheet_backward(given["weights"], given["x"], given["t"], rules)
    return {name: np.asarray(found[name]) for name in NAMES}


def _labels_swapped(given: Inputs) -> dict[str, Any]:
    right = _worksheet(given, RIGHT)
    return {**right, "w12": right["w21"], "w21": right["w12"]}


def _read_to_from(given: Inputs) -> dict[str, Any]:
    w = given["weights"]
    turned = {**w, "w12": w["w21"], "w21": w["w12"]}
    return _labels_swapped({**given, "weights": turned})


def _units_added(given: Inputs) -> dict[str, Any]:
    """∂J/∂h1 + ∂J/∂h2 in place of the sum over what h1 feeds."""
    right = worksheet_backward(given["weights"], given["x"], given["t"], RIGHT)
    w, total = given["weights"], right["h1"] + right["h2"]
    x1, x2 = (float(v) for v in given["x"])
    changed = {
        "w11": total * x1,
        "w21": total * x2,
        "x1": total * w["w11"] + right["x1 via h2"],
        "x2": total * w["w21"] + right["x2 via h2"],
    }
    return {name: changed.get(name, right[name]) for name in NAMES}


def _row_for_column(given: Inputs) -> dict[str, Any]:
    right = worksheet_backward(given["weights"], given["x"], given["t"], RIGHT)
    w = given["weights"]
    d1, d2 = right["h1"], right["x1 via h2"] / w["w12"]
    changed = {"x1": d1 * w["w11"] + d2 * w["w21"], "x2": d1 * w["w12"] + d2 * w["w22"]}
    return {name: changed.get(name, right[name]) for name in NAMES}


def _own_slip(
    slug: str, clause: str, question: str, item: str, formula: Callable[[Any], Any]
) -> Slip:
    return Slip(slug, clause, question, item, values=formula)


def _alone(name: str, factor: float) -> Callable[[Inputs], dict[str, Any]]:
    def values_of(given: Inputs) -> dict[str, Any]:
        right = _worksheet(given, RIGHT)
        return {**right, name: factor * right[name]}

    return values_of


#: One number by itself: its sign or a factor 2 says nothing of where in its product it arose.
ALONE = (
    *(
        _own_slip(
            "sign-flipped",
            f"the sign of {name} alone is turned",
            "Does the same error o − t stand in all of these products?",
            "W4",
            _alone(name, -1.0),
        )
        for name in NAMES
    ),
    *(
        _own_slip(
            "factor-two",
            f"a factor 2 is in {name} alone that does not belong",
            "Which of the five activations brings a factor 2, and for whom?",
            "W5",
            _alone(name, 2.0),
        )
        for name in NAMES
    ),
)

WORKSHEET_GRADIENTS = exercise(
    id="worksheet_gradients",
    kind="implement",
    points=4,
    minutes=8,
    difficulty=2,
    items=("W2", "W4", "W5", "W6", "W14"),
    errata=("C-09",),
    task=Computed(
        "worksheet_gradients(weights, x, t)",
        tuple(Block(name) for name in NAMES),
        draw=lambda rng, s: worksheet_inputs(rng, s),
        reference=_worksheet,
        own=(
            *NEURONS,
            *ALONE,
            _own_slip(
                "index-roles-swapped",
                "the gradients of w₁₂ and w₂₁ stand under each other's names",
                _FROM_TO,
                "W6",
                _labels_swapped,
            ),
            _own_slip(
                "index-roles-swapped",
                "w₁₂ is read as leading from x₂ to h₁, forward and backward",
                _FROM_TO,
                "W3",
                _read_to_from,
            ),
            _own_slip(
                "sum-over-units",
                "∂J/∂h₁ and ∂J/∂h₂ are added, not the messages that arrive at h₁",
                "What does the sum run over: units of one layer, or arrows that leave one unit?",
                "W2",
                _units_added,
            ),
            _own_slip(
                "missing-transpose-w",
                "an input collects over the weights into one unit, not over its own",
                "Which two weights does x₁ meet on the way forward?",
                "W14",
                _row_for_column,
            ),
        ),
    ),
)


WORKSHEET_EXERCISES = (
    ONE_NEURON,
    FORWARD_BY_HAND,
    BACKWARD_BY_HAND,
    OUTPUT_LAYER,
    WORKSHEET_GRADIENTS,
)
