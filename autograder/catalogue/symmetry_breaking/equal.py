"""Part A: units that start equal, after one pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import (
    COUNTED,
    SYMMETRY_BREAKING,
    WHAT_ELSE,
    passes,
    rows,
    units,
)
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import positive, values
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.slip import Slip, own_slip
from backhand.activations import sigmoid

# ---- the values of that pass -----------------------------------------------------------------


def _start(given: Inputs, rules: Rules) -> tuple[Array, Array, Array]:
    """h, δ of the outputs, and δ of the hidden units."""
    x, y, w, n_hidden = given.values()
    W1, W2 = np.full((n_hidden, len(x)), w), np.full((len(y), n_hidden), w)
    layers, found = passes(rows(x), rows(y), W1, W2, rules, loss="half_sum")
    delta1, delta2 = found.deltas
    return np.asarray(layers[0].a)[0], delta2[0], delta1[0]


def _draw_start(rng: Rng, s: Sizes) -> Answer:
    """A draw that float32 can compute: output δ that do not nearly cancel, no output near 1."""
    while True:
        drawn = {
            "x": values(rng, s.n_in),
            "y": positive(rng, s.n_out),
            "w": float(rng.uniform(0.4, 0.9)),
            "n_hidden": units(rng, s),
        }
        h, delta2, _ = _start(drawn, RIGHT)
        is_clear = abs(np.sum(delta2)) > 0.1 * np.sum(np.abs(delta2))
        if is_clear and sigmoid(np.asarray(drawn["w"] * np.sum(h))) < 0.98:
            return drawn


def _changed_start(
    given: Inputs,
    inputs: Any = np.sum,
    count: Any = float,
    deltas: Any = np.sum,
    slope: Any = lambda h, o: h * (1 - h),
    hidden: Any = sigmoid,
    output: Any = sigmoid,
    first: float = 1.0,
    second: float = 1.0,
) -> Answer:
    """The pass with another sum over inputs, hidden units or output δ, or another slope.

    `first` and `second` multiply what a layer receives; `hidden` and `output` are other functions.
    """
    x, y, w, n_hidden = given.values()
    h = hidden(first * w * inputs(x))
    o = output(second * count(n_hidden) * w * h)
    delta2 = (o - y) * o * (1 - o)
    delta1 = slope(h, o) * w * deltas(delta2)
    ones = np.ones(n_hidden)
    return {"h": h * ones, "delta2": delta2, "delta1": delta1 * ones}


@own_slip("mean-for-sum", "Y1", question="z₁ = w₁₁x₁ + w₁₂x₂ + …: is there a 1/n in it?")
def _inputs_averaged(given: Inputs) -> Answer:
    """the inputs are averaged where they are added"""
    return _changed_start(given, inputs=np.mean)


@own_slip("hidden-count-missing", "Y1", question=COUNTED)
def _one_unit_received(given: Inputs) -> Answer:
    """an output receives one hidden unit only, although all of them send the same"""
    return _changed_start(given, count=lambda n: 1.0)


@own_slip("other-count", "Y1", question=COUNTED)
def _counted_by_outputs(given: Inputs) -> Answer:
    """an output sums over as many units as there are outputs"""
    return _changed_start(given, count=lambda n: float(len(given["y"])))


@own_slip("other-count", "Y1", question=COUNTED)
def _counted_by_inputs(given: Inputs) -> Answer:
    """an output sums over as many units as there are inputs"""
    return _changed_start(given, count=lambda n: float(len(given["x"])))


_WEIGHTED = "Every arrow of the network has a weight. Which arrows has your sum walked?"


@own_slip("weight-factor-missing", "Y1", question=_WEIGHTED)
def _first_unweighted(given: Inputs) -> Answer:
    """the inputs are added without their weight"""
    return _changed_start(given, first=1 / given["w"])


@own_slip("weight-factor-missing", "Y1", question=_WEIGHTED)
def _second_unweighted(given: Inputs) -> Answer:
    """the hidden units are added without their weight"""
    return _changed_start(given, second=1 / given["w"])


_ORDER = "Write the forward pass from x to ŷ as a chain. Where in it does σ stand, and how often?"


@own_slip("preactivation-as-input", "Y1", question=_ORDER)
def _fed_preactivation(given: Inputs) -> Answer:
    """the outputs are fed the hidden units' z, without σ"""
    x, _, w, _ = given.values()
    z1 = w * np.sum(x)
    return _changed_start(given, second=z1 / sigmoid(z1))


@own_slip("nonlinearity-missing", "Y1", question=_ORDER)
def _linear_outputs(given: Inputs) -> Answer:
    """the outputs are their own z: their σ is missing"""
    return _changed_start(given, output=lambda z: z)


