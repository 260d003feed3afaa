"""Part C: regression may start from zero; what convexity promises, and what it does not."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import exercise
from autograder.exercises.draws import values
from autograder.exercises.exercise import (
    Block,
    Computed,
    Condition,
    Entries,
    Example,
    Inputs,
    Sizes,
)
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips import Slip
from autograder.slips.slip import at
from backhand.activations import sigmoid, softmax
from backhand.losses import half_squared_error
from backhand.symmetry import permute_units

Rng = np.random.Generator

# ---- from zero, by hand ----------------------------------------------------------------------


def _by_hand() -> dict[str, Any]:
    x, y = np.array([1.0, 2.0]), 1.0
    p = float(sigmoid(0.0 * x.sum()))
    X, Y = np.diag([3.0, 6.0]), np.eye(3)[:2]
    Delta = (softmax(np.zeros((2, 3))) - Y) / len(X)
    dW = Delta.T @ X
    return {
        "number of deltas": 1,
        "delta": p - y,
        "dw": (p - y) * x,
        "class 1": dW[0],
        "class 2": dW[1],
        "class 3": dW[2],
        "sum over classes": dW.sum(axis=0),
    }


_ROWS = ("class 1", "class 2", "class 3")

BY_HAND = exercise(
    id="from_zero_by_hand",
    kind="counterexample",
    points=3,
    minutes=5,
    difficulty=1,
    items=("Y10", "Y13"),
    errata=("D-12", "D-13"),
    task=Entries(
        _by_hand,
        guesses=lambda: [
            *(dict.fromkeys(_by_hand(), v) for v in (0.0, 1.0, -0.5, [0.0, 0.0], [1.0, 1.0])),
            {"number of deltas": 2, "delta": 0, "dw": [0, 0], "class 1": [0, 0]},
        ],
        partial=True,
        own=(
            Slip(
                "sign-flipped-error",
                # At p = ½ the two are one number: y − p, and p itself.
                "the error is target minus probability, or the probability alone",
                "Raise z a little. Does the loss of a sample with y = 1 go up or down?",
                "Y10",
                values=lambda right: {"delta": -right["delta"]},
            ),
            Slip(
                "sign-flipped-error",
                "the error is target minus probability in the softmax",
                "If a probability is too high, should ∂L/∂z be positive or negative?",
                "Y13",
                values=lambda right: {n: -right[n] for n in _ROWS},
            ),
            Slip(
                "batch-sum-for-mean",
                "the 1/N of the loss is left out in the softmax",
                "Does the stated loss have a 1/N in front?",
                "B6",
                values=lambda right: {n: 2 * right[n] for n in _ROWS},
            ),
            Slip(
                "input-factor-missing",
                "each weight is given δ itself, without the input that stands beside it",
                "z = w₁x₁ + w₂x₂: what is multiplied by w₂?",
                "Y10",
                values=lambda right: {"dw": [right["delta"]] * 2},
            ),
            Slip(
                "one-delta-per-input",
                "each input is given a δ of its own",
                "δ = ∂L/∂z. How many z has a sample here?",
                "Y10",
                values=lambda right: {"number of deltas": 2},
            ),
        ),
    ),
)

# ---- the gradient of logistic regression -----------------------------------------------------


def _logistic_place(given: Inputs) -> Context:
    z = (given["X"] @ given["w"])[:, None]
    layer = Layer(W=given["w"][None], x=given["X"], z=z, a=sigmoid(z))
    return Context((layer,), y=given["y"][:, None], loss="cross_entropy_mean")


def _logistic_gradient(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = _logistic_place(given)
    Delta = rules.constant(context) * rules.residual(context)
    return {"dw": np.asarray(rules.weight(context, Delta)).reshape(-1)}


def _draw_labels(rng: Rng, s: Sizes) -> dict[str, Any]:
    X, w = values(rng, s.N, s.n_in), values(rng, s.n_in)
    # About half of the samples on the wrong side, so that no error is zero throughout.
    wrong = rng.permutation(np.arange(s.N) % 2).astype(bool)
    return {"X": X, "y": ((X @ w > 0) ^ wrong).astype(float), "w": w}


def _p(context: Context) -> Array:
    return np.asarray(context.here.a)


LOGISTIC = exercise(
    id="logistic_gradient",
    kind="implement",
    points=2,
    minutes=4,
    difficulty=1,
    items=("Y10",),
    task=Computed(
        "logistic_gradient(X, y, w)",
        (Block("dw", ("n_in",)),),
        draw=_draw_labels,
        reference=_logistic_gradient,
        own=(
            Slip(
                "output-fprime-extra",
                "p − y is multiplied by p(1 − p), a slope that has already cancelled",
                "Write −log p as a function of z before differentiating. What is left?",
                "S11",
                at("residual", lambda before, p: before(p) * _p(p) * (1 - _p(p))),
            ),
            Slip(
                "sigmoid-missing",
                "z itself is compared with the target, without the sigmoid",
                "What does the loss compare with y: z, or p?",
                "Y10",
                at("residual", lambda before, p: p.here.z - p.y),
            ),
            Slip(
                "prediction-rounded",
                "the probability is rounded to a class before it is compared with the target",
                "Is a rounded probability still a function that can be differentiated?",
                "Y10",
                # Of the whole gradient and not of a step: with one sample more or less left out,
                # a rounded error gives plain zeros.
                values=lambda g: {"dw": g["X"].T @ ((g["X"] @ g["w"] > 0) - g["y"]) / len(g["y"])},
            ),
        ),
    ),
)

# ---- how curved the loss is ------------------------------------------------------------------


def _curvature(
    given: Inputs, weight: Any = lambda p: p * (1 - p), rate: Any = lambda top, H: 8.0 / top
) -> dict[str, Any]:
    """H = Xᵀ diag(p(1 − p)) X / N, and 2/β with β = λmax(XᵀX/N)/4."""
    X = given["X"]
    p = sigmoid(X @ given["w"])
    H = X.T @ (weight(p)[:, None] * X) / len(X)
    top = float(np.linalg.eigvalsh(X.T @ X / len(X))[-1])
    return {"H": H, "safe": np.asarray(rate(top, H))}


def _curvature_slip(slug: str, clause: str, question: str, item: str, **change: Any) -> Slip:
    return Slip(slug, clause, question, item, values=lambda given: _curvature(given, **change))


_SLOPE = "The gradient is Xᵀ(p − y)/N. What is the derivative of p with respect to z?"

CURVATURE = exercise(
    id="curvature",
    kind="derive",
    points=3,
    minutes=6,
    difficulty=3,
    items=("Y11",),
    task=Computed(
        "curvature(X, w)",
        (Block("H", ("n_in", "n_in")), Block("safe")),
        draw=lambda rng, s: {"X": values(rng, s.N, s.n_in), "w": values(rng, s.n_in)},
        reference=lambda given, rules: _curvature(given),
        own=(
            _curvature_slip(
                "f-for-fprime",
                "p stands where its slope belongs",
                _SLOPE,
                "Y11",
                weight=lambda p: p,
            ),
            _curvature_slip(
                "hidden-fprime-missing",
                "the slope of p is not there",
                _SLOPE,
                "Y11",
                weight=np.ones_like,
            ),
            _curvature_slip(
                "bound-for-value",
                "the largest value that the slope of p can have stands for its value",
                "Is H asked for at this w, or for the worst w?",
                "Y11",
                weight=lambda p: np.full_like(p, 0.25),
            ),
            _curvature_slip(
                "fprime-twice",
                "the slope of p is counted twice",
                "How often does p stand in the gradient?",
                "Y11",
                weight=lambda p: (p * (1 - p)) ** 2,
            ),
            _curvature_slip(
                "local-curvature",
                "the rate is taken from the curvature at this w alone",
                "Descent moves w. Is the loss more curved somewhere along the way?",
                "Y11",
                rate=lambda top, H: 2 / np.linalg.eigvalsh(H)[-1],
            ),
            _curvature_slip(
                "quarter-missing",
                "the largest slope of the sigmoid is taken to be 1",
                "What is the largest value of p(1 − p)?",
                "Y11",
                rate=lambda top, H: 2 / top,
            ),
            _curvature_slip(
                "rate-halved",
                "the rate is 1/β: safe, but half of what is asked for",
                "L falls as long as η(1 − ηβ/2) is positive. Where does that end?",
                "S12",
                rate=lambda top, H: 4 / top,
            ),
            _curvature_slip(
                "curvature-for-rate",
                "β itself is returned, and not the rate",
                "The more curved a loss is, should a step be longer or shorter?",
                "S12",
                rate=lambda top, H: top / 4,
            ),
        ),
    ),
)

# ---- a convex loss that is not descended -----------------------------------------------------


def _late_moves(e: Any) -> Array:
    """How far the steps 201 to 230 of gradient descent go, from w = 0."""
    x, y, eta, w = e["x"], e["y"], float(e["eta"]), 0.0
    moves = []
    for _ in range(230):
        step = eta * float(np.mean((sigmoid(w * x) - y) * x))
        w -= step
        moves.append(abs(step))
    return np.array(moves[200:])


def _pulls(e: Any) -> Array:
    """Which way each sample pulls w."""
    return np.asarray((2 * e["y"] - 1) * e["x"])


CYCLE = exercise(
    id="convex_and_cycling",
    kind="counterexample",
    points=2,
    minutes=5,
    difficulty=3,
    items=("Y12",),
    errata=("D-14",),
    task=Example(
        shapes={"x": (3,), "y": (3,), "eta": ()},
        conditions=(
            Condition("each label is 0 or 1", lambda e: bool(np.isin(e["y"], (0.0, 1.0)).all())),
            Condition(
                "no x is larger than 20 in size, and eta is above 0 and at most 1",
                lambda e: bool(np.abs(e["x"]).max() <= 20 and 0 < e["eta"] <= 1),
            ),
            Condition(
                "a best w exists: one sample pulls w up, another down (|x| at least 0.1)",
                lambda e: bool(_pulls(e).max() >= 0.1 and _pulls(e).min() <= -0.1),
            ),
            Condition(
                "from w = 0, each of the steps 201 to 230 still moves w by at least 0.1",
                lambda e: bool(_late_moves(e).min() >= 0.1),
            ),
        ),
        guesses=lambda: [
            *({"x": np.full(3, v), "y": np.full(3, v), "eta": np.array(v)} for v in (0.0, 1.0)),
            {"x": np.array([1.0, 2.0, 3.0]), "y": np.array([1.0, 0.0, 1.0]), "eta": np.array(1.0)},
            {"x": np.full(3, 20.0), "y": np.ones(3), "eta": np.array(1.0)},
            {"x": np.ones(3), "y": np.array([1.0, 1.0, 0.0]), "eta": np.array(0.1)},
        ],
        model=lambda: {
            "x": np.full(3, 10.0),
            "y": np.array([1.0, 1.0, 0.0]),
            "eta": np.array(1.0),
        },
    ),
)

# ---- with a hidden layer: a hill between two valleys -----------------------------------------


def _outputs(X: Array, W1: Array, W2: Array) -> Array:
    return sigmoid(sigmoid(X @ W1.T) @ W2.T)


def _midway(given: Inputs, first: bool = True, second: bool = True, factor: Any = 1.0) -> Any:
    """The loss half-way between a network and its renumbered twin."""
    W1, W2, X, order = given.values()
    V1, V2 = permute_units(W1, W2, order)
    middle = ((W1 + V1) / 2 if first else W1, (W2 + V2) / 2 if second else W2)
    loss = half_squared_error(_outputs(X, *middle), _outputs(X, W1, W2), "mean")
    return {"loss": np.asarray(loss * (factor(X, W2) if callable(factor) else factor))}


def _draw_valleys(rng: Rng, s: Sizes) -> dict[str, Any]:
    cycle = rng.permutation(s.n_hidden)
    order = np.empty_like(cycle)
    order[cycle] = np.roll(cycle, 1)
    return {
        "W1": values(rng, s.n_hidden, s.n_in, low=0.8, high=2.5),
        "W2": values(rng, s.n_out, s.n_hidden, low=0.8, high=2.5),
        "X": values(rng, s.N, s.n_in),
        "order": order,
    }


def _midway_slip(slug: str, clause: str, question: str, item: str, **change: Any) -> Slip:
    return Slip(slug, clause, question, item, values=lambda given: _midway(given, **change))


_STATED = "Copy the loss exactly as stated, constant included."

MIDWAY = exercise(
    id="midway_loss",
    kind="derive",
    points=2,
    minutes=4,
    difficulty=2,
    items=("Y14",),
    needs=("renumber_units",),
    task=Computed(
        "midway_loss(W1, W2, X, order)",
        (Block("loss"),),
        draw=_draw_valleys,
        reference=lambda given, rules: _midway(given),
        own=(
            _midway_slip(
                "one-layer-only",
                "W₂ stays where it was, and only W₁ goes half-way",
                "Which of the two matrices differ between the network and its twin?",
                "Y14",
                second=False,
            ),
            _midway_slip(
                "one-layer-only",
                "W₁ stays where it was, and only W₂ goes half-way",
                "Which of the two matrices differ between the network and its twin?",
                "Y14",
                first=False,
            ),
            _midway_slip(
                "batch-sum-for-mean",
                "the 1/N of the loss is left out",
                _STATED,
                "B12",
                factor=lambda X, W2: len(X),
            ),
            _midway_slip(
                "loss-factor-two", "the loss has no ½ in front", _STATED, "B12", factor=2.0
            ),
            _midway_slip(
                "mean-over-all-entries",
                "the mean runs over samples and outputs, not over samples",
                _STATED,
                "B12",
                factor=lambda X, W2: 1 / len(W2),
            ),
            _midway_slip(
                "loss-factor-two",
                "it is a mean over all entries, without the ½",
                _STATED,
                "B12",
                factor=lambda X, W2: 2 / len(W2),
            ),
        ),
    ),
)

REGRESSION = (BY_HAND, LOGISTIC, CURVATURE, CYCLE, MIDWAY)
