"""Part B: a gradient check along directions, its two blind spots, and a planted bug."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.boundary.probes import ProbeFunction
from autograder.catalogue.training.classifier import (
    BATCH,
    NAMES,
    OWN_STEPS,
    TRAINING,
    draw_network,
    gradients,
    preactivation_as_input,
)
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import RECTANGULAR, Condition, Inputs, Sizes
from autograder.reference.rules import RIGHT, Array, Context, Rules
from autograder.slips import Slip
from autograder.slips.slip import WrongFormula, WrongFormulas, own_slip
from backhand.activations import relu
from backhand.gradcheck import relative_error

# ---- a check along one direction -------------------------------------------------------------

#: What takes the place of the two slopes along d: the claimed one and the measured one.
_CLAIMED, _MEASURED = WrongFormulas(), WrongFormulas()

_SIDES = "Halve h: does the error halve, or does it quarter?"
_APART = "How far apart, in s, are the two points at which the loss is evaluated?"
_TWICE = "If d were twice as long, what would become of the slope along it?"
_SUMMED = "Which entries of the gradient contribute when all of w moves along d?"


def _central(f: Any, w: Array, d: Array, h: float) -> float:
    return float((f(w + h * d) - f(w - h * d)) / (2 * h))


@_MEASURED.add("one-sided-difference", question=_SIDES)
def _forward(f: Any, w: Array, d: Array, h: float) -> float:
    """the difference is taken to one side only"""
    return float((f(w + h * d) - f(w)) / h)


@_MEASURED.add("one-sided-difference", question=_SIDES)
def _backward(f: Any, w: Array, d: Array, h: float) -> float:
    """the difference is taken backward only"""
    return float((f(w) - f(w - h * d)) / h)


@_MEASURED.add("central-not-halved", question=_APART)
def _not_halved(f: Any, w: Array, d: Array, h: float) -> float:
    """the difference of both sides is divided by h"""
    return 2 * _central(f, w, d, h)


@_MEASURED.add("central-not-halved", question=_APART)
def _halved(f: Any, w: Array, d: Array, h: float) -> float:
    """the difference of one side is divided by 2h"""
    return _forward(f, w, d, h) / 2


@_MEASURED.add("difference-not-divided", question=_APART)
def _undivided(f: Any, w: Array, d: Array, h: float) -> float:
    """the difference is not divided by the distance of the two points"""
    return 2 * h * _central(f, w, d, h)


@_MEASURED.add("direction-scaled", question=_TWICE)
def _unit_direction(f: Any, w: Array, d: Array, h: float) -> float:
    """d is scaled to length 1 before the loss is measured along it"""
    return _central(f, w, d / np.linalg.norm(d), h)


@_MEASURED.add("all-entries-at-once", question="In which direction does w move here?")
def _along_ones(f: Any, w: Array, d: Array, h: float) -> float:
    """every entry is nudged by the same h, and d is not used"""
    return _central(f, w, np.ones_like(w), h)


@_MEASURED.add("central-not-halved", question=_APART)
def _backward_halved(f: Any, w: Array, d: Array, h: float) -> float:
    """the difference of the lower side is divided by 2h"""
    return _backward(f, w, d, h) / 2


@_MEASURED.add(
    "quotient-of-operations",
    question="In Python, in which order are the two operations of a / 2 * h done?",
)
def _divided_then_multiplied(f: Any, w: Array, d: Array, h: float) -> float:
    """the difference is divided by 2 and then multiplied by h"""
    return h**2 * _central(f, w, d, h)


@_MEASURED.add("step-ignored", question="Which two points does your code compare? Print both.")
def _whole_direction(f: Any, w: Array, d: Array, h: float) -> float:
    """w moves by the whole of d, and the difference is divided by 2h"""
    return _central(f, w, d, 1.0) / h


@_MEASURED.add("step-ignored", question="Which two points does your code compare? Print both.")
def _whole_step(f: Any, w: Array, d: Array, h: float) -> float:
    """w moves by the whole of d, as if h were 1"""
    return _central(f, w, d, 1.0)


@_MEASURED.add("step-ignored", question="Call your function with two values of h. Do they differ?")
def _own_step(f: Any, w: Array, d: Array, h: float) -> float:
    """the step is 0.1, a number that is written into the code, and h is not used"""
    return _central(f, w, d, 0.1)


@_MEASURED.add("sign-flipped", question="If f grows along d, what sign has the slope?")
def _lower_minus_upper(f: Any, w: Array, d: Array, h: float) -> float:
    """the upper value is taken from the lower one"""
    return -_central(f, w, d, h)


@_MEASURED.add("values-added", question="What is the slope of a function that is constant?")
def _values_added(f: Any, w: Array, d: Array, h: float) -> float:
    """the two values are added, not subtracted"""
    return float((f(w + h * d) + f(w - h * d)) / (2 * h))


@_CLAIMED.add("direction-left-out", question=_SUMMED)
def _along_block(gradient: Array, d: Array) -> float:
    """the entries of the gradient and of d are added up one by one, and the sums multiplied"""
    return float(np.sum(gradient) * np.sum(d))


@_CLAIMED.add("norm-for-slope", question=_TWICE)
def _norm_of_products(gradient: Array, d: Array) -> float:
    """the root of the sum of squared products is taken, not their sum"""
    return float(np.linalg.norm(gradient * d))


@_CLAIMED.add("sign-flipped", question="If d is the gradient itself, what sign has the slope?")
def _claimed_downhill(gradient: Array, d: Array) -> float:
    """the claimed slope is that against d"""
    return -float(np.sum(gradient * d))


@_CLAIMED.add("direction-scaled", question=_TWICE)
def _claimed_along_unit(gradient: Array, d: Array) -> float:
    """the claimed slope is taken along d scaled to length 1"""
    return float(np.sum(gradient * d) / np.linalg.norm(d))


@_CLAIMED.add("norm-for-slope", question=_TWICE)
def _norm(gradient: Array, d: Array) -> float:
    """the length of the gradient is taken for the slope along d"""
    return float(np.linalg.norm(gradient))


@_CLAIMED.add("norm-for-slope", question=_TWICE)
def _norms(gradient: Array, d: Array) -> float:
    """the lengths of the gradient and of d are multiplied"""
    return float(np.linalg.norm(gradient) * np.linalg.norm(d))


@_CLAIMED.add("direction-left-out", question=_SUMMED)
def _entries_added(gradient: Array, d: Array) -> float:
    """the entries of the gradient are added up, and d is not used"""
    return float(np.sum(gradient))


@_CLAIMED.add("mean-for-sum", question=_SUMMED)
def _averaged(gradient: Array, d: Array) -> float:
    """the products of the entries are averaged, not added up"""
    return float(np.mean(gradient * d))


def _measured_slip(wrong: WrongFormula) -> Slip:
    def measured(given: Inputs) -> Answer:
        f, w, _, d, h = given.values()
        return {"measured": wrong.formula(f, w, d, h)}

    return wrong.slip("G13", measured)


def _claimed_slip(wrong: WrongFormula) -> Slip:
    def claimed(given: Inputs) -> Answer:
        return {"claimed": wrong.formula(given["gradient"], given["d"])}

    return wrong.slip("G13", claimed)


def _draw_block(rng: Rng, s: Sizes) -> Answer:
    # A bias is a block too, so some draws have one axis.
    shape = (s.n_out, s.n_in) if s.n_out == 3 else (s.n_in,)
    a, b, w = rng.uniform(0.5, 1.5, (3, *shape))
    f = ProbeFunction("cubic", (a, b))
    claimed = (3 * a * w**2 + 2 * np.sum(b * w) * b) * rng.uniform(0.6, 1.4, shape)
    d = values(rng, *shape)
    # Nowhere near a right angle, where a slope of almost 0 has no digits.
    while abs(np.sum(claimed * d)) < 0.3 * np.linalg.norm(claimed) * np.linalg.norm(d):
        d = values(rng, *shape)
    # The step is large, so that a one-sided difference is off by about 1e-4.
    return {"f": f, "w": w, "gradient": claimed, "d": d, "h": 3e-4}


@own_slip("gradient-along-block", "G13", question="In which direction does w move here?")
def _claimed_along_w(given: Inputs) -> Answer:
    """the claimed slope is that along w itself, and d is not used"""
    return {"claimed": float(np.sum(given["gradient"] * given["w"]))}


@own_slip("change-for-slope", "G13", question="Halve h. Does the slope change?")
def _claimed_change(given: Inputs) -> Answer:
    """the claimed change for a step of h is given, not the slope"""
    return {"claimed": given["h"] * float(np.sum(given["gradient"] * given["d"]))}


@own_slip("gradient-along-block", "G13", question="In which direction does w move here?")
def _measured_along_gradient(given: Inputs) -> Answer:
    """the loss is measured along the claimed gradient, and d is not used"""
    f, w, gradient, _, h = given.values()
    return {"measured": _central(f, w, gradient, h)}


@own_slip(
    "claim-for-measurement",
    "G13",
    question="If the claimed gradient were wrong, would your two numbers differ?",
)
def _claimed_twice(given: Inputs) -> Answer:
    """the measured slope is calculated from the claimed gradient, and f is never called"""
    return {"measured": float(np.sum(given["gradient"] * given["d"]))}


@TRAINING.computed(
    "implement",
    points=2,
    minutes=8,
    difficulty=2,
    items="G13",
    takes="f, w, gradient, d, h",
    gives="claimed, measured",
    draw=_draw_block,
    # The central difference itself is off by about h², and a more exact one must pass too.
    tolerance=1e-5,
    own=[
        *map(_measured_slip, _MEASURED),
        *map(_claimed_slip, _CLAIMED),
        _claimed_along_w,
        _claimed_change,
        _measured_along_gradient,
        _claimed_twice,
    ],
)
def check_direction(given: Inputs, rules: Rules) -> tuple[float, float]:
    """The slope ⟨g, d⟩ that a gradient g claims, and the central difference along d."""
    f, w, gradient, d, h = given.values()
    return float(np.sum(gradient * d)), _central(f, w, d, h)


# ---- a direction that is blind ---------------------------------------------------------------


@TRAINING.example(
    "counterexample",
    points=1,
    minutes=5,
    difficulty=1,
    items="G13",
    shapes={"true": (3,), "claimed": (3,)},
    conditions=(
        Condition(
            "every claimed entry differs from the true one by at least 0.1",
            lambda e: bool(np.min(np.abs(e["claimed"] - e["true"])) >= 0.1),
        ),
        Condition(
            "along d = (1, 1, 1) both have the same slope",
            lambda e: bool(abs(np.sum(e["claimed"] - e["true"])) <= 1e-9),
        ),
    ),
    guesses=lambda: [
        {"true": np.array(true), "claimed": np.array(claimed)}
        for true, claimed in (
            ((0.0, 0, 0), (0.0, 0, 0)),
            ((1.0, 2, 3), (1.0, 2, 3)),
            ((1.0, 2, 3), (-1.0, -2, -3)),
            ((1.0, 1, 1), (2.0, 2, 2)),
            ((1.0, 2, 3), (3.0, 2, 1)),
        )
    ],
)
def blind_direction() -> Answer:
    """Two gradients that differ in every entry, and along (1, 1, 1) not at all."""
    return {"true": np.array([1.0, 2, 3]), "claimed": np.array([2.0, 3, 1])}


# ---- what one number for everything hides ----------------------------------------------------


def _overall(e: Any) -> float:
    """The error over all entries together if the sign of b's gradient is wrong."""
    right = np.concatenate([e["W"], e["b"]])
    return relative_error(np.concatenate([e["W"], -e["b"]]), right)


