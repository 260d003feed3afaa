"""Part B of the notebook: a gradient check by block, what one number hides, a planted bug."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.boundary.probes import ProbeFunction
from autograder.catalogue.training.classifier import (
    ARGUMENTS,
    HIDDEN_GRADIENTS,
    OWN_STEPS,
    draw_network,
    gradients,
    hidden_gradients,
)
from autograder.exercises.exercise import (
    RECTANGULAR,
    Block,
    Computed,
    Condition,
    Entries,
    Example,
    Exercise,
    Inputs,
    Sizes,
)
from autograder.reference.rules import RIGHT, Array, Context, Rules
from autograder.slips import Slip
from autograder.slips.update import difference_slips
from backhand.gradcheck import central_difference, relative_error

_exercise = partial(Exercise, notebook="06_training_by_hand")
Rng = np.random.Generator

# ---- a check of one block --------------------------------------------------------------------


def _draw_block(rng: Rng, s: Sizes) -> dict[str, Any]:
    # A bias is a block as well: some of the draws have one axis.
    shape = (s.n_out, s.n_in) if s.n_out == 3 else (s.n_in,)
    a, b, w = rng.uniform(0.5, 1.5, (3, *shape))
    f = ProbeFunction("cubic", (a, b))
    claimed = (3 * a * w**2 + 2 * np.sum(b * w) * b) * rng.uniform(0.6, 1.4, shape)
    # The step is large, so that a one-sided difference is off by about 1e-4.
    return {"f": f, "w": w, "gradient": claimed, "h": 3e-4}


def _blocks(given: Mapping[str, Any], numeric: Array) -> dict[str, Any]:
    return {"numeric": numeric, "error": np.array(relative_error(given["gradient"], numeric))}


def _measured(given: Inputs, rules: Rules) -> dict[str, Any]:
    numeric = central_difference(given["f"], given["w"], given["h"])
    error = _blocks(given, rules.carry_forward.get("numeric", numeric))["error"]
    return {"numeric": numeric, "error": error}


def _error_slip(slug: str, clause: str, formula: Callable[[Array, Array], Any]) -> Slip:
    """Another measure of the distance; the numerical gradient beside it is not touched."""

    def blocks(given: Inputs) -> dict[str, Any]:
        numeric = central_difference(given["f"], given["w"], given["h"])
        return {"numeric": numeric, "error": formula(given["gradient"], numeric)}

    question = "Put the stated formula beside the code. Is every norm there, and each only once?"
    return Slip(slug, clause, question, "G13", values=blocks)


def _norm(v: Array) -> float:
    return float(np.linalg.norm(v))


CHECK = _exercise(
    id="check_block",
    kind="implement",
    points=3,
    minutes=8,
    difficulty=2,
    items=("G13",),
    task=Computed(
        "check_block(f, w, gradient, h)",
        (Block("numeric"), Block("error")),
        draw=_draw_block,
        reference=_measured,
        carry_forward={"numeric": "numeric"},
        # The difference itself is off by h²: a finer one has to pass as well.
        tolerance=1e-5,
        own=(
            *difference_slips(_blocks),
            _error_slip(
                "error-not-relative",
                "the distance of the two gradients is not divided by anything",
                lambda a, n: _norm(a - n),
            ),
            _error_slip(
                "error-one-norm",
                "the distance is divided by the norm of the measured gradient alone",
                lambda a, n: _norm(a - n) / _norm(n),
            ),
            _error_slip(
                "error-one-norm",
                "the distance is divided by the norm of the claimed gradient alone",
                lambda a, n: _norm(a - n) / _norm(a),
            ),
            _error_slip(
                "error-norm-of-sum",
                "the distance is divided by the norm of the sum, not by the sum of the norms",
                lambda a, n: _norm(a - n) / _norm(a + n),
            ),
            _error_slip(
                "error-norms-differ",
                "the difference of the two norms is taken, not the norm of the difference",
                lambda a, n: abs(_norm(a) - _norm(n)) / (_norm(a) + _norm(n)),
            ),
            _error_slip(
                "error-not-rooted",
                "the norms are squared",
                lambda a, n: _norm(a - n) ** 2 / (_norm(a) ** 2 + _norm(n) ** 2),
            ),
            _error_slip(
                "error-by-entry",
                "the relative error is taken entry by entry, and the largest is returned",
                lambda a, n: np.max(np.abs(a - n) / (np.abs(a) + np.abs(n))),
            ),
            _error_slip(
                "error-by-entry",
                "the relative error is taken entry by entry, and averaged",
                lambda a, n: np.mean(np.abs(a - n) / (np.abs(a) + np.abs(n))),
            ),
            _error_slip(
                "error-by-entry",
                "the relative error is returned for each entry, not for the block",
                lambda a, n: np.abs(a - n) / (np.abs(a) + np.abs(n)),
            ),
        ),
    ),
)

# ---- what one number for everything hides ----------------------------------------------------


def _overall(e: Mapping[str, Array]) -> float:
    """The error over all entries together when the sign of b's gradient is turned."""
    right = np.concatenate([e["W"], e["b"]])
    return relative_error(np.concatenate([e["W"], -e["b"]]), right)


