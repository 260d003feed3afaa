"""Part C: regression may start from zero; what convexity promises, and what it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import SYMMETRY_BREAKING, one_cycle
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Condition, Inputs, Sizes
from autograder.reference.rules import Array, Context, Layer, Rules, need
from autograder.slips.slip import Slips, own_slip
from backhand.activations import sigmoid, softmax
from backhand.losses import half_squared_error
from backhand.symmetry import permute_units

# ---- the gradient of logistic regression -----------------------------------------------------

_RESIDUAL = Slips()


@_RESIDUAL.slip(
    "residual",
    "output-fprime-extra",
    "S11",
    question="Write −log p as a function of z before differentiating. What is left?",
)
def _slope_kept(right: Any, context: Context) -> Array:
    """p − y is multiplied by p(1 − p), a slope that has already cancelled"""
    p = need(context.here.a)
    return right(context) * p * (1 - p)


@_RESIDUAL.slip(
    "residual",
    "sigmoid-missing",
    "Y10",
    question="What does the loss compare with y: z, or p?",
)
def _before_sigmoid(right: Any, context: Context) -> Array:
    """z itself is compared with the target, without the sigmoid"""
    return need(context.here.z) - need(context.y)


# It replaces the gradient and not the residual: rounded errors are often 0, and with a sample left
# out as well the gradient would be plain zeros.
@own_slip(
    "prediction-rounded",
    "Y10",
    question="Is a rounded probability still a function that can be differentiated?",
)
def _rounded(given: Inputs) -> Answer:
    """the probability is rounded to a class before it is compared with the target"""
    X, y, w = given.values()
    return {"dw": X.T @ ((X @ w > 0) - y) / len(y)}


def _draw_labels(rng: Rng, s: Sizes) -> Answer:
    X, w = values(rng, s.N, s.n_in), values(rng, s.n_in)
    # About half of the samples are on the wrong side, so that not all errors are zero.
    wrong = rng.permutation(np.arange(s.N) % 2).astype(bool)
    return {"X": X, "y": ((X @ w > 0) ^ wrong).astype(float), "w": w}


@SYMMETRY_BREAKING.computed(
    "implement",
    points=2,
    minutes=3,
    difficulty=1,
    items="Y10",
    takes="X: N n_in, y: N, w: n_in",
    gives="dw: n_in",
    draw=_draw_labels,
    own=[*_RESIDUAL, _rounded],
    requires=[ONE_SAMPLE],
)
def logistic_gradient(given: Inputs, rules: Rules) -> Array:
    """∂L/∂w = Xᵀ (p − y) / N."""
    X, y, w = given.values()
    z = (X @ w)[:, None]
    layer = Layer(W=w[None], x=X, z=z, a=sigmoid(z))
    context = Context((layer,), y=y[:, None], loss="cross_entropy_mean")
    Delta = rules.constant(context) * rules.residual(context)
    return np.asarray(rules.weight(context, Delta)).reshape(-1)


# ---- from zero, by hand ----------------------------------------------------------------------

_ROWS = ("class 1", "class 2", "class 3")


# At p = ½, y − p and p itself are the same number.
@own_slip(
    "sign-flipped-error",
    "Y10",
    question="Increase z a little. Does the loss of a sample with y = 1 rise or fall?",
)
def _error_turned(right: Answer) -> Answer:
    """the error is target minus probability, or the probability alone"""
    return {"delta": -right["delta"]}


@own_slip(
    "sign-flipped-error",
    "Y13",
    question="If a probability is too high, should ∂L/∂z be positive or negative?",
)
def _softmax_error_turned(right: Answer) -> Answer:
    """the error is target minus probability in the softmax"""
    return {row: -right[row] for row in _ROWS}


@own_slip("batch-sum-for-mean", "B6", question="Does the stated loss have a 1/N in front?")
def _summed_over_samples(right: Answer) -> Answer:
    """the 1/N of the loss is left out in the softmax"""
    return {row: 2 * right[row] for row in _ROWS}


@own_slip("input-factor-missing", "Y10", question="z = w₁x₁ + w₂x₂: what is multiplied by w₂?")
def _input_missing(right: Answer) -> Answer:
    """the gradient of each weight is δ itself, without the input beside the weight"""
    return {"dw": [right["delta"]] * 2}


@own_slip(
    "one-delta-per-input",
    "Y10",
    question="δ = ∂L/∂z. How many pre-activations z does one sample have here?",
)
def _delta_per_input(right: Answer) -> Answer:
    """there is one δ for each input"""
    return {"number of deltas": 2}


@SYMMETRY_BREAKING.entries(
    "counterexample",
    points=3,
    minutes=5,
    difficulty=1,
    items="Y10 Y13",
    errata="D-12 D-13",
    guesses=lambda right: [
        *(dict.fromkeys(right, v) for v in (0.0, 1.0, -0.5, [0.0, 0.0], [1.0, 1.0])),
        {"number of deltas": 2, "delta": 0, "dw": [0, 0], "class 1": [0, 0]},
    ],
    partial=True,
    own=[
        _error_turned,
        _softmax_error_turned,
        _summed_over_samples,
        _input_missing,
        _delta_per_input,
    ],
)
def from_zero_by_hand() -> Answer:
    """The first gradients from w = 0: one logistic sample, and a softmax with three classes."""
    x, y = np.array([1.0, 2.0]), 1.0
    p = float(sigmoid(0.0 * x.sum()))
    X, Y = np.diag([3.0, 6.0]), np.eye(3)[:2]
    Delta = (softmax(np.zeros((2, 3))) - Y) / len(X)
    dW = Delta.T @ X
    return {
        "number of deltas": 1,
        "delta": p - y,
        "dw": (p - y) * x,
        **dict(zip(_ROWS, dW, strict=True)),
        "sum over classes": dW.sum(axis=0),
    }


# ---- how curved the loss is ------------------------------------------------------------------


def _curvature(given: Inputs, slope: Callable[[Array], Array] = lambda p: p * (1 - p)) -> Answer:
    """H = Xᵀ diag(p(1 − p)) X / N, and the rate 2/β."""
    X = given["X"]
    p = sigmoid(X @ given["w"])
    H = X.T @ (slope(p)[:, None] * X) / len(X)
    return {"hessian": H, "safe": np.asarray(8.0 / _largest(given))}


def _largest(given: Inputs) -> float:
    """4β: the largest eigenvalue of XᵀX/N."""
    X = given["X"]
    return float(np.linalg.eigvalsh(X.T @ X / len(X))[-1])


_SLOPE = "The gradient is Xᵀ(p − y)/N. What is the derivative of p with respect to z?"


@own_slip("f-for-fprime", "Y11", question=_SLOPE)
def _value_for_slope(given: Inputs) -> Answer:
    """p stands where its slope belongs"""
    return _curvature(given, slope=lambda p: p)


@own_slip("hidden-fprime-missing", "Y11", question=_SLOPE)
def _slope_missing(given: Inputs) -> Answer:
    """the slope of p is not there"""
    return _curvature(given, slope=np.ones_like)


@own_slip("bound-for-value", "Y11", question="Is ∇²L asked for at this w, or at the worst w?")
def _steepest_slope(given: Inputs) -> Answer:
    """the largest value that the slope of p can have stands for its value"""
    return _curvature(given, slope=lambda p: np.full_like(p, 0.25))


@own_slip("fprime-twice", "Y11", question="How often does p stand in the gradient?")
def _slope_twice(given: Inputs) -> Answer:
    """the slope of p is counted twice"""
    return _curvature(given, slope=lambda p: (p * (1 - p)) ** 2)


@own_slip(
    "local-curvature",
    "Y11",
    question="Descent moves w. Is the loss more curved somewhere along the way?",
)
def _local_rate(given: Inputs) -> Answer:
    """the rate is taken from the curvature at this w alone"""
    return {"safe": 2 / np.linalg.eigvalsh(_curvature(given)["hessian"])[-1]}


@own_slip("quarter-missing", "Y11", question="What is the largest value of p(1 − p)?")
def _quarter_missing(given: Inputs) -> Answer:
    """the largest slope of the sigmoid is taken to be 1"""
    return {"safe": 2 / _largest(given)}


@own_slip(
    "rate-halved",
    "S12",
    question="L falls as long as η(1 − ηβ/2) is positive. Where does that end?",
)
def _rate_halved(given: Inputs) -> Answer:
    """the rate is 1/β: safe, but half of what is asked for"""
    return {"safe": 4 / _largest(given)}


@own_slip(
    "curvature-for-rate",
    "S12",
    question="The more curved a loss is, should a step be longer or shorter?",
)
def _curvature_for_rate(given: Inputs) -> Answer:
    """β itself is returned, and not the rate"""
    return {"safe": _largest(given) / 4}


@SYMMETRY_BREAKING.computed(
    "implement",
    points=3,
    minutes=7,
    difficulty=3,
    items="Y11",
    takes="X: N n_in, w: n_in",
    gives="hessian: n_in n_in, safe",
    own=[
        _value_for_slope,
        _slope_missing,
        _steepest_slope,
        _slope_twice,
        _local_rate,
        _quarter_missing,
        _rate_halved,
        _curvature_for_rate,
    ],
    requires=[ONE_SAMPLE],
)
def curvature(given: Inputs, rules: Rules) -> Answer:
    """H = Xᵀ diag(p(1 − p)) X / N, and the rate 2/β with β = λmax(XᵀX/N)/4."""
    return _curvature(given)


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


@SYMMETRY_BREAKING.example(
    "counterexample",
    points=2,
    minutes=5,
    difficulty=3,
    items="Y12",
    errata="D-14",
    shapes={"x": (3,), "y": (3,), "eta": ()},
    conditions=(
        Condition("each label is 0 or 1", lambda e: bool(np.isin(e["y"], (0.0, 1.0)).all())),
        Condition(
            "no x is larger than 20 in absolute value, and eta is above 0 and at most 1",
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
)
def convex_and_cycling() -> Answer:
    """Three samples and a rate with which descent cycles around the best w."""
    return {"x": np.full(3, 10.0), "y": np.array([1.0, 1.0, 0.0]), "eta": np.array(1.0)}


# ---- separated, and yet a best w -------------------------------------------------------------


def _threshold_gap(e: Any) -> float:
    """How far apart the classes are on the axis of x, if a threshold separates them."""
    ones, zeros = e["x"][e["y"] == 1], e["x"][e["y"] == 0]
    if not len(ones) or not len(zeros):
        return 0.0
    return float(max(ones.min() - zeros.max(), zeros.min() - ones.max()))


def _slope_at(e: Any) -> float:
    """The derivative of the loss at the example's w."""
    return float(np.mean((sigmoid(float(e["w"]) * e["x"]) - e["y"]) * e["x"]))


