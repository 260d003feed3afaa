"""Part C: batch normalisation when evaluating (F12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.sharing_further.batch_norm import draw_eps, forward, fused
from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer, OwnSlip, Rng, block_slip
from autograder.exercises.draws import values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.rules import Rules


def _draw_running(rng: Rng, s: Sizes) -> Answer:
    return {
        "G": values(rng, s.N, s.n),
        "X": values(rng, s.N, s.n),
        "gamma": values(rng, s.n),
        "beta": values(rng, s.n),
        "mean": values(rng, s.n, low=0.2, high=0.6),
        "var": rng.uniform(0.5, 1.5, s.n),
        "eps": draw_eps(rng, s),
    }


def _evaluated(given: Inputs, **changed: Any) -> Answer:
    """Y and dX with the running statistics, or with others in their place."""
    given = {**given, **changed}
    r = given.get("r", 1 / np.sqrt(given["var"] + given["eps"]))
    xhat = (given["X"] - given["mean"]) * r
    return {"Y": given["gamma"] * xhat + given["beta"], "dX": given["gamma"] * r * given["G"]}


_RUNNING = "Change one sample of X. Does `mean` change, or `var`?"
_ROOT = "What exactly stands under the root, and what outside it?"


def _evaluate_slip(
    slug: str, clause: str, question: str, formula: Callable[[Inputs], Answer]
) -> OwnSlip:
    return block_slip(slug, "F12", question=question, clause=clause)(
        lambda given, right: formula(given)
    )


def _training_formula(given: Inputs) -> Answer:
    r = 1 / np.sqrt(given["var"] + given["eps"])
    xhat = (given["X"] - given["mean"]) * r
    return {"dX": fused({**given, "xhat": xhat, "r": r})}


def _batch_statistics(given: Inputs) -> Answer:
    """Those of this batch, by name."""
    return {"mean": given["X"].mean(axis=0), "var": given["X"].var(axis=0)}


def _all_of_training(given: Inputs) -> Answer:
    t = forward(given)
    Y = given["gamma"] * t.xhat + given["beta"]
    return {"Y": Y, "dX": fused({**given, "xhat": t.xhat, "r": t.r})}


def _own_evaluation() -> list[OwnSlip]:
    one = _evaluate_slip
    return [
        one(
            "training-formula",
            "the backward pass is that of training, in which mean and variance move with X",
            _RUNNING,
            _training_formula,
        ),
        one(
            "training-formula",
            "forward and backward are those of training, with the statistics of this batch",
            _RUNNING,
            _all_of_training,
        ),
        one(
            "training-formula",
            "the backward pass is that of training, with the statistics of this batch",
            _RUNNING,
            lambda given: {"dX": _all_of_training(given)["dX"]},
        ),
        one(
            "batch-statistics",
            "the mean and the variance of this batch are used",
            "Which mean and variance are handed to the function?",
            lambda given: _evaluated(given, **_batch_statistics(given)),
        ),
        one(
            "batch-statistics",
            "the mean and the variance of this batch are used on the way forward",
            "Which mean and variance are handed to the function?",
            lambda given: {"Y": _evaluated(given, **_batch_statistics(given))["Y"]},
        ),
        one(
            "batch-statistics",
            "the variance of this batch is used on the way back",
            "Which variance is handed to the function?",
            lambda given: {"dX": _evaluated(given, **_batch_statistics(given))["dX"]},
        ),
        one("eps-left-out", "ε is left out", _ROOT, lambda given: _evaluated(given, eps=0.0)),
        one(
            "eps-left-out",
            "ε is left out on the way back",
            _ROOT,
            lambda given: {"dX": _evaluated(given, eps=0.0)["dX"]},
        ),
        one(
            "eps-outside-root",
            "ε is added to the root, and not under it",
            _ROOT,
            lambda given: _evaluated(given, r=1 / (np.sqrt(given["var"]) + given["eps"])),
        ),
        one(
            "root-missing",
            "the root is left out",
            _ROOT,
            lambda given: _evaluated(given, r=1 / (given["var"] + given["eps"])),
        ),
        one(
            "root-missing",
            "the root is left out on the way back",
            _ROOT,
            lambda given: {"dX": _evaluated(given, r=1 / (given["var"] + given["eps"]))["dX"]},
        ),
        one(
            "gamma-missing",
            "γ is left out on the way back",
            "Nudge one x. By how much does y move?",
            lambda given: {"dX": _evaluated(given, gamma=1.0)["dX"]},
        ),
        one(
            "statistics-missing",
            "G meets γ alone: the division by the spread is left out on the way back",
            "Nudge one x. By how much does y move?",
            lambda given: {"dX": given["gamma"] * given["G"]},
        ),
        one(
            "mean-missing",
            "the mean is not subtracted",
            "What is y for an x that lies exactly at the running mean?",
            lambda given: {"Y": _evaluated(given, mean=0.0)["Y"]},
        ),
        one(
            "shift-missing",
            "β is not added",
            "What is y for an x that lies exactly at the running mean?",
            lambda given: {"Y": _evaluated(given, beta=0.0)["Y"]},
        ),
        one(
            "shift-kept",
            "β is added on the way back as well",
            "Does β change by how much y moves with x?",
            lambda given: {"dX": _evaluated(given)["dX"] + given["beta"]},
        ),
    ]


@SHARING_FURTHER.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="F12",
    takes="G: N n, X: N n, gamma: n, beta: n, mean: n, var: n, eps",
    gives="Y: N n, dX: N n",
    draw=_draw_running,
    own=_own_evaluation(),
    requires=[ONE_SAMPLE],
)
def batch_norm_evaluate(given: Inputs, rules: Rules) -> Answer:
    """With running statistics, which are constants: y = γ (x − μ) r + β, and dX = γ r G."""
    return _evaluated(given)