@own_slip("other-nonlinearity", "Y1", question="Which values can σ take, and which has your h?")
def _tanh_for_sigmoid(given: Inputs) -> Answer:
    """the hidden units have tanh in the place of σ"""
    return _changed_start(given, hidden=np.tanh)


@own_slip("preactivation-returned", "Y1", question="Can an activation of σ be negative?")
def _preactivation_returned(given: Inputs) -> Answer:
    """the z of the hidden units is returned in the place of h"""
    return {"h": np.full(given["n_hidden"], given["w"] * np.sum(given["x"]))}


@own_slip("output-deltas-equal", "Y3", question=WHAT_ELSE)
def _first_for_all(given: Inputs) -> Answer:
    """the first output's δ is taken for that of every output"""
    return _changed_start(given, deltas=lambda delta2: len(delta2) * delta2[0])


@own_slip(
    "fprime-of-other-layer",
    "Y2",
    question="δ₁ lives at the hidden layer. Does each factor outside Wᵀ(·) belong there?",
)
def _slope_of_outputs(given: Inputs) -> Answer:
    """the slope of the outputs stands at the hidden units"""
    return _changed_start(given, slope=lambda h, o: o * (1 - o))


@own_slip(
    "gradient-summed-over-units",
    "Y2",
    question="δ₁ᵢ is the derivative with respect to the z of how many units?",
)
def _times_units(given: Inputs) -> Answer:
    """δ of one hidden unit is multiplied by the number of hidden units"""
    _, _, delta1 = _start(given, RIGHT)
    return {"delta1": given["n_hidden"] * delta1}