@SYMMETRY_BREAKING.example(
    "counterexample",
    points=2,
    minutes=6,
    difficulty=3,
    items="Y12",
    errata="D-14",
    needs="logistic_gradient",
    shapes={"x": (3,), "y": (3,), "w": ()},
    conditions=(
        Condition(
            "each label is 0 or 1, and no x is larger than 20 in absolute value",
            lambda e: bool(np.isin(e["y"], (0.0, 1.0)).all() and np.abs(e["x"]).max() <= 20),
        ),
        Condition(
            "a threshold on x separates the two classes, with a gap of at least 0.5",
            lambda e: _threshold_gap(e) >= 0.5,
        ),
        Condition(
            "a best w exists: the loss rises without bound as w goes to +∞ and to −∞",
            lambda e: bool(_pulls(e).max() >= 0.1 and _pulls(e).min() <= -0.1),
        ),
        Condition(
            "at w the loss has its smallest value: the slope there is at most 0.0001",
            lambda e: abs(_slope_at(e)) <= 1e-4,
        ),
    ),
    guesses=lambda: [
        *({"x": np.full(3, v), "y": np.full(3, v), "w": np.array(v)} for v in (0.0, 1.0)),
        {"x": np.array([-1.0, 1.0, 2.0]), "y": np.array([0.0, 1.0, 1.0]), "w": np.array(20.0)},
        {"x": np.array([1.0, 2.0, 3.0]), "y": np.array([0.0, 1.0, 1.0]), "w": np.array(0.0)},
        {"x": np.array([1.0, 2.0, 3.0]), "y": np.array([0.0, 1.0, 1.0]), "w": np.array(1.0)},
    ],
)
def separated_with_minimum() -> Answer:
    """Three samples that a threshold separates, and the w at which their loss is smallest."""
    x, y = np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 1.0])
    low, high = 0.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        falls = _slope_at({"x": x, "y": y, "w": middle}) < 0
        low, high = (middle, high) if falls else (low, middle)
    return {"x": x, "y": y, "w": np.array(low)}


