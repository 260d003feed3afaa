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
from autograder.slips.slip import Slip, Slips, own_slip
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
    """the error is multiplied by p(1 − p), a slope that has already cancelled"""
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


@_RESIDUAL.slip(
    "residual",
    "other-nonlinearity",
    "Y10",
    question="Between which two numbers does p lie, for any z?",
)
def _tanh_for_sigmoid(right: Any, context: Context) -> Array:
    """tanh stands in the place of the sigmoid"""
    return np.tanh(need(context.here.z)) - need(context.y)


@_RESIDUAL.slip(
    "residual",
    "other-nonlinearity",
    "Y10",
    question="If z grows, should p grow? Put in z = 3.",
)
def _sigmoid_mirrored(right: Any, context: Context) -> Array:
    """the sigmoid is taken of −z, or its exponential has the other sign"""
    return sigmoid(-need(context.here.z)) - need(context.y)


@_RESIDUAL.slip(
    "residual",
    "stops-at-probabilities",
    "S11",
    question="w moves z. What does z move next, and what does that move?",
)
def _by_probability(right: Any, context: Context) -> Array:
    """the derivative stops at p: the slope of the sigmoid is not there"""
    p, y = need(context.here.a), need(context.y)
    return (1 - y) / (1 - p) - y / p


@_RESIDUAL.slip(
    "residual",
    "half-of-loss",
    "S11",
    question="The loss of a sample with y = 0: is it in your gradient?",
)
def _first_term_alone(right: Any, context: Context) -> Array:
    """only the term with y log p is differentiated"""
    p, y = need(context.here.a), need(context.y)
    return -y * (1 - p)


_COUNT = "Over what is the loss averaged, and how many of these are there?"


def _of_errors(
    slug: str, question: str, clause: str, joined: Callable[[Array, Array, Array], Any]
) -> Slip:
    """A slip of what is made of X, w and the errors p − y."""

    def changed(given: Inputs) -> Answer:
        X, y, w = given.values()
        return {"dw": np.asarray(joined(X, w, sigmoid(X @ w) - y))}

    return own_slip(slug, "Y10", question=question, clause=clause)(changed)


_TWO_SAMPLES = "Write the gradient for two samples. Which error stands beside which x?"
_MULTIPLIED = "By what is w_j multiplied in z?"

_JOINED = [
    _of_errors(
        "mean-over-units",
        _COUNT,
        "the sum is divided by the number of inputs",
        lambda X, w, error: X.T @ error / len(w),
    ),
    _of_errors(
        "summed-separately",
        _TWO_SAMPLES,
        "the samples and their errors are averaged one by one, and then multiplied",
        lambda X, w, error: X.mean(axis=0) * error.mean(),
    ),
    _of_errors(
        "summed-separately",
        _TWO_SAMPLES,
        "the samples and their errors are added up one by one, and then multiplied",
        lambda X, w, error: X.sum(axis=0) * error.sum() / len(X),
    ),
    _of_errors(
        "weight-as-input",
        _MULTIPLIED,
        "the weights stand where the inputs belong",
        lambda X, w, error: w * error.mean(),
    ),
    _of_errors(
        "input-factor-missing",
        _MULTIPLIED,
        "the errors are averaged, and the inputs are left out",
        lambda X, w, error: np.full(len(w), error.mean()),
    ),
]


def _draw_labels(rng: Rng, s: Sizes) -> Answer:
    while True:
        X, w = values(rng, s.N, s.n_in), values(rng, s.n_in)
        # About half of the samples are on the wrong side, so that not all errors are zero.
        wrong = rng.permutation(np.arange(s.N) % 2).astype(bool)
        y = ((X @ w > 0) ^ wrong).astype(float)
        # With labels that are all 0, slips that multiply by them would give nothing but 0.
        if s.N == 1 or 0 < y.sum() < s.N:
            return {"X": X, "y": y, "w": w}