HIDES = _exercise(
    id="one_number_hides",
    kind="counterexample",
    points=2,
    minutes=5,
    difficulty=2,
    items=("G13",),
    task=Example(
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
        model=lambda: {"W": np.full(4, 1000.0), "b": np.full(2, 1e-3)},
    ),
)

# ---- which block a bug spoils ----------------------------------------------------------------


def _bugs() -> dict[str, Rules]:
    """Four bugs of one line each, as rules with that line in them."""

    def first_bias_mean(p: Context, delta: Array) -> Array:
        return RIGHT.bias(p, delta) / (1 if p.last else p.samples)

    return {
        "bug 1": replace(RIGHT, constant=lambda p: 1.0),
        "bug 2": OWN_STEPS[0].rules(),
        "bug 3": replace(RIGHT, through=lambda p, g, slope: g),
        "bug 4": replace(RIGHT, bias=first_bias_mean),
    }


def _footprints() -> dict[str, Any]:
    given = draw_network(np.random.default_rng(0), RECTANGULAR[0])
    right = gradients(given, RIGHT)
    return {
        f"{bug} {name}": bool(relative_error(value, right[name]) > 1e-6)
        for bug, rules in _bugs().items()
        for name, value in gradients(given, rules).items()
    }


def _entries_of(bug: int, **spoiled: bool) -> dict[str, bool]:
    return {f"bug {bug} {name}": wrong for name, wrong in spoiled.items()}


FOOTPRINTS = _exercise(
    id="bug_footprints",
    kind="predict",
    points=2,
    minutes=6,
    difficulty=2,
    items=("B8",),
    task=Entries(
        _footprints,
        guesses=lambda: (
            [dict.fromkeys(_footprints(), guess) for guess in (True, False)]
            + [{name: name.endswith(block) for name in _footprints()} for block in ("1", "2")]
        ),
        own=(
            Slip(
                "error-not-carried-down",
                "a wrong δ at the output is taken to spoil the output layer alone",
                "From what is Delta1 computed?",
                "B8",
                values=lambda right: {**right, **_entries_of(1, dW1=False, db1=False)},
            ),
            Slip(
                "error-carried-up",
                "a wrong δ in the hidden layer is taken to spoil the output layer as well",
                "Which of the lines are computed before Delta1 is there?",
                "B8",
                values=lambda right: {**right, **_entries_of(3, dW2=True, db2=True)},
            ),
            Slip(
                "gradient-carried-down",
                "a wrong dW2 is taken to spoil what is below it",
                "Does dW2 stand in any of the lines after it?",
                "B8",
                values=lambda right: {**right, **_entries_of(2, dW1=True, db1=True)},
            ),
            Slip(
                "bias-forgotten",
                "a wrong δ is taken to spoil the weight gradients and not those of the biases",
                "From what is a bias gradient computed?",
                "B7",
                values=lambda right: {
                    **right,
                    **_entries_of(1, db1=False, db2=False),
                    **_entries_of(3, db1=False),
                },
            ),
            Slip(
                "right-read-as-spoiled",
                "the answer says where a block stays right, and the question was where it does not",
                "Does True mean right or spoiled here?",
                "B8",
                values=lambda right: {name: not wrong for name, wrong in right.items()},
            ),
        ),
    ),
)

PLANTED = _exercise(
    id="repaired_gradients",
    kind="repair",
    points=2,
    minutes=6,
    difficulty=2,
    items=("M3", "B8"),
    needs=("digits_forward",),
    task=Computed(
        f"repaired_gradients({ARGUMENTS})",
        # The other two are right in the printed function, and would be points for nothing.
        HIDDEN_GRADIENTS,
        draw=draw_network,
        reference=hidden_gradients,
        own=tuple(OWN_STEPS),
    ),
)

CHECKING = (CHECK, HIDES, FOOTPRINTS, PLANTED)