# ---- with a hidden layer: a hill between two valleys -----------------------------------------


def _midway(given: Inputs, first: bool = True, second: bool = True) -> float:
    """The loss half-way to the renumbered twin, in the layers that go half-way."""
    W1, W2, X, order = given.values()
    V1, V2 = permute_units(W1, W2, order)
    middle = ((W1 + V1) / 2 if first else W1, (W2 + V2) / 2 if second else W2)
    return half_squared_error(_outputs(X, *middle), _outputs(X, W1, W2), "mean")


def _outputs(X: Array, W1: Array, W2: Array) -> Array:
    return sigmoid(sigmoid(X @ W1.T) @ W2.T)


_WHICH_LAYERS = "Which of the two matrices differ between the network and its twin?"
_STATED = "Copy the loss exactly as stated, constant included."


@own_slip("one-layer-only", "Y14", question=_WHICH_LAYERS)
def _first_only(given: Inputs) -> Answer:
    """W₂ stays where it was, and only W₁ goes half-way"""
    return {"loss": _midway(given, second=False)}


@own_slip("one-layer-only", "Y14", question=_WHICH_LAYERS)
def _second_only(given: Inputs) -> Answer:
    """W₁ stays where it was, and only W₂ goes half-way"""
    return {"loss": _midway(given, first=False)}