@SYMMETRY_BREAKING.computed(
    "implement",
    points=3,
    minutes=5,
    difficulty=2,
    items="Y1 Y2 Y3",
    takes="x: n_in, y: n_out, w, n_hidden",
    gives="h: n_hidden, delta2: n_out, delta1: n_hidden",
    draw=_draw_start,
    carry_forward={"delta2": 1, "delta1": 0},
    own=[
        _inputs_averaged,
        _one_unit_received,
        _first_for_all,
        _slope_of_outputs,
        _times_units,
        _counted_by_outputs,
        _counted_by_inputs,
        _first_unweighted,
        _second_unweighted,
        _fed_preactivation,
        _linear_outputs,
        _tanh_for_sigmoid,
        _preactivation_returned,
    ],
)
def constant_start(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """h = σ(w Σx), δ₂ = (ŷ − y) σ′ and δ₁ = σ′ w Σδ₂, where every weight is w."""
    return _start(given, rules)


# ---- how far apart the outputs are -----------------------------------------------------------


def _gaps(
    given: Inputs,
    *,
    error: Callable[[float, Array], Array] = lambda o, y: o - y,
    slope: Callable[[float], float] = lambda o: o * (1 - o),
    step: Callable[[float, float], float] = lambda rate, h: -rate * h,
) -> Answer:
    """δ_j − δ_k and w_j − w_k, with another error, slope of the outputs, or step."""
    o, y, h, rate = given.values()
    delta = error(o, y) * slope(o)
    gap = np.subtract.outer(delta, delta)
    return {"delta_gap": gap, "weight_gap": step(rate, h) * gap}


def _draw_targets(rng: Rng, s: Sizes) -> Answer:
    """Targets of which two are equal."""
    y = rng.permutation(np.linspace(0.1, 0.9, s.n_out)) + rng.uniform(0.0, 0.02)
    first, second = rng.choice(s.n_out, 2, replace=False)
    y[second] = y[first]
    return {
        "y_hat": float(rng.uniform(0.3, 0.45)),
        "y": y,
        "h": float(rng.uniform(0.55, 0.7)),
        "rate": float(rng.uniform(1.3, 1.9)),
    }


@own_slip(
    "outputs-always-differ",
    "Y3",
    question="Two outputs have the same ŷ. What if they have the same y as well?",
)
def _literally(given: Inputs) -> Answer:
    """every output's δ is taken to differ from every other's"""
    n = len(given["y"])
    return {"delta_gap": 1.0 - np.eye(n), "weight_gap": 1.0 - np.eye(n)}


@own_slip("sign-flipped-error", "Y3", question="L = ½(ŷ − y)²: does it rise where ŷ > y?")
def _error_flipped(given: Inputs) -> Answer:
    """the target enters the error with the wrong sign"""
    return _gaps(given, error=lambda o, y: y - o)


@own_slip("output-fprime-missing", "Y3", question="ŷ = σ(z): what lies between ŷ and z?")
def _slope_missing(given: Inputs) -> Answer:
    """the slope of the sigmoid is not there"""
    return _gaps(given, slope=lambda o: 1.0)


@own_slip("f-for-fprime", "Y3", question="What is the derivative of σ, in terms of ŷ = σ(z)?")
def _value_for_slope(given: Inputs) -> Answer:
    """the output stands where its slope belongs"""
    return _gaps(given, slope=lambda o: o)


@own_slip("ascent-step", "Y4", question="Does descent go along the gradient, or against it?")
def _uphill(given: Inputs) -> Answer:
    """the step goes along the gradient"""
    return {"weight_gap": _gaps(given, step=lambda rate, h: rate * h)["weight_gap"]}


@own_slip("input-factor-missing", "Y4", question="∂L/∂w_j: what is multiplied by this weight?")
def _activation_missing(given: Inputs) -> Answer:
    """the gradient of a weight is δ itself, without the activation beside the weight"""
    return {"weight_gap": _gaps(given, step=lambda rate, h: -rate)["weight_gap"]}


@own_slip("rate-missing", "Y4", question="How long is a step?")
def _rate_missing(given: Inputs) -> Answer:
    """the learning rate is not there"""
    return {"weight_gap": _gaps(given, step=lambda rate, h: -h)["weight_gap"]}


@own_slip(
    "distance-for-difference",
    "Y3",
    question="The entry [k, j] is the entry [j, k] the other way round. What is its sign?",
)
def _distances(given: Inputs) -> Answer:
    """distances are returned, without their signs"""
    return {name: np.abs(gap) for name, gap in _gaps(given).items()}


@own_slip("closed-form-fed-y", "Y3", question="Of which value is σ′ = a(1 − a) taken?")
def _slope_of_targets(given: Inputs) -> Answer:
    """the slope is calculated from the targets, not from the output"""
    return _gaps(given, error=lambda o, y: (o - y) * y * (1 - y), slope=lambda o: 1.0)


@own_slip("targets-compared", "Y3", question="Which quantity is δ, and what becomes of y in it?")
def _gaps_of_targets(given: Inputs) -> Answer:
    """the targets themselves are compared, not the δs"""
    return {"delta_gap": np.subtract.outer(given["y"], given["y"])}


@own_slip("values-added", "Y3", question="Two outputs with the same δ: how far apart are they?")
def _deltas_added(given: Inputs) -> Answer:
    """two δs are added where their difference is asked for"""
    o, y, h, rate = given.values()
    delta = (o - y) * o * (1 - o)
    total = np.add.outer(delta, delta)
    return {"delta_gap": total, "weight_gap": -rate * h * total}


def _step_slip(
    slug: str, question: str, clause: str, step: Callable[[float, float, float], float]
) -> Slip:
    """A slip of the weights' gap alone; `step(rate, h, y_hat)` is what the gap is multiplied by."""

    def changed(given: Inputs) -> Answer:
        gap = _gaps(given)["delta_gap"]
        return {"weight_gap": step(given["rate"], given["h"], given["y_hat"]) * gap}

    return own_slip(slug, "Y4", question=question, clause=clause)(changed)


_ONE_STEP = "w ← w − η ∂L/∂w: which three things decide how far a weight goes?"
_BESIDE = "∂L/∂w is a product of two things. Which unit does the weight start from?"

_STEPS = [
    _step_slip("step-not-taken", _ONE_STEP, "the gap is that of the gradients", lambda r, h, o: h),
    _step_slip(
        "step-not-taken",
        _ONE_STEP,
        "the weights' gap is minus that of the δs: rate and activation are missing",
        lambda r, h, o: -1.0,
    ),
    _step_slip(
        "layer-output-as-input",
        _BESIDE,
        "the output ŷ stands where the activation beside the weight belongs",
        lambda r, h, o: -r * o,
    ),
    _step_slip(
        "ascent-step",
        _ONE_STEP,
        "the step goes along the gradient, and the activation beside the weight is missing",
        lambda r, h, o: r,
    ),
    _step_slip(
        "slope-extra",
        _BESIDE,
        "the slope of the hidden units is multiplied in, and nothing passes through them here",
        lambda r, h, o: -r * h * (1 - h),
    ),
]


@SYMMETRY_BREAKING.computed(
    "repair",
    points=2,
    minutes=5,
    difficulty=2,
    items="Y3 Y4",
    errata="D-09 D-10",
    takes="y_hat, y: n_out, h, rate",
    gives="delta_gap: n_out n_out, weight_gap: n_out n_out",
    draw=_draw_targets,
    own=[
        _literally,
        _error_flipped,
        _slope_missing,
        _value_for_slope,
        _uphill,
        _activation_missing,
        _rate_missing,
        _distances,
        _slope_of_targets,
        _gaps_of_targets,
        _deltas_added,
        *_STEPS,
    ],
)
def output_gaps(given: Inputs, rules: Rules) -> Answer:
    """δ_j − δ_k = (y_k − y_j) ŷ (1 − ŷ), and w_j − w_k = −η h (δ_j − δ_k) after one step."""
    return _gaps(given)
