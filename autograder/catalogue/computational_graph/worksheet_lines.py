"""The worksheet's network line by line, as in a student's code, and slips of single lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograder.exercises.declare import Answer
from autograder.exercises.exercise import Inputs
from autograder.slips.slip import Slip, own_slip
from backhand.worksheet import WEIGHT_NAMES

#: A line: what it calculates from the weights, the inputs and the lines before it.
Line = Callable[[Any], Any]

#: Every line in its order; `du1` is the gradient of `u1`, `delta3` the δ of h3.
_LINES: Mapping[str, Line] = {
    "z1": lambda v: v.w11 * v.x1 + v.w21 * v.x2,
    "z2": lambda v: v.w12 * v.x1 + v.w22 * v.x2,
    "h1": lambda v: v.z1,
    "h2": lambda v: 0.5 * v.z2**2,
    "z3": lambda v: v.v11 * v.h1,
    "h3": lambda v: 2 * v.z3,
    "z4": lambda v: v.v12 * v.h1 + v.v22 * v.h2,
    "h4": lambda v: np.exp(v.z4),
    "z_o": lambda v: v.u1 * v.h3 + v.u2 * v.h4,
    "o": lambda v: np.sin(v.z_o),
    "delta_o": lambda v: (v.o - v.t) * np.cos(v.z_o),
    "delta3": lambda v: v.delta_o * v.u1 * 2,
    "delta4": lambda v: v.delta_o * v.u2 * v.h4,
    "delta1": lambda v: v.delta3 * v.v11 + v.delta4 * v.v12,
    "delta2": lambda v: v.delta4 * v.v22 * v.z2,
    "du1": lambda v: v.delta_o * v.h3,
    "du2": lambda v: v.delta_o * v.h4,
    "dv11": lambda v: v.delta3 * v.h1,
    "dv12": lambda v: v.delta4 * v.h1,
    "dv22": lambda v: v.delta4 * v.h2,
    "dw11": lambda v: v.delta1 * v.x1,
    "dw21": lambda v: v.delta1 * v.x2,
    "dw12": lambda v: v.delta2 * v.x1,
    "dw22": lambda v: v.delta2 * v.x2,
    "dx1": lambda v: v.delta1 * v.w11 + v.delta2 * v.w12,
    "dx2": lambda v: v.delta1 * v.w21 + v.delta2 * v.w22,
}
_NAMES = (*WEIGHT_NAMES, "x1", "x2")


def line_by_line(given: Inputs, **changed: Line) -> Answer:
    """All eleven gradients, with some of the lines replaced."""
    x1, x2 = (float(v) for v in given["x"])
    v = SimpleNamespace(**given["weights"], x1=x1, x2=x2, t=given["t"])
    for name, line in _LINES.items():
        setattr(v, name, changed.get(name, line)(v))
    return {name: getattr(v, f"d{name}") for name in _NAMES}


def _slip(slug: str, item: str, question: str, clause: str, **changed: Line) -> Slip:
    declare = own_slip(slug, item, question=question, clause=clause)
    return declare(lambda given: line_by_line(given, **changed))


_OWN_EDGE = "Walk along this one arrow from its upper end to its lower end. Which weight is on it?"
_MESSAGE = "What does a neuron send back along an arrow: which factors, and how many?"
_TWO_ARROWS = "A nudge of the unit travels both arrows at once. How do the two effects combine?"

_SENT_BACK = [
    _slip(
        "weight-of-other-edge",
        "W2",
        _OWN_EDGE,
        "the message to h₃ passes through the weight of another arrow",
        delta3=lambda v: v.delta_o * v.u2 * 2,
    ),
    _slip(
        "weight-of-other-edge",
        "W2",
        _OWN_EDGE,
        "the message to h₄ passes through the weight of another arrow",
        delta4=lambda v: v.delta_o * v.u1 * v.h4,
    ),
    _slip(
        "weight-of-other-edge",
        "W2",
        _OWN_EDGE,
        "the messages to h₃ and h₄ pass through each other's weights",
        delta3=lambda v: v.delta_o * v.u2 * 2,
        delta4=lambda v: v.delta_o * v.u1 * v.h4,
    ),
    _slip(
        "weight-factor-missing",
        "W2",
        _MESSAGE,
        "the message to h₃ comes without a weight",
        delta3=lambda v: v.delta_o * 2,
    ),
    _slip(
        "weight-factor-missing",
        "W2",
        _MESSAGE,
        "the message to h₄ comes without a weight",
        delta4=lambda v: v.delta_o * v.h4,
    ),
    _slip(
        "weight-of-other-edge",
        "W2",
        _OWN_EDGE,
        "both messages to h₁ pass through the weight of one arrow",
        delta1=lambda v: (v.delta3 + v.delta4) * v.v11,
    ),
    _slip(
        "weight-of-other-edge",
        "W2",
        _OWN_EDGE,
        "both messages to h₁ pass through the weight of one arrow",
        delta1=lambda v: (v.delta3 + v.delta4) * v.v12,
    ),
    _slip(
        "weight-of-other-edge",
        "W2",
        _OWN_EDGE,
        "the messages to h₁ from h₃ and h₄ pass through each other's weights",
        delta1=lambda v: v.delta3 * v.v12 + v.delta4 * v.v11,
    ),
    _slip(
        "weight-factor-missing",
        "W2",
        _MESSAGE,
        "the messages to h₁ come without their weights",
        delta1=lambda v: v.delta3 + v.delta4,
    ),
    _slip(
        "weight-factor-missing",
        "W2",
        _MESSAGE,
        "the message from h₃ to h₁ comes without its weight",
        delta1=lambda v: v.delta3 + v.delta4 * v.v12,
    ),
    _slip(
        "weight-factor-missing",
        "W2",
        _MESSAGE,
        "the message from h₄ to h₁ comes without its weight",
        delta1=lambda v: v.delta3 * v.v11 + v.delta4,
    ),
    _slip(
        "terms-subtracted",
        "W2",
        _TWO_ARROWS,
        "one message to h₁ is subtracted from the other",
        delta1=lambda v: v.delta3 * v.v11 - v.delta4 * v.v12,
    ),
    _slip(
        "terms-subtracted",
        "W2",
        _TWO_ARROWS,
        "one message to h₁ is subtracted from the other",
        delta1=lambda v: v.delta4 * v.v12 - v.delta3 * v.v11,
    ),
    _slip(
        "slope-extra",
        "W6",
        "h₁ hands on its z as it is. Draw its output over its z: what is the slope?",
        "h₁ is given its value as a slope",
        delta1=lambda v: (v.delta3 * v.v11 + v.delta4 * v.v12) * v.h1,
    ),
    _slip(
        "weight-of-other-edge",
        "W2",
        _OWN_EDGE,
        "the message to h₂ passes through the weight of another arrow",
        delta2=lambda v: v.delta4 * v.v12 * v.z2,
    ),
    _slip(
        "weight-factor-missing",
        "W2",
        _MESSAGE,
        "the message to h₂ comes without a weight",
        delta2=lambda v: v.delta4 * v.z2,
    ),
    _slip(
        "adjoint-of-other-neuron",
        "W2",
        "Which arrow leaves h₂, and which neuron does it reach?",
        "the message to h₂ comes from a neuron that h₂ does not feed",
        delta2=lambda v: v.delta3 * v.v22 * v.z2,
    ),
    _slip(
        "edge-not-there",
        "W15",
        "How many arrows leave h₂ in the drawing?",
        "h₂ receives a message along an arrow that is not there",
        delta2=lambda v: (v.delta3 + v.delta4) * v.v22 * v.z2,
    ),
]

_INTO_X = "Which two arrows leave this input, and what does each send back?"


def _input_slips(name: str, words: str, w1: str, w2: str) -> list[Slip]:
    """The slips of what comes back to one input along its two arrows, of weights w1 and w2."""

    def changed(join: Callable[[Any, Any, Any], Any]) -> dict[str, Line]:
        return {f"d{name}": lambda v: join(v, getattr(v, w1), getattr(v, w2))}

    return [
        _slip(slug, "W14", _INTO_X, clause.format(words), **changed(join))
        for slug, clause, join in (
            ("path-missing", "{} receives one message, not two", lambda v, p, q: v.delta1 * p),
            ("path-missing", "{} receives one message, not two", lambda v, p, q: v.delta2 * q),
            (
                "weight-factor-missing",
                "{} receives its messages without their weights",
                lambda v, p, q: v.delta1 + v.delta2,
            ),
            (
                "terms-subtracted",
                "one message to {} is subtracted from the other",
                lambda v, p, q: v.delta1 * p - v.delta2 * q,
            ),
            (
                "weight-of-other-edge",
                "the messages to {} pass through each other's weights",
                lambda v, p, q: v.delta1 * q + v.delta2 * p,
            ),
        )
    ]


def _exchanged(clause: str, *pairs: tuple[str, str]) -> Slip:
    """The gradients of these pairs, each under the other's name."""
    partner = {**dict(pairs), **{b: a for a, b in pairs}}

    def swapped(given: Inputs) -> Answer:
        found = line_by_line(given)
        return {name: found[other] for name, other in partner.items()}

    question = "Follow each of these arrows: what enters it, and which neuron does it lead into?"
    return own_slip("names-exchanged", "W4", question=question, clause=clause)(swapped)