@TRAINING.example(
    "counterexample",
    points=2,
    minutes=5,
    difficulty=2,
    items="G13",
    shapes={"W": (4,), "b": (2,)},
    conditions=(
        Condition(
            "both entries of b are at least 0.001 in absolute value",
            lambda e: bool(np.min(np.abs(e["b"])) >= 1e-3),
        ),
        Condition(
            "with the sign of b flipped, the error over all six together is at most 1e-6",
            lambda e: bool(_overall(e) <= 1e-6),
        ),
    ),
    guesses=lambda: [
        {"W": np.zeros(4), "b": np.zeros(2)},
        {"W": np.ones(4), "b": np.ones(2)},
        {"W": np.ones(4), "b": np.zeros(2)},
        {"W": np.ones(4), "b": np.full(2, 1e-3)},
        {"W": np.full(4, 100.0), "b": np.ones(2)},
        {"W": np.zeros(4), "b": np.ones(2)},
    ],
)
def one_number_hides() -> Answer:
    """Gradients of W and b so unequal in size that one error for both hides a wrong b."""
    return {"W": np.full(4, 1000.0), "b": np.full(2, 1e-3)}


# ---- a check that errs at a kink -------------------------------------------------------------

#: The input of the unit, its pre-activation on either side of the kink, and the nudge of w.
_INPUT, _Z, _NUDGE = 0.5, 2e-6, 1e-5


