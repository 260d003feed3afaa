"""Part B: a gradient check block by block, what a single number hides, and a planted bug."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.boundary.probes import ProbeFunction
from autograder.catalogue.training.classifier import (
    BATCH,
    OWN_STEPS,
    TRAINING,
    draw_network,
    gradients,
    preactivation_as_input,
)
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.exercise import RECTANGULAR, Condition, Inputs, Sizes
from autograder.reference.rules import RIGHT, Array, Context, Rules
from autograder.slips import Slip
from autograder.slips.slip import WrongFormula, WrongFormulas, at, own_slip
from autograder.slips.update import difference_slips
from backhand.gradcheck import central_difference, relative_error

# ---- a check of one block --------------------------------------------------------------------

#: What takes the place of ‖a − n‖ / (‖a‖ + ‖n‖), for the claimed gradient a and the measured n.
_ERRORS = WrongFormulas()

_NORMS = "Put the stated formula beside the code. Is every norm there, and each only once?"


def _norm(v: Array) -> float:
    return float(np.linalg.norm(v))


@_ERRORS.add("error-not-relative", question=_NORMS)
def _not_divided(a: Array, n: Array) -> float:
    """the distance of the two gradients is not divided by anything"""
    return _norm(a - n)


@_ERRORS.add("error-one-norm", question=_NORMS)
def _measured_norm(a: Array, n: Array) -> float:
    """the distance is divided by the norm of the measured gradient alone"""
    return _norm(a - n) / _norm(n)


@_ERRORS.add("error-one-norm", question=_NORMS)
def _claimed_norm(a: Array, n: Array) -> float:
    """the distance is divided by the norm of the claimed gradient alone"""
    return _norm(a - n) / _norm(a)


@_ERRORS.add("error-norm-of-sum", question=_NORMS)
def _norm_of_sum(a: Array, n: Array) -> float:
    """the distance is divided by the norm of the sum, not by the sum of the norms"""
    return _norm(a - n) / _norm(a + n)


@_ERRORS.add("error-norms-differ", question=_NORMS)
def _difference_of_norms(a: Array, n: Array) -> float:
    """the difference of the two norms is taken, not the norm of the difference"""
    return abs(_norm(a) - _norm(n)) / (_norm(a) + _norm(n))


@_ERRORS.add("error-not-rooted", question=_NORMS)
def _squares(a: Array, n: Array) -> float:
    """the norms are squared"""
    return _norm(a - n) ** 2 / (_norm(a) ** 2 + _norm(n) ** 2)


@_ERRORS.add("error-by-entry", question=_NORMS)
def _largest_entry(a: Array, n: Array) -> Array:
    """the relative error is taken entry by entry, and the largest is returned"""
    return np.asarray(np.max(_each_entry(a, n)))


@_ERRORS.add("error-by-entry", question=_NORMS)
def _averaged_entries(a: Array, n: Array) -> Array:
    """the relative error is taken entry by entry, and averaged"""
    return np.asarray(np.mean(_each_entry(a, n)))


@_ERRORS.add("error-by-entry", question=_NORMS)
def _each_entry(a: Array, n: Array) -> Array:
    """the relative error is returned for each entry, not for the block"""
    return np.asarray(np.abs(a - n) / (np.abs(a) + np.abs(n)))


def _error_slip(wrong: WrongFormula) -> Slip:
    """A slip that measures the distance wrongly and leaves the measured gradient right."""

    def error(given: Inputs) -> Answer:
        numeric = central_difference(given["f"], given["w"], given["h"])
        return {"error": wrong.formula(given["gradient"], numeric)}

    return wrong.slip("G13", error)


def _compared(given: Inputs, numeric: Array) -> Answer:
    """A measured gradient, and the error of the claimed gradient compared with it."""
    return {"numeric": numeric, "error": np.array(relative_error(given["gradient"], numeric))}


def _draw_block(rng: Rng, s: Sizes) -> Answer:
    # A bias is a block too, so some draws have one axis.
    shape = (s.n_out, s.n_in) if s.n_out == 3 else (s.n_in,)
    a, b, w = rng.uniform(0.5, 1.5, (3, *shape))
    f = ProbeFunction("cubic", (a, b))
    claimed = (3 * a * w**2 + 2 * np.sum(b * w) * b) * rng.uniform(0.6, 1.4, shape)
    # The step is large, so that a one-sided difference is off by about 1e-4.
    return {"f": f, "w": w, "gradient": claimed, "h": 3e-4}


@TRAINING.computed(
    "implement",
    points=3,
    minutes=8,
    difficulty=2,
    items="G13",
    takes="f, w, gradient, h",
    gives="numeric, error",
    draw=_draw_block,
    carry_forward={"numeric": "numeric"},
    # The central difference itself is off by about h², and a more exact one must pass too.
    tolerance=1e-5,
    own=[*difference_slips(_compared), *map(_error_slip, _ERRORS)],
)
def check_block(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """The central difference n at w, and ‖a − n‖ / (‖a‖ + ‖n‖) for the claimed gradient a."""
    numeric = central_difference(given["f"], given["w"], given["h"])
    carried = rules.carry_forward.get("numeric", numeric)
    return numeric, _compared(given, carried)["error"]


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
            "both entries of b have a size of at least 0.001",
            lambda e: bool(np.min(np.abs(e["b"])) >= 1e-3),
        ),
        Condition(
            "with the sign of b turned, the error over all six together is at most 1e-6",
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


# ---- which block a bug spoils ----------------------------------------------------------------


def _mean_in_first_layer(p: Context, delta: Array) -> Array:
    return RIGHT.bias(p, delta) / (1 if p.last else p.samples)


#: Four bugs of one line each, as the rules that contain that line.
_BUGS = {
    "bug 1": replace(RIGHT, constant=lambda p: 1.0),
    "bug 2": at("weight", preactivation_as_input)(RIGHT),
    "bug 3": replace(RIGHT, through=lambda p, g, slope: g),
    "bug 4": replace(RIGHT, bias=_mean_in_first_layer),
}


@own_slip("error-not-carried-down", "B8", question="From what is Delta1 computed?")
def _not_carried_down(right: Answer) -> Answer:
    """a wrong δ at the output is taken to spoil the output layer alone"""
    return {**right, "bug 1 dW1": False, "bug 1 db1": False}


@own_slip(
    "error-carried-up",
    "B8",
    question="Which of the lines are computed before Delta1 is there?",
)
def _carried_up(right: Answer) -> Answer:
    """a wrong δ in the hidden layer is taken to spoil the output layer as well"""
    return {**right, "bug 3 dW2": True, "bug 3 db2": True}


@own_slip(
    "gradient-carried-down",
    "B8",
    question="Does dW2 stand in any of the lines after it?",
)
def _gradient_carried_down(right: Answer) -> Answer:
    """a wrong dW2 is taken to spoil what is below it"""
    return {**right, "bug 2 dW1": True, "bug 2 db1": True}


@own_slip("bias-forgotten", "B7", question="From what is a bias gradient computed?")
def _biases_forgotten(right: Answer) -> Answer:
    """a wrong δ is taken to spoil the weight gradients and not those of the biases"""
    return {**right, "bug 1 db1": False, "bug 1 db2": False, "bug 3 db1": False}


@own_slip("right-read-as-spoiled", "B8", question="Does True mean right or spoiled here?")
def _right_for_spoiled(right: Answer) -> Answer:
    """the answer says where a block stays right, and the question was where it does not"""
    return {name: not spoiled for name, spoiled in right.items()}


@TRAINING.entries(
    "predict",
    points=2,
    minutes=6,
    difficulty=2,
    items="B8",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (True, False)),
        *({name: name.endswith(block) for name in right} for block in ("1", "2")),
    ],
    own=[
        _not_carried_down,
        _carried_up,
        _gradient_carried_down,
        _biases_forgotten,
        _right_for_spoiled,
    ],
)
def bug_footprints() -> Answer:
    """Which of the four gradients each bug spoils."""
    given = draw_network(np.random.default_rng(0), RECTANGULAR[0])
    right = gradients(given, RIGHT)
    return {
        f"{bug} {name}": bool(relative_error(value, right[name]) > 1e-6)
        for bug, rules in _BUGS.items()
        for name, value in gradients(given, rules).items()
    }


# ---- a network that learns in spite of a bug -------------------------------------------------


@TRAINING.computed(
    "repair",
    points=2,
    minutes=6,
    difficulty=2,
    items="M3 B8",
    needs="digits_forward",
    takes=BATCH,
    # The other two are right in the printed function, and would earn points without any work.
    gives="dW1: n_hidden n_in, db1: n_hidden",
    draw=draw_network,
    own=OWN_STEPS,
)
def repaired_gradients(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """Δ1 = (Δ2 W2) ⊙ [Z1 > 0], dW1 = Δ1ᵀ X and db1 = Σ Δ1."""
    found = gradients(given, rules)
    return found["dW1"], found["db1"]