_NAMES_EXCHANGED = [
    _exchanged("the gradients of u₁ and u₂ stand under each other's names", ("u1", "u2")),
    _exchanged("the gradients of v₁₂ and v₂₂ stand under each other's names", ("v12", "v22")),
    _exchanged("for the weights into h₁, x₁ and x₂ have changed places", ("w11", "w21")),
    _exchanged("for the weights into h₂, x₁ and x₂ have changed places", ("w12", "w22")),
    _exchanged("x₁ and x₂ have changed places", ("w11", "w21"), ("w12", "w22")),
    _exchanged("the adjoints of x₁ and x₂ stand under each other's names", ("x1", "x2")),
]

#: For each weight its δ and its value, then values and δs that stand nearby.
_PRODUCTS = {
    "u1": ("delta_o", "h3", "h4 z3", "delta3"),
    "u2": ("delta_o", "h4", "h3 z4", "delta4"),
    "v11": ("delta3", "h1", "z2 h2 h3", "delta4 delta_o"),
    "v12": ("delta4", "h1", "z2 h2 h4", "delta3 delta_o"),
    "v22": ("delta4", "h2", "z2 h1 h4", "delta3 delta_o"),
    "w11": ("delta1", "x1", "x2 h1", "delta2 delta3"),
    "w21": ("delta1", "x2", "x1 h1", "delta2 delta3"),
    "w12": ("delta2", "x1", "x2 z2 h2", "delta1 delta4"),
    "w22": ("delta2", "x2", "x1 z2 h2", "delta1 delta4"),
}
_SUBSCRIPTS = str.maketrans("12", "₁₂")