def _at_kink(x: float, slope: float, safe: float) -> Answer:
    """The answers for a unit whose z moves by x times the nudge of w."""

    def measured(z: float) -> float:
        return float((relu(z + x * _NUDGE) - relu(z - x * _NUDGE)) / (2 * _NUDGE))

    on = measured(_Z)
    return {
        "on: claimed": slope,
        "on: measured": on,
        "on: error": abs(slope - on) / (abs(slope) + abs(on)),
        "on: largest h": safe,
        "off: claimed": 0.0,
        "off: measured": measured(-_Z),
    }


@own_slip(
    "inner-derivative-missing",
    "G13",
    question="If w grows by h, by how much does z grow?",
)
def _nudged_z(right: Answer) -> Answer:
    """z itself is nudged by h, and not w: the factor x is missing"""
    return _at_kink(1.0, 1.0, _Z)


@own_slip("one-sided-difference", "G13", question=_SIDES)
def _only_up(right: Answer) -> Answer:
    """the difference is taken upward only, where the unit stays on"""
    off = float(relu(-_Z + _INPUT * _NUDGE) / _NUDGE)
    return {**right, "on: measured": _INPUT, "on: error": 0.0, "off: measured": off}


@own_slip("error-not-relative", "G13", question="What is the difference divided by?")
def _not_divided(right: Answer) -> Answer:
    """the difference of the two slopes is not divided by anything"""
    return {**right, "on: error": abs(right["on: claimed"] - right["on: measured"])}


