"""Part C: batch normalisation, in stages on its graph (F10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.catalogue.sharing_further.batch_norm import Trace, draw_eps, forward
from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer, OwnSlip
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs
from autograder.reference.rules import RIGHT, Context, Rules
from autograder.slips.slip import own_slip

# ---- in stages -------------------------------------------------------------------------------

#: The stages from the last to the first, each with its axes.
_STAGES = {
    "dxhat": "N n",
    "dr": "n",
    "dvar": "n",
    "dc": "N n",
    "dmean": "n",
    "dX": "N n",
}


def _backward(given: Inputs, rules: Rules = RIGHT, **changed: Any) -> Answer:
    """All stages; one of them may be computed by another formula of what came before."""
    X, t, place = given["X"], forward(given), Context(())
    N = len(X)
    formulas: dict[str, Callable[[Mapping[str, Any]], Any]] = {
        "dxhat": lambda d: given["G"] * given["gamma"],
        "dr": lambda d: (d["dxhat"] * t.centred).sum(axis=0),
        "dvar": lambda d: d["dr"] * (-0.5) * t.r**3,
        "dc": lambda d: rules.branches(place, [d["dxhat"] * t.r, d["dvar"] * 2 / N * t.centred]),
        "dmean": lambda d: -d["dc"].sum(axis=0),
        "dX": lambda d: rules.branches(place, [d["dc"], np.broadcast_to(d["dmean"] / N, X.shape)]),
    }
    found: Answer = {}
    for name, formula in {**formulas, **changed}.items():
        carried = {**found, **{str(k): v for k, v in rules.carry_forward.items()}}
        found[name] = np.asarray(formula(carried))
    return found


def _stage_slip(
    slug: str,
    stage: str,
    clause: str,
    question: str,
    formula: Callable[[Inputs, Trace, Mapping[str, Any]], Any],
) -> OwnSlip:
    """A slip of one stage, from which the later stages go on."""

    def changed(given: Inputs) -> Answer:
        wrong = {stage: lambda d: formula(given, forward(given), d)}
        return _backward(given, RIGHT, **wrong)

    return own_slip(slug, "F10", question=question, clause=clause)(changed)


_ONE_R = "A feature has one r. How many entries of x̂ does it go into, and what does each send back?"
_POWER = "r is (v + ε) to the power −½. What does the power rule make of it?"
_MEAN = "v is a mean. By how much does it move if one c moves by 0.1?"
_PATHS = "Count the arrows that leave this node in the graph. What does each send back?"
_ALL_X = "Every x of a feature goes into its μ. By how much does μ move if one x moves by 0.1?"


def _own_stages() -> list[OwnSlip]:
    """Slips of single stages."""
    one = _stage_slip
    return [
        one(
            "gamma-missing",
            "dxhat",
            "γ is left out",
            "Nudge an x̂. By how much does y move?",
            lambda given, t, d: given["G"],
        ),
        one(
            "axis-swapped",
            "dr",
            "the sum runs over the features, and not over the samples",
            _ONE_R,
            lambda given, t, d: (d["dxhat"] * t.centred).sum(axis=1),
        ),
        one(
            "xhat-for-centred",
            "dr",
            "x̂ stands where r was multiplied by c",
            "Which two factors does the forward pass multiply to get x̂?",
            lambda given, t, d: (d["dxhat"] * t.xhat).sum(axis=0),
        ),
        one(
            "sum-missing",
            "dr",
            "what comes back to r is not added up over the samples",
            _ONE_R,
            lambda given, t, d: d["dxhat"] * t.centred,
        ),
        one(
            "sum-missing",
            "dr",
            "what comes back to r is averaged over the samples, and not added up",
            _ONE_R,
            lambda given, t, d: (d["dxhat"] * t.centred).mean(axis=0),
        ),
        one(
            "half-missing",
            "dvar",
            "the factor −½ is left out",
            _POWER,
            lambda given, t, d: d["dr"] * t.r**3,
        ),
        one(
            "half-missing",
            "dvar",
            "the ½ of the power −½ is left out",
            _POWER,
            lambda given, t, d: -d["dr"] * t.r**3,
        ),
        one(
            "sign-flipped",
            "dvar",
            "the minus of the power −½ is left out",
            "If the variance goes up, does r go up or down?",
            lambda given, t, d: 0.5 * d["dr"] * t.r**3,
        ),
        one(
            "power-wrong",
            "dvar",
            "the power of v + ε stays −½",
            _POWER,
            lambda given, t, d: -0.5 * d["dr"] * t.r,
        ),
        one(
            "power-wrong",
            "dvar",
            "the power of v + ε becomes −1",
            _POWER,
            lambda given, t, d: -0.5 * d["dr"] * t.r**2,
        ),
        one(
            "eps-left-out",
            "dvar",
            "ε is left out of v + ε",
            "What is r the inverse root of?",
            lambda given, t, d: -0.5 * d["dr"] * t.var**-1.5,
        ),
        one(
            "sum-for-mean",
            "dc",
            "the 1/N of the variance is left out",
            _MEAN,
            lambda given, t, d: d["dxhat"] * t.r + 2 * d["dvar"] * t.centred,
        ),
        one(
            "n-minus-one",
            "dc",
            "the variance is differentiated as if it divided by N − 1",
            "By what does the forward pass divide the sum of squares?",
            lambda given, t, d: (
                d["dxhat"] * t.r + 2 * d["dvar"] * t.centred / max(len(t.centred) - 1, 1)
            ),
        ),
        one(
            "square-rule",
            "dc",
            "the factor 2 of the square is left out",
            "What is the derivative of c²?",
            lambda given, t, d: d["dxhat"] * t.r + d["dvar"] / len(t.centred) * t.centred,
        ),
        one(
            "path-missing",
            "dc",
            "what comes back through the variance is left out",
            _PATHS,
            lambda given, t, d: d["dxhat"] * t.r,
        ),
        one(
            "path-missing",
            "dc",
            "only what comes back through the variance is there",
            _PATHS,
            lambda given, t, d: d["dvar"] * 2 / len(t.centred) * t.centred,
        ),
        one(
            "sign-flipped",
            "dmean",
            "the minus of x − μ is left out",
            "If μ goes up, does c go up or down?",
            lambda given, t, d: d["dc"].sum(axis=0),
        ),
        one(
            "axis-swapped",
            "dmean",
            "the sum runs over the features, and not over the samples",
            "A feature has one μ. How many entries of c does it go into?",
            lambda given, t, d: -d["dc"].sum(axis=1),
        ),
        one(
            "sum-missing",
            "dmean",
            "what comes back to μ is averaged over the samples, and not added up",
            "A feature has one μ. How many entries of c does it go into?",
            lambda given, t, d: -d["dc"].mean(axis=0),
        ),
        one(
            "sum-for-mean",
            "dX",
            "the 1/N of the mean is left out",
            _ALL_X,
            lambda given, t, d: d["dc"] + d["dmean"],
        ),
        one(
            "path-missing",
            "dX",
            "what comes back through the mean is left out",
            _PATHS,
            lambda given, t, d: d["dc"],
        ),
        one(
            "sign-flipped",
            "dX",
            "what comes back through the mean is subtracted",
            "The minus of x − μ is in ∂L/∂μ already. How often does it count?",
            lambda given, t, d: d["dc"] - d["dmean"] / len(t.centred),
        ),
    ]


@SHARING_FURTHER.computed(
    "implement",
    points=5,
    minutes=10,
    difficulty=2,
    items="F10",
    takes="G: N n, X: N n, gamma: n, eps",
    gives=_STAGES,
    draw={"eps": draw_eps},
    carry_forward={name: name for name in _STAGES if name != "dX"},
    own=_own_stages(),
    requires=[ONE_SAMPLE],
)
def batch_norm_stages(given: Inputs, rules: Rules) -> Answer:
    """From ∂L/∂x̂ back to ∂L/∂X, a line for each node of the graph."""
    return _backward(given, rules)