@SYMMETRY_BREAKING.computed(
    "implement",
    points=2,
    minutes=3,
    difficulty=1,
    items="Y10",
    takes="X: N n_in, y: N, w: n_in",
    gives="dw: n_in",
    draw=_draw_labels,
    own=[*_RESIDUAL, _rounded, *_JOINED],
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


@own_slip("quarter-missing", "Y11", question="How steep is a sigmoid where it is steepest?")
def _quarter_missing(given: Inputs) -> Answer:
    """the largest slope of the sigmoid is taken to be 1"""
    return {"safe": 2 / _largest(given)}


@own_slip(
    "rate-halved",
    "S12",
    question="By how much does L fall at least, in terms of η and β? Where does that become 0?",
)
def _rate_halved(given: Inputs) -> Answer:
    """the rate is safe, but a longer step would still bring the loss down"""
    return {"safe": 4 / _largest(given)}


@own_slip(
    "curvature-for-rate",
    "S12",
    question="The more curved a loss is, should a step be longer or shorter?",
)
def _curvature_for_rate(given: Inputs) -> Answer:
    """β itself is returned, and not the rate"""
    return {"safe": _largest(given) / 4}


@own_slip("closed-form-fed-z", "Y11", question="Can the slope of a sigmoid be negative?")
def _slope_from_z(given: Inputs) -> Answer:
    """the slope is calculated from z where p belongs"""
    z = given["X"] @ given["w"]
    return _curvature(given, slope=lambda p: z * (1 - z))


@own_slip("slope-of-mean-activation", "Y11", question="Has each sample its own slope?")
def _mean_slope(given: Inputs) -> Answer:
    """one slope, the mean of all, stands for those of the samples"""
    return _curvature(given, slope=lambda p: np.full_like(p, np.mean(p * (1 - p))))


def _safe(slug: str, question: str, clause: str, of: Callable[[Array], Any]) -> Slip:
    """A slip of the limit; `of` is given XᵀX/(4N), whose largest eigenvalue is β."""

    def changed(given: Inputs) -> Answer:
        X = given["X"]
        return {"safe": np.asarray(of(X.T @ X / (4 * len(X))))}

    return own_slip(slug, "S12", question=question, clause=clause)(changed)


_LONGEST = "In which direction is the loss most curved, and how much?"

_LIMITS = [
    _safe(
        "smallest-eigenvalue",
        _LONGEST,
        "β is the smallest eigenvalue",
        lambda B: 2 / np.linalg.eigvalsh(B)[0],
    ),
    _safe(
        "eigenvalues-added",
        _LONGEST,
        "β is the trace: all eigenvalues together",
        lambda B: 2 / np.trace(B),
    ),
    _safe(
        "norm-for-eigenvalue",
        _LONGEST,
        "β is the root of the sum of all squared entries",
        lambda B: 2 / np.linalg.norm(B),
    ),
    _safe(
        "curvature-for-rate",
        "The more curved a loss is, should a step be longer or shorter?",
        "β/2 is returned: the fraction is upside down",
        lambda B: np.linalg.eigvalsh(B)[-1] / 2,
    ),
    _safe(
        "curvature-for-rate",
        "The more curved a loss is, should a step be longer or shorter?",
        "β is multiplied by 2 where 2 is divided by it",
        lambda B: 2 * np.linalg.eigvalsh(B)[-1],
    ),
    _safe(
        "factor-two",
        "L falls as long as η(1 − ηβ/2) is positive. Where does that end?",
        "the limit is twice as large as it may be, or β half as large as it is",
        lambda B: 4 / np.linalg.eigvalsh(B)[-1],
    ),
]


@own_slip("batch-sum-for-mean", "Y11", question="Does the stated loss have a 1/N in front?")
def _bound_of_sum(given: Inputs) -> Answer:
    """the bound is that of a sum over the samples: the 1/N of the loss is left out"""
    return {"safe": 8.0 / (len(given["X"]) * _largest(given))}


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
        _slope_from_z,
        _mean_slope,
        *_LIMITS,
        _bound_of_sum,
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


def _other_way(given: Inputs, middle: Any, outputs: Any = None, distance: Any = None) -> Answer:
    """The loss at other weights, `middle(W, V)` in each layer, or of other outputs, or another."""
    W1, W2, X, order = given.values()
    V1, V2 = permute_units(W1, W2, order)
    outputs = outputs or _outputs
    there, right = outputs(X, middle(W1, V1), middle(W2, V2)), outputs(X, W1, W2)
    if distance:
        return {"loss": np.asarray(distance(there - right) / (2 * len(X)))}
    return {"loss": np.asarray(half_squared_error(there, right, "mean"))}


def _half(W: Array, V: Array) -> Array:
    return (W + V) / 2


_HALF_WAY = "Where is the point half-way between 3 and 5? Does your code find it?"
_NETWORK = "Which functions does the network of part A apply, and in which layers?"


@own_slip("paths-added-for-mean", "Y14", question=_HALF_WAY)
def _sum_of_weights(given: Inputs) -> Answer:
    """the weights of the two networks are added, and not halved"""
    return _other_way(given, lambda W, V: W + V)


@own_slip("terms-subtracted", "Y14", question=_HALF_WAY)
def _difference_of_weights(given: Inputs) -> Answer:
    """half of the difference of the weights stands where half of their sum belongs"""
    return _other_way(given, lambda W, V: (W - V) / 2)


@own_slip("nonlinearity-missing", "Y14", question=_NETWORK)
def _linear_outputs(given: Inputs) -> Answer:
    """the outputs have no sigmoid"""
    return _other_way(given, _half, lambda X, W1, W2: sigmoid(X @ W1.T) @ W2.T)


@own_slip("nonlinearity-missing", "Y14", question=_NETWORK)
def _linear_hidden(given: Inputs) -> Answer:
    """the hidden units have no sigmoid"""
    return _other_way(given, _half, lambda X, W1, W2: sigmoid(X @ W1.T @ W2.T))


@own_slip("other-nonlinearity", "Y14", question=_NETWORK)
def _tanh_network(given: Inputs) -> Answer:
    """both layers have tanh in the place of the sigmoid"""
    return _other_way(given, _half, lambda X, W1, W2: np.tanh(np.tanh(X @ W1.T) @ W2.T))


@own_slip("loss-of-other-kind", "B12", question=_STATED)
def _distances(given: Inputs) -> Answer:
    """the differences are added up by absolute value, not squared"""
    return _other_way(given, _half, distance=lambda d: np.sum(np.abs(d)))


@own_slip("loss-of-other-kind", "B12", question=_STATED)
def _not_squared(given: Inputs) -> Answer:
    """the differences are added up as they are, not squared"""
    return _other_way(given, _half, distance=np.sum)


@own_slip("loss-of-other-kind", "B12", question=_STATED)
def _root(given: Inputs) -> Answer:
    """the root of the sum of squares is taken"""
    return _other_way(given, _half, distance=np.linalg.norm)


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
        _sum_of_weights,
        _difference_of_weights,
        _linear_outputs,
        _linear_hidden,
        _tanh_network,
        _distances,
        _not_squared,
        _root,
    ],
    requires=[ONE_SAMPLE],
)
def midway_loss(given: Inputs, rules: Rules) -> Array:
    """The loss half-way between a network and its renumbered twin."""
    return np.asarray(_midway(given))