@own_slip("batch-sum-for-mean", "B12", question=_STATED)
def _sum_for_mean(given: Inputs) -> Answer:
    """the 1/N of the loss is left out"""
    return {"loss": len(given["X"]) * _midway(given)}


@own_slip("loss-factor-two", "B12", question=_STATED)
def _half_missing(given: Inputs) -> Answer:
    """the loss has no ½ in front"""
    return {"loss": 2 * _midway(given)}


@own_slip("mean-over-all-entries", "B12", question=_STATED)
def _mean_over_entries(given: Inputs) -> Answer:
    """the mean runs over samples and outputs, not over samples"""
    return {"loss": 1 / len(given["W2"]) * _midway(given)}


@own_slip("loss-factor-two", "B12", question=_STATED)
def _mean_without_half(given: Inputs) -> Answer:
    """it is a mean over all entries, without the ½"""
    return {"loss": 2 / len(given["W2"]) * _midway(given)}


def _draw_valleys(rng: Rng, s: Sizes) -> Answer:
    order = one_cycle(rng, s.n_hidden)
    return {
        "W1": values(rng, s.n_hidden, s.n_in, low=0.8, high=2.5),
        "W2": values(rng, s.n_out, s.n_hidden, low=0.8, high=2.5),
        "X": values(rng, s.N, s.n_in),
        "order": order,
    }


@SYMMETRY_BREAKING.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=2,
    items="Y14",
    needs="renumber_units",
    takes="W1: n_hidden n_in, W2: n_out n_hidden, X: N n_in, order",
    gives="loss",
    draw=_draw_valleys,
    own=[
        _first_only,
        _second_only,
        _sum_for_mean,
        _half_missing,
        _mean_over_entries,
        _mean_without_half,
    ],
    requires=[ONE_SAMPLE],
)
def midway_loss(given: Inputs, rules: Rules) -> Array:
    """The loss half-way between a network and its renumbered twin."""
    return np.asarray(_midway(given))