def _product_slips(name: str, delta: str, value: str, values: str, deltas: str) -> list[Slip]:
    """The slips of one weight's gradient: another value, another δ, or the δ alone."""
    words = name.translate(_SUBSCRIPTS)

    def of(delta: str, value: str) -> dict[str, Line]:
        return {f"d{name}": lambda v: getattr(v, delta) * getattr(v, value)}

    return [
        *(
            _slip(
                "value-of-other-node",
                "W4",
                f"What does {words} multiply on the way forward?",
                f"in the gradient of {words} the adjoint is right, and the value beside it is not",
                **of(delta, other),
            )
            for other in values.split()
        ),
        *(
            _slip(
                "adjoint-of-other-neuron",
                "W4",
                f"Which neuron does {words} lead into?",
                f"in the gradient of {words} the value is right, and the δ beside it is that of "
                "another neuron",
                **of(other, value),
            )
            for other in deltas.split()
        ),
        _slip(
            "input-factor-missing",
            "W4",
            f"How far does the sum move in which {words} stands, if {words} grows by ε?",
            f"in the gradient of {words} the δ stands alone",
            **{f"d{name}": lambda v: getattr(v, delta)},
        ),
    ]


#: All slips of single lines.
LINES = [
    *_SENT_BACK,
    *_input_slips("x1", "x₁", "w11", "w12"),
    *_input_slips("x2", "x₂", "w21", "w22"),
    *_NAMES_EXCHANGED,
    *(slip for name, about in _PRODUCTS.items() for slip in _product_slips(name, *about)),
]
