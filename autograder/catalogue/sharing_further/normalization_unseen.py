"""Part C: what batch normalisation does not see (F11)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.sharing_further.batch_norm import forward, fused
from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer
from autograder.reference.rules import Array
from autograder.slips.slip import own_slip


def _unit(w: Array, b: float) -> dict[str, Any]:
    """One linear unit, batch normalisation without ε, and a loss; all that is asked for."""
    rng = np.random.default_rng(8)
    X, G, gamma, beta = rng.normal(size=(6, 3)), rng.normal(size=(6, 1)), np.array([1.5]), 0.4
    z = X @ w[:, None] + b
    t = forward({"X": z, "eps": 0.0})
    dz = fused({"G": G, "xhat": t.xhat, "r": t.r, "gamma": gamma})
    return {
        "y": gamma * t.xhat + beta,
        "dL/dz": dz,
        "dL/dw": X.T @ dz,
        "dL/db": dz.sum(),
        "dL/dX": dz * w,
        "dL/dgamma": (G * t.xhat).sum(),
        "dL/dbeta": G.sum(),
        "w times dL/dw": w @ (X.T @ dz),
    }


def _ratio(after: Any, before: Any) -> float:
    return float(np.round(np.mean(np.asarray(after) / np.asarray(before)), 9))


@own_slip(
    "gradient-follows-weights",
    "F11",
    question="With 3w the output is the same. Is a step of 0.1 in w then as large as it was?",
)
def _like_weights(right: Answer) -> Answer:
    """the gradients are taken to be three times as large, as the weights are"""
    return {"3w: dL/dz": 3, "3w: dL/dw": 3}


@own_slip(
    "gradient-follows-output",
    "F11",
    question="With 3w the output is the same. Is a step of 0.1 in w then as large as it was?",
)
def _like_output(right: Answer) -> Answer:
    """the gradients are taken to stay as they are, since the output does"""
    return {"3w: dL/dz": 1, "3w: dL/dw": 1}


@own_slip(
    "one-factor-of-two",
    "F11",
    question="dL/dX is a product of two things. What do both of them do?",
)
def _input_follows(right: Answer) -> Answer:
    """the gradient of the inputs is taken to change as that of z does"""
    return {"3w: dL/dX": right["3w: dL/dz"]}


@own_slip(
    "bias-seen",
    "F11",
    question="Put b + 5 in place of b. What becomes of z − μ?",
)
def _bias_seen(right: Answer) -> Answer:
    """the bias before the normalisation is taken to have a gradient, as a bias of any layer has"""
    return {"dL/db": "not zero"}


@own_slip(
    "every-shift-lost",
    "F11",
    question="Is β added before the mean is subtracted, or after?",
)
def _no_shift(right: Answer) -> Answer:
    """β is taken to be normalised away, as b is"""
    return {"dL/dbeta": "zero"}


@own_slip(
    "every-scale-lost",
    "F11",
    question="Is γ multiplied in before the division by the spread, or after?",
)
def _no_scale(right: Answer) -> Answer:
    """γ is taken to be normalised away, as the length of w is"""
    return {"dL/dgamma": "zero"}


@own_slip(
    "invariance-as-zero",
    "F11",
    question="Turn w a little and keep its length. Does the output stay the same?",
)
def _no_weights(right: Answer) -> Answer:
    """the whole gradient of w is taken to be zero, because the length of w has no effect"""
    return {"dL/dw": "zero"}


@SHARING_FURTHER.entries(
    "predict",
    points=2,
    minutes=6,
    difficulty=2,
    items="F11",
    guesses=lambda right: [
        {name: word if isinstance(right[name], str) else factor for name in right}
        for word in ("zero", "not zero")
        for factor in (1, 3, 1 / 3, 0)
    ],
    own=[
        _like_weights,
        _like_output,
        _input_follows,
        _bias_seen,
        _no_shift,
        _no_scale,
        _no_weights,
    ],
)
def unseen_by_batch_norm() -> Answer:
    """What three times the weights change, and which gradients are zero whatever comes back."""
    w = np.array([0.8, -0.5, 1.1])
    once, thrice = _unit(w, 0.7), _unit(3 * w, 3 * 0.7)
    factors = ("y", "dL/dz", "dL/dw", "dL/dX", "dL/dgamma")
    asked = ("dL/db", "dL/dw", "w times dL/dw", "dL/dgamma", "dL/dbeta")
    return {f"3w: {name}": _ratio(thrice[name], once[name]) for name in factors} | {
        name: "zero" if np.abs(once[name]).max() < 1e-12 else "not zero" for name in asked
    }