@own_slip("kink-not-crossed", "G13", question="What is the ReLU of z − x h?")
def _straight(right: Answer) -> Answer:
    """the unit is taken to stay on, or off, on both sides of the nudge"""
    return {**right, "on: measured": _INPUT, "on: error": 0.0, "off: measured": 0.0}


@own_slip("slope-of-unit-off", "S8", question="Which way does the output of a unit go that is off?")
def _slope_when_off(right: Answer) -> Answer:
    """the slope of a unit that is on is claimed for one that is off"""
    return {**right, "off: claimed": _INPUT}


@TRAINING.entries(
    "worksheet",
    points=2,
    minutes=8,
    difficulty=2,
    items="G13 S8",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0.5, 1.0, 0.35, 1e-5, 2e-6)],
    partial=True,
    own=[_nudged_z, _only_up, _not_divided, _straight, _slope_when_off],
)
def kink_numbers() -> Answer:
    """What a central difference measures where its nudge crosses the kink of a ReLU."""
    return _at_kink(_INPUT, _INPUT, _Z / _INPUT)


# ---- which blocks a bug spoils ---------------------------------------------------------------

#: The samples of the batch that the exercise speaks of.
SAMPLES = 6


def _mean_in_first_layer(p: Context, delta: Array) -> Array:
    return RIGHT.bias(p, delta) / (1 if p.index else p.samples)


def _mask_left_out(p: Context, g: Array, slope: Array) -> Array:
    return RIGHT.through(p, g, slope) if p.index == 0 else g


def _input_of_second(p: Context, delta: Array) -> Array:
    return (
        preactivation_as_input(RIGHT.weight, p, delta) if p.index == 1 else RIGHT.weight(p, delta)
    )


#: Four bugs of one line each, as the rules that contain that line.
_BUGS = {
    "bug 1": replace(RIGHT, constant=lambda p: 1.0),
    "bug 2": replace(RIGHT, weight=_input_of_second),
    "bug 3": replace(RIGHT, through=_mask_left_out),
    "bug 4": replace(RIGHT, bias=_mean_in_first_layer),
}


def _spoiled(bug: int, *names: str, by: bool) -> Answer:
    return {f"bug {bug} d{name}": by for name in names}


@own_slip("error-not-carried-down", "B8", question="What are Delta2 and Delta1 computed from?")
def _not_carried_down(right: Answer) -> Answer:
    """a wrong δ at the output is taken to spoil the output layer alone"""
    return {**right, **_spoiled(1, "W1", "b1", "W2", "b2", by=False)}


@own_slip("error-not-carried-down", "B8", question="What is Delta1 computed from?")
def _one_layer_alone(right: Answer) -> Answer:
    """a wrong δ in a hidden layer is taken to spoil that layer alone"""
    return {**right, **_spoiled(3, "W1", "b1", by=False)}


