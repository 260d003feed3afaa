"""Part D: what becomes of δ over many uses, and a loss at every step (N12, N13)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import Rng, exercise, gentle, own
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import EACH_STEP, Block, Computed, Entries, Inputs, Sizes
from autograder.reference.programs import recurrent_backward, recurrent_layers
from autograder.reference.rules import Array, Rules
from autograder.slips import Slip
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import at
from backhand.recurrent import recurrent_backward as through_time
from backhand.recurrent import recurrent_forward

# ---- vanish, stay or explode -----------------------------------------------------------------

#: Seven matrices that a person can multiply in the head.
MATRICES = {
    "A": [[0.0, -0.5], [0.5, 0.0]],
    "B": [[0.0, 1.0], [1.0, 0.0]],
    "C": [[0.5, 3.0], [0.0, 0.5]],
    "D": [[1.1, 0.0], [0.0, 0.1]],
    "E": [[0.0, 5.0], [0.0, 0.0]],
    "F": [[0.72, -0.96], [0.96, 0.72]],
    "G": [[0.0, 4.0], [0.125, 0.0]],
    "H": [[0.0, -1.0], [1.0, 0.0]],
}


def _fate(growth: float, limit: float = 1e6) -> str:
    return "explodes" if growth > limit else "vanishes" if growth < 1 / limit else "stays"


def _fates() -> dict[str, Any]:
    """Send a δ without any special direction back through 400 uses and look at its size."""
    delta = np.array([0.6, 0.8])
    fates = {}
    for name, W in MATRICES.items():
        size = np.linalg.norm(np.linalg.matrix_power(np.array(W).T, 400) @ delta)
        fates[name] = _fate(float(size))
    return fates


def _by_size(measure: Any) -> dict[str, Any]:
    """The fate if one application told everything."""
    return {n: _fate(float(measure(np.array(W))), 1 + 1e-9) for n, W in MATRICES.items()}


FATE = exercise(
    id="vanish_or_explode",
    kind="predict",
    points=2,
    minutes=5,
    difficulty=2,
    items=("N13",),
    task=Entries(
        _fates,
        guesses=lambda: [
            *(dict.fromkeys(MATRICES, word) for word in ("vanishes", "stays", "explodes")),
            _by_size(lambda W: abs(W).max()),
            _by_size(lambda W: np.linalg.norm(W, 2)),
        ],
        own=(
            Slip(
                "one-step-for-many",
                "the largest entry of W decides",
                "What is W times W, for the matrix with the largest entry?",
                "N13",
                values=lambda right: _by_size(lambda W: abs(W).max()),
            ),
            Slip(
                "one-step-for-many",
                "the most that one use can do is taken for what every use does",
                "Can the second use stretch again what the first has stretched?",
                "N13",
                values=lambda right: _by_size(lambda W: np.linalg.norm(W, 2)),
            ),
            Slip(
                "determinant-for-growth",
                "the determinant of W decides",
                "A map can keep areas small and stretch one direction. Which matrix does?",
                "N13",
                values=lambda right: _by_size(lambda W: abs(np.linalg.det(W))),
            ),
        ),
    ),
)

# ---- a loss at every step --------------------------------------------------------------------


def _recurrent(given: Inputs, rules: Rules) -> dict[str, Any]:
    rows = given["u"][:, None]
    hidden, read = recurrent_layers(
        given["h0"][None], rows, given["W"], given["U"], given["b"], "tanh"
    )
    found = recurrent_backward(hidden, read, rules, upstreams=given["g"][:, None])
    return {
        "deltas": np.concatenate(found.deltas),
        "dW": found.W,
        "dU": found.U,
        "db": found.b,
    }


def _draw_recurrent(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {
        "g": values(rng, s.T, s.n_hidden),
        "u": gentle(rng, s.T, s.n_in),
        "h0": gentle(rng, s.n_hidden),
        "W": weights(rng, s.n_hidden, s.n_hidden),
        "U": weights(rng, s.n_hidden, s.n_in),
        "b": gentle(rng, s.n_hidden),
    }


def _run(given: Inputs) -> tuple[Array, Array, Array]:
    """δ, h and z of every step, (T, n) each."""
    u = given["u"][:, None]
    trace = recurrent_forward(given["h0"][None], u, given["W"], given["U"], given["b"], "tanh")
    found = through_time(given["g"][:, None], trace, u, given["W"], given["U"], "tanh")
    return np.concatenate(found.deltas), np.concatenate(trace.post), np.concatenate(trace.pre)


def _paired_with_z(given: Inputs) -> dict[str, Any]:
    """The z before each step; the first step keeps its h0."""
    deltas, _, z = _run(given)
    return {"dW": deltas.T @ np.concatenate([given["h0"][None], z[:-1]])}


def _slope_on_one_branch(given: Inputs, own_loss: bool) -> dict[str, Any]:
    """The slope of a step meets one of the two things that arrive there, not their sum."""
    _, h, _ = _run(given)
    slope, last = 1 - h**2, len(h) - 1
    deltas, later = np.zeros_like(h), np.zeros(h.shape[1])
    for t in reversed(range(len(h))):
        g = given["g"][t]
        both = g * slope[t] + later if own_loss or t == last else g + later * slope[t]
        deltas[t], later = both, both @ given["W"]
    return {"deltas": deltas}


_ARROWS = "Which two arrows leave h of a step, and what comes back along each of them?"
_ARRIVE = "Both things arrive at h of this step. What stands between h and z?"

RECURRENT_STEP = exercise(
    id="recurrent_gradients",
    kind="implement",
    points=4,
    minutes=9,
    difficulty=3,
    items=("N12", "N9"),
    needs=("sum_over_uses",),
    task=Computed(
        "recurrent_gradients(g, u, h0, W, U, b)",
        (
            Block("deltas", ("T", "n_hidden")),
            Block("dW", ("n_hidden", "n_hidden")),
            Block("dU", ("n_hidden", "n_in")),
            Block("db", ("n_hidden",)),
        ),
        draw=_draw_recurrent,
        reference=_recurrent,
        carry_forward={"deltas": EACH_STEP},
        own=(
            biases_left_out("N12", "b")(_recurrent),
            Slip(
                "path-missing",
                "no δ comes back from the later steps: each step has its own loss alone",
                _ARROWS,
                "N12",
                at("branches", lambda before, context, terms: terms[0]),
            ),
            Slip(
                "path-missing",
                "a step's own loss is left out: only what comes back from later steps is counted",
                _ARROWS,
                "N12",
                at("branches", lambda before, context, terms: terms[-1]),
            ),
            own(
                "slope-on-one-branch",
                "the slope is multiplied into what comes from later, not into the step's own g",
                _ARRIVE,
                "N12",
                lambda given: _slope_on_one_branch(given, own_loss=False),
            ),
            own(
                "slope-on-one-branch",
                "the slope is multiplied into the step's own g, not into what comes from later",
                _ARRIVE,
                "N12",
                lambda given: _slope_on_one_branch(given, own_loss=True),
            ),
            own(
                "preactivation-as-input",
                "a step is paired with the z before it, not with the tanh of that z",
                "What did W see at this step: before or after the nonlinearity?",
                "N12",
                _paired_with_z,
            ),
            own(
                "shared-order-reversed",
                "the δs are in the order in which they were found, last step first",
                "Which row of deltas belongs to step 1?",
                "N12",
                lambda given: {"deltas": _run(given)[0][::-1]},
            ),
        ),
    ),
)

RECURRENT = (FATE, RECURRENT_STEP)