@own_slip(
    "error-carried-up",
    "B8",
    question="Which of the lines are computed before Delta2 is there?",
)
def _carried_up(right: Answer) -> Answer:
    """a wrong δ in a hidden layer is taken to spoil the output layer as well"""
    return {**right, **_spoiled(3, "W3", "b3", by=True)}


@own_slip(
    "gradient-carried-down",
    "B8",
    question="Does dW2 stand in any of the lines after it?",
)
def _gradient_carried_down(right: Answer) -> Answer:
    """a wrong dW2 is taken to spoil what is below it"""
    return {**right, **_spoiled(2, "W1", "b1", by=True)}


@own_slip("bias-forgotten", "B7", question="From what is a bias gradient computed?")
def _biases_forgotten(right: Answer) -> Answer:
    """a wrong δ is taken to spoil the weight gradients and not those of the biases"""
    return {
        **right,
        **_spoiled(1, "b1", "b2", "b3", by=False),
        **_spoiled(3, "b1", "b2", by=False),
    }


@own_slip("right-read-as-spoiled", "B8", question="Does True mean right or spoiled here?")
def _right_for_spoiled(right: Answer) -> Answer:
    """the answer says where a block stays right, and the question was where it does not"""
    return {name: not value if isinstance(value, bool) else value for name, value in right.items()}


@own_slip("factor-inverted", "B6", question="Is a mean larger or smaller than the sum?")
def _factors_inverted(right: Answer) -> Answer:
    """each factor is the inverse of what is asked for"""
    return {name: 1 / right[name] for name in ("bug 1 factor", "bug 4 factor")}


@own_slip("factor-inverted", "B6", question="Is a sum larger or smaller than the mean?")
def _factors_equal(right: Answer) -> Answer:
    """both factors are taken to be those of a sum in place of a mean"""
    return {"bug 4 factor": right["bug 1 factor"]}


@TRAINING.entries(
    "predict",
    points=2,
    minutes=8,
    difficulty=2,
    items="B8",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (True, False)),
        *({**right, **dict.fromkeys(_flags(right), guess)} for guess in (True, False)),
        *({**right, **{n: n.endswith(end) for n in _flags(right)}} for end in ("1", "2", "3")),
    ],
    own=[
        _not_carried_down,
        _one_layer_alone,
        _carried_up,
        _gradient_carried_down,
        _biases_forgotten,
        _right_for_spoiled,
        _factors_inverted,
        _factors_equal,
    ],
)
def bug_footprints() -> Answer:
    """Which of the six gradients each bug spoils, and two factors."""
    given = draw_network(np.random.default_rng(0), RECTANGULAR[0]._replace(N=SAMPLES))
    right = gradients(given, RIGHT)
    found = {bug: gradients(given, rules) for bug, rules in _BUGS.items()}
    spoiled: Answer = {
        f"{bug} d{name}": bool(relative_error(wrong[f"d{name}"], right[f"d{name}"]) > 1e-6)
        for bug, wrong in found.items()
        for name in NAMES
    }
    sizes = {
        f"{bug} factor": np.linalg.norm(found[bug][name]) / np.linalg.norm(right[name])
        for bug, name in (("bug 1", "dW1"), ("bug 4", "db1"))
    }
    return {**spoiled, **{name: float(factor) for name, factor in sizes.items()}}


def _flags(right: Answer) -> list[str]:
    return [name for name, value in right.items() if isinstance(value, bool)]


# ---- a network that learns in spite of a bug -------------------------------------------------


@TRAINING.computed(
    "repair",
    points=2,
    minutes=8,
    difficulty=2,
    items="M3 B8",
    needs="digits_forward",
    takes=BATCH,
    # The other two are right in the printed function, and would earn points without any work.
    gives="dW1: n_hidden n_in, db1: n_hidden, dW2: n_more n_hidden, db2: n_more",
    draw=draw_network,
    own=OWN_STEPS,
    requires=[ONE_SAMPLE],
)
def repaired_gradients(given: Inputs, rules: Rules) -> Answer:
    """Δ2 = (Δ3 W3) ∘ [Z2 > 0], Δ1 = (Δ2 W2) ∘ [Z1 > 0], and the gradients of both layers."""
    found = gradients(given, rules)
    return {name: found[name] for name in ("dW1", "db1", "dW2", "db2")}
